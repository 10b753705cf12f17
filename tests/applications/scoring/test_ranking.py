from itertools import combinations
from math import isnan, nan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from applications.scoring import UnusableInput, kendall_tau, rank

few_values = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12)


def test_the_highest_total_is_first() -> None:
    assert rank({"a": 0.2, "b": 0.9, "c": 0.5}) == {"b": 1, "c": 2, "a": 3}
    assert list(rank({"a": 0.2, "b": 0.9, "c": 0.5})) == ["b", "c", "a"]


def test_a_file_without_a_total_is_never_first() -> None:
    assert list(rank({1: nan, 2: -5.0, 3: nan, 4: 0.0})) == [4, 2, 1, 3]


def test_equal_totals_are_always_placed_the_same_way() -> None:
    assert list(rank({9: 0.5, 10: 0.5, 2: 0.5})) == list(rank({10: 0.5, 2: 0.5, 9: 0.5})) == [2, 9, 10]


def test_ids_of_several_kinds_have_an_order_too() -> None:
    assert list(rank({"2": 0.5, 1: 0.5, None: 0.5})) == list(rank({None: 0.5, 1: 0.5, "2": 0.5}))


@settings(derandomize=True, deadline=None)
@given(st.dictionaries(st.integers(), st.floats(0, 1) | st.just(nan)))
def test_places_run_from_one_without_a_gap(totals: dict[int, float]) -> None:
    placed = rank(totals)
    assert list(placed.values()) == list(range(1, len(totals) + 1))
    known = [totals[one] for one in placed if not isnan(totals[one])]
    assert known == sorted(known, reverse=True)


def test_tau_knows_the_same_order_and_its_reverse() -> None:
    assert kendall_tau([1, 2, 3, 4], [10, 20, 30, 40]) == 1
    assert kendall_tau([1, 2, 3, 4], [4, 3, 2, 1]) == -1


def test_tau_can_be_checked_by_hand() -> None:
    # Of the six pairs only (3, 4) turns round: (5 − 1) / 6.
    assert kendall_tau([1, 2, 3, 4], [1, 2, 4, 3]) == pytest.approx(4 / 6)


def test_tau_leaves_out_the_files_without_a_total() -> None:
    assert kendall_tau([1, nan, 2, 3], [1, 9, 2, nan]) == 1


def test_tau_needs_two_different_totals_on_each_side() -> None:
    assert isnan(kendall_tau([1, 1], [1, 2]))
    assert isnan(kendall_tau([], []))


def test_tau_refuses_rankings_of_different_files() -> None:
    with pytest.raises(UnusableInput, match="same files"):
        kendall_tau([1, 2], [1])


@settings(derandomize=True, deadline=None)
@given(few_values)
def test_tau_counts_every_pair(values: list[tuple[int, int]]) -> None:
    agreeing = opposed = first_apart = second_apart = 0
    for (a, b), (c, d) in combinations(values, 2):
        agreeing += (a - c) * (b - d) > 0
        opposed += (a - c) * (b - d) < 0
        first_apart += a != c
        second_apart += b != d
    found = kendall_tau([a for a, _ in values], [b for _, b in values])
    if first_apart * second_apart == 0:
        assert isnan(found)
    else:
        assert found == pytest.approx((agreeing - opposed) / sqrt(first_apart * second_apart))


def test_tau_agrees_with_scipy_on_many_ties() -> None:
    first, second = np.random.default_rng(1).integers(0, 30, size=(2, 400)).astype(float)
    assert kendall_tau(first, second) == pytest.approx(kendalltau(first, second).statistic)
