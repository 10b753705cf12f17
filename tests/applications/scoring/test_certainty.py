from importlib import import_module
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.scoring import UnusableInput, certainty, severity
from tests.applications.scoring.test_severity import Reviews, indicators, simulated


def test_the_same_inputs_give_the_same_picture() -> None:
    read, scored_by, score = simulated(30, 6, 3)
    first = certainty(severity(read, scored_by, score), places=10)
    again = certainty(severity(read[::-1], scored_by[::-1], score[::-1]), places=10)
    assert (first.probability, first.low, first.high) == (again.probability, again.low, again.high)


def test_another_seed_draws_again() -> None:
    fitted = severity(*simulated(30, 6, 3))
    assert certainty(fitted, 10).probability != certainty(fitted, 10, seed=1).probability


@pytest.mark.parametrize(("candidates", "reviewers"), [(6, 12), (12, 6)])
def test_draws_vary_as_the_equations_say(candidates: int, reviewers: int) -> None:
    data = simulated(candidates, reviewers, 4)
    fitted = severity(*data)
    drawn = fitted.draw_candidates(200_000, np.random.default_rng(0))
    expected = uncertainty(data, fitted.var_candidate, fitted.var_reviewer, fitted.var_residual)
    assert drawn.mean(axis=1) == pytest.approx(list(fitted.candidate.values()), abs=0.002)
    assert np.cov(drawn) == pytest.approx(expected, abs=0.02 * expected.max())


def uncertainty(data: Reviews, candidate: float, reviewer: float, residual: float) -> np.ndarray:
    """σe² (X'X + Λ)⁻¹ written out in full, the block of the candidates."""
    first, second = indicators(data)
    table = np.hstack([np.ones((len(data[2]), 1)), first, second])
    penalty = [0.0, *([residual / candidate] * first.shape[1]), *([residual / reviewer] * second.shape[1])]
    size = first.shape[1] + 1
    return residual * np.linalg.inv(table.T @ table + np.diag(penalty))[1:size, 1:size]


def test_a_clear_first_is_certain_and_a_clear_last_unlikely() -> None:
    read = [file for file in "abcdef" for _ in range(3)]
    score = [0.95, 0.93, 0.97, *([0.5, 0.52, 0.48] * 4), 0.1, 0.12, 0.08]
    found = certainty(severity(read, ["x", "y", "z"] * 6, score), places=2)
    assert (found.band("a"), found.band("b"), found.band("f")) == ("certain", "jury", "unlikely")
    assert (found.low["a"], found.high["a"]) == (1, 1)
    assert (found.low["f"], found.high["f"]) == (6, 6)
    assert found.low["b"] < found.high["b"]


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.integers(0, 12))
def test_the_places_are_shared_out_whole(seed: int, places: int) -> None:
    fitted = severity(*simulated(9, 4, 3, seed))
    found = certainty(fitted, places, draws=50)
    assert sum(found.probability.values()) == pytest.approx(min(places, 9))
    assert all(1 <= found.low[one] <= found.high[one] <= 9 for one in fitted.candidate)


def test_the_interval_leaves_a_tenth_of_the_draws_on_each_side() -> None:
    fitted = severity(*simulated(9, 4, 3))
    found = certainty(fitted, places=0)
    within = [certainty(fitted, places).probability for places in range(10)]
    for one in fitted.candidate:
        assert within[found.low[one] - 1][one] < 0.1 <= within[found.low[one]][one]
        assert within[found.high[one] - 1][one] < 0.9 <= within[found.high[one]][one]


def test_when_nothing_tells_files_apart_each_has_the_same_chance() -> None:
    found = certainty(severity(["a", "b", "c", "d"], ["x", "x", "y", "y"], [0.5] * 4), places=1, draws=20_000)
    assert list(found.probability.values()) == pytest.approx([0.25] * 4, abs=0.02)


def test_two_equal_files_at_the_cut_are_not_decided_by_their_number() -> None:
    read, scored_by = [1, 1, 2, 2, 3, 3], ["x", "y"] * 3
    found = certainty(severity(read, scored_by, [0.9, 0.9, 0.4, 0.4, 0.4, 0.4]), places=2)
    assert found.probability[2] == pytest.approx(0.5, abs=0.05)


def test_more_draws_than_one_block_are_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("applications.scoring.certainty"), "CELLS", 500)
    found = certainty(severity(*simulated(5, 3, 2)), places=5, draws=601)
    assert set(found.probability.values()) == {1.0}
    assert set(found.low.values()) <= {1, 2, 3, 4, 5}


def test_without_files_there_is_nothing_to_be_sure_of() -> None:
    assert certainty(severity(["a"], ["x"], [nan]), places=3).probability == {}


@pytest.mark.parametrize(("places", "draws"), [(-1, 10), (1, 0)])
def test_impossible_questions_are_refused(places: int, draws: int) -> None:
    with pytest.raises(UnusableInput, match="at least one draw"):
        certainty(severity(["a"], ["x"], [0.5]), places, draws)
