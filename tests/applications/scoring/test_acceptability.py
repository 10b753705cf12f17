from importlib import import_module
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from applications.scoring import UnusableInput, acceptability

values = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.integers(0, 4).map(lambda n: n / 4))


def test_the_share_of_weights_can_be_checked_by_hand() -> None:
    # w₁ ≥ 0.25 w₁ + 0.75 w₂ with w₂ = 1 − w₁ as soon as w₁ ≥ 1/2; w₁ ≥ 0.5 w₁ + 0.25 w₂ as soon as w₁ ≥ 1/3.
    assert acceptability([[1.0, 0.0], [0.25, 0.75]], draws=40_000)[0] == pytest.approx([1 / 2, 1 / 2], abs=0.01)
    assert acceptability([[1.0, 0.0], [0.5, 0.25]], draws=40_000)[0] == pytest.approx([2 / 3, 1 / 3], abs=0.01)


def test_the_official_weights_are_the_middle_of_the_draws() -> None:
    table = [[1.0, 0.0], [0.0, 1.0]]
    around = acceptability(table, weights=[3, 1])
    close = acceptability(table, weights=[3, 1], concentration=1000)
    assert 0.99 < around[0, 0] < close[0, 0] <= 1


def test_a_criterion_without_weight_stays_without() -> None:
    shares = acceptability([[1.0, 0.0], [0.0, 1.0]], weights=[1, 0])
    assert shares.tolist() == [[1, 0], [0, 1]]


@settings(derandomize=True, deadline=None)
@given(values, st.integers(0, 3))
def test_every_rank_and_every_file_is_shared_out_whole(table: np.ndarray, seed: int) -> None:
    shares = acceptability(table, draws=50, seed=seed)
    assert shares.sum(axis=0) == pytest.approx(np.ones(len(table)))
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(table)))


@settings(derandomize=True, deadline=None)
@given(values)
def test_whoever_is_best_everywhere_is_always_first(table: np.ndarray) -> None:
    best = table.max(axis=0, keepdims=True) + 0.25
    assert acceptability(np.vstack([table, best]), draws=50)[-1, 0] == 1


def test_equal_files_share_their_ranks() -> None:
    assert acceptability([[0.5, 0.5], [0.5, 0.5]])[0] == pytest.approx([0.5, 0.5], abs=0.02)


def test_not_applicable_is_not_a_zero_and_nothing_at_all_comes_last() -> None:
    shares = acceptability([[nan, nan], [0.8, nan], [0.5, 0.5], [0.0, 0.0]])
    assert shares.argmax(axis=1).tolist() == [3, 0, 1, 2]


def test_the_same_inputs_give_the_same_shares_in_any_number_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    table = np.random.default_rng(0).random((5, 3))
    whole = acceptability(table, draws=300)
    monkeypatch.setattr(import_module("applications.scoring.acceptability"), "CELLS", 50)
    assert acceptability(table, draws=300).tolist() == whole.tolist()


def test_no_file_has_no_rank() -> None:
    assert acceptability(np.empty((0, 2))).shape == (0, 0)


def test_figures_that_mean_nothing_are_refused() -> None:
    with pytest.raises(UnusableInput, match="table"):
        acceptability([[float("inf")]])
    with pytest.raises(UnusableInput, match="one weight"):
        acceptability([[1.0, 2.0]], weights=[1])
    with pytest.raises(UnusableInput, match="one weight"):
        acceptability([[1.0]], weights=[-1])
    with pytest.raises(UnusableInput, match="must count"):
        acceptability([[1.0]], weights=[0])
    with pytest.raises(UnusableInput, match="draw"):
        acceptability([[1.0]], draws=0)
