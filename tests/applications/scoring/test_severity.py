from math import isnan, nan
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.scoring import Severity, UnusableInput, severity

SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])

Floats = npt.NDArray[np.float64]
Reviews = tuple[list[int], list[int], list[float]]
reviews = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 20)), min_size=1, max_size=30).map(
    lambda rows: tuple(map(list, zip(*rows, strict=True)))
)


def crossed(table: npt.ArrayLike) -> Reviews:
    values = np.asarray(table, dtype=float)
    candidate, reviewer = np.indices(values.shape)
    return candidate.ravel().tolist(), reviewer.ravel().tolist(), values.ravel().tolist()


def simulated(candidates: int, reviewers: int, readings: int, seed: int = 0) -> Reviews:
    rng = np.random.default_rng(seed)
    read = np.repeat(np.arange(candidates), readings)
    scored_by = np.concatenate([rng.choice(reviewers, readings, replace=False) for _ in range(candidates)])
    worth, strictness = rng.normal(0, 0.15, candidates), rng.normal(0, 0.1, reviewers)
    score = 0.6 + worth[read] + strictness[scored_by] + rng.normal(0, 0.1, len(read))
    return read.tolist(), scored_by.tolist(), score.tolist()


def indicators(data: Reviews) -> list[Floats]:
    return [np.equal.outer(np.array(side), np.unique(side)).astype(float) for side in data[:2]]


def restricted_deviance(data: Reviews, candidate: float, reviewer: float, residual: float) -> float:
    """The textbook formula on full matrices, as an independent witness of the sparse one."""
    y = np.array(data[2])
    first, second = indicators(data)
    spread = candidate * first @ first.T + reviewer * second @ second.T + residual * np.eye(len(y))
    inverse = np.linalg.inv(spread)
    precision = inverse.sum()
    off = y - (inverse @ y).sum() / precision
    return float(np.linalg.slogdet(spread)[1] + np.log(precision) + off @ inverse @ off)


def test_the_printed_table_of_shrout_and_fleiss_is_found_again() -> None:
    found = severity(*crossed(SHROUT_FLEISS))
    assert found.var_candidate == pytest.approx(2.5556, abs=5e-5)
    assert found.var_reviewer == pytest.approx(5.2444, abs=5e-5)
    assert found.var_residual == pytest.approx(1.0194, abs=5e-5)
    assert found.mean == pytest.approx(SHROUT_FLEISS.mean())


def test_the_effects_can_be_checked_by_hand_on_a_full_table() -> None:
    # On a full table an effect is the gap of the row to the mean, shrunk by n σ² / (n σ² + σe²).
    found = severity(*crossed(SHROUT_FLEISS))
    shrunk = 4 * 2.55556 / (4 * 2.55556 + 1.01944)
    gaps = SHROUT_FLEISS.mean(axis=1) - SHROUT_FLEISS.mean()
    assert list(found.candidate.values()) == pytest.approx(shrunk * gaps, abs=1e-4)
    shrunk = 6 * 5.24444 / (6 * 5.24444 + 1.01944)
    gaps = SHROUT_FLEISS.mean(axis=0) - SHROUT_FLEISS.mean()
    assert list(found.reviewer.values()) == pytest.approx(shrunk * gaps, abs=1e-4)


def test_the_adjusted_total_is_what_an_average_reviewer_would_have_given() -> None:
    # Two reviewers agree on the order; the second is stricter by 0.2 and alone read c and d.
    read = ["a", "a", "b", "b", "c", "d", "e", "f"]
    scored_by = ["kind", "strict", "kind", "strict", "strict", "strict", "kind", "kind"]
    found = severity(read, scored_by, [0.8, 0.6, 0.5, 0.3, 0.5, 0.2, 0.7, 0.4])
    assert found.reviewer["strict"] == pytest.approx(-found.reviewer["kind"])
    assert found.adjusted["c"] == pytest.approx(found.adjusted["e"], abs=0.01)
    assert found.adjusted["d"] == pytest.approx(found.adjusted["f"], abs=0.01)


@pytest.mark.parametrize("seed", range(6))
def test_no_other_variances_are_more_likely(seed: int) -> None:
    data = simulated(12 + seed, 5, 3, seed)
    found = severity(*data)
    best = (found.var_candidate, found.var_reviewer, found.var_residual)
    least = restricted_deviance(data, *best)
    for side in range(3):
        for factor in (0.5, 0.9, 0.99, 1.01, 1.1, 2.0):
            other = [value * factor if side == at else value for at, value in enumerate(best)]
            assert restricted_deviance(data, *other) >= least - 1e-9


@pytest.mark.parametrize(("candidates", "reviewers", "readings"), [(8, 16, 5), (16, 8, 3)])
def test_the_effects_solve_the_equations_written_out_in_full(candidates: int, reviewers: int, readings: int) -> None:
    data = simulated(candidates, reviewers, readings)
    found = severity(*data)
    table = np.hstack([np.ones((len(data[2]), 1)), *indicators(data)])
    penalty = [0.0, *([found.var_residual / found.var_candidate] * len(found.candidate))]
    penalty += [found.var_residual / found.var_reviewer] * len(found.reviewer)
    effects = np.linalg.solve(table.T @ table + np.diag(penalty), table.T @ np.array(data[2]))
    assert [found.mean, *found.candidate.values(), *found.reviewer.values()] == pytest.approx(effects)


def test_a_large_sparse_design_gives_what_a_small_dense_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    dense = severity(*simulated(40, 15, 3))
    monkeypatch.setattr("applications.scoring.crossed.DENSE_CELLS", 0)
    sparse = severity(*simulated(40, 15, 3))
    assert sparse.candidate == pytest.approx(dense.candidate)
    assert sparse.var_reviewer == pytest.approx(dense.var_reviewer)


def test_the_spread_of_files_and_of_noise_is_recovered() -> None:
    found = severity(*simulated(300, 12, 3, seed=3))
    assert found.var_candidate == pytest.approx(0.15**2, rel=0.3)
    assert found.var_residual == pytest.approx(0.1**2, rel=0.2)


def test_parts_that_share_no_review_are_named() -> None:
    found = severity(["a", "b", "c", "a", "z"], [1, 1, 2, 2, 9], [0.1, 0.2, 0.3, 0.4, 0.5])
    assert [part.candidates for part in found.components] == [("a", "b", "c"), ("z",)]
    assert [part.reviewers for part in found.components] == [(1, 2), (9,)]


def test_the_reviews_behind_each_figure_are_counted() -> None:
    found = severity(["a", "b", "a", "b"], ["x", "x", "y", "z"], [0.1, 0.2, 0.3, nan])
    assert found.reviews_of_candidate == {"a": 2, "b": 1}
    assert found.reviews_by_reviewer == {"x": 2, "y": 1}


@settings(derandomize=True, deadline=None)
@given(reviews, st.randoms(use_true_random=False))
def test_whatever_the_reviews_the_figures_are_finite_and_shrunk(data: Reviews, random: Random) -> None:
    found = severity(*data)
    variances = found.var_candidate, found.var_reviewer, found.var_residual
    assert all(0 <= value < 1e3 for value in variances)
    assert min(data[2]) - 1e-6 <= found.mean <= max(data[2]) + 1e-6
    assert all(abs(effect) <= 20 for effect in [*found.candidate.values(), *found.reviewer.values()])
    assert sum(found.candidate.values()) == pytest.approx(0, abs=1e-4)
    assert_same(found, severity(*shuffled(data, random)))


def shuffled(data: Reviews, random: Random) -> Reviews:
    rows = list(zip(*data, strict=True))
    random.shuffle(rows)
    read, scored_by, score = zip(*rows, strict=True)
    return list(read), list(scored_by), list(score)


def assert_same(first: Severity[int, int], second: Severity[int, int]) -> None:
    """To the last digit: a stored ranking must be found again from the same reviews."""
    assert (first.mean, first.candidate, first.reviewer) == (second.mean, second.candidate, second.reviewer)
    assert list(first.candidate) == list(second.candidate)
    assert first.components == second.components


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5, 5), st.floats(0.1, 10))
def test_another_unit_of_the_scores_changes_nothing_else(seed: int, shift: float, unit: float) -> None:
    data = simulated(10, 4, 3, seed)
    found, other = severity(*data), severity(data[0], data[1], [shift + unit * one for one in data[2]])
    scaled = {one: unit * effect for one, effect in found.candidate.items()}
    assert other.candidate == pytest.approx(scaled, abs=1e-3 * unit)


def test_reviewers_who_agree_entirely_leave_no_noise() -> None:
    found = severity(*crossed([[0.1, 0.1], [0.5, 0.5], [0.7, 0.7]]))
    assert found.var_residual == pytest.approx(0, abs=1e-6)
    assert found.adjusted == pytest.approx({0: 0.1, 1: 0.5, 2: 0.7}, abs=1e-4)


def test_a_constant_severity_is_taken_out_whole() -> None:
    found = severity(*crossed([[0.1, 0.3], [0.5, 0.7], [0.7, 0.9]]))
    assert found.adjusted == pytest.approx({0: 0.2, 1: 0.6, 2: 0.8}, abs=1e-4)


def test_reviewers_who_never_differ_in_severity_are_left_alone() -> None:
    found = severity(*crossed([[0.1, 0.2], [0.6, 0.5], [0.8, 0.9], [0.4, 0.3]]))
    assert found.var_reviewer == 0
    assert set(found.reviewer.values()) == {0.0}


def test_a_single_reviewer_cannot_be_called_severe() -> None:
    found = severity(["a", "b", "c", "a", "b", "c"], ["x"] * 6, [0.1, 0.5, 0.9, 0.2, 0.4, 0.9])
    assert (found.var_reviewer, found.reviewer) == (0.0, {"x": 0.0})
    assert found.candidate["c"] > 0.3


def test_one_review_a_file_cannot_be_told_from_noise() -> None:
    found = severity(["a", "b", "c", "d"], ["x", "x", "y", "y"], [0.1, 0.2, 0.8, 0.9])
    assert found.var_candidate == 0
    assert found.var_reviewer > 0


@pytest.mark.parametrize("score", [[0.5], [0.5, 0.5]])
def test_scores_that_are_all_the_same_tell_nothing_apart(score: list[float]) -> None:
    found = severity(["a", "b"][: len(score)], ["x", "y"][: len(score)], score)
    assert (found.mean, set(found.candidate.values()), found.var_residual) == (0.5, {0.0}, 0.0)


def test_without_a_score_there_is_nothing_to_say() -> None:
    found = severity(["a"], ["x"], [nan])
    assert isnan(found.mean)
    assert (found.candidate, found.reviewer, found.components) == ({}, {}, ())


def test_a_recusal_is_as_if_the_review_did_not_exist() -> None:
    read, scored_by, score = simulated(8, 4, 3)
    assert_same(severity(read, scored_by, score), severity([*read, 0, 99], [*scored_by, 1, 1], [*score, nan, nan]))


def test_a_score_without_its_reviewer_is_refused() -> None:
    with pytest.raises(UnusableInput, match="one reviewer"):
        severity(["a"], [], [0.5])


def test_an_infinite_score_is_refused() -> None:
    with pytest.raises(UnusableInput, match="finite"):
        severity(["a"], ["x"], [float("inf")])
