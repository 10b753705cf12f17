from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.scoring import UnusableInput, raw_totals, weighted_total, weighted_totals

marks = st.lists(st.one_of(st.integers(0, 20).map(float), st.just(nan)), min_size=4, max_size=4)
weights = st.lists(st.integers(0, 9).map(float), min_size=4, max_size=4)


def test_a_total_can_be_checked_by_hand() -> None:
    # 16/20 counted three times and 2/5 once: (3 × 0.8 + 1 × 0.4) / 4
    assert weighted_total([16, 2], [3, 1], [0, 0], [20, 5]) == pytest.approx(0.7)


def test_a_scale_need_not_start_at_zero() -> None:
    assert weighted_total([1, 5], [1, 1], 1, 5) == pytest.approx(0.5)


def test_not_applicable_is_not_a_zero() -> None:
    assert weighted_total([4, nan], [1, 3], 0, 5) == pytest.approx(0.8)


def test_a_criterion_may_be_shown_without_counting() -> None:
    assert weighted_total([4, 0], [1, 0], 0, 5) == pytest.approx(0.8)


def test_a_criterion_that_does_not_count_needs_no_range() -> None:
    assert weighted_total([4, 300], [1, 0], [0, nan], [5, nan]) == pytest.approx(0.8)


def test_a_review_where_nothing_applies_has_no_total() -> None:
    assert isnan(weighted_total([nan, 3], [1, 0], 0, 5))
    assert isnan(weighted_total([], [], 0, 5))


@pytest.mark.parametrize("score", [-0.5, 5.5, float("inf")])
def test_a_score_outside_its_range_is_refused(score: float) -> None:
    with pytest.raises(UnusableInput, match="outside the range"):
        weighted_total([score], [1], 0, 5)


@pytest.mark.parametrize("weight", [-1.0, nan, float("inf")])
def test_a_weight_that_is_no_weight_is_refused(weight: float) -> None:
    with pytest.raises(UnusableInput, match="weight"):
        weighted_total([1], [weight], 0, 5)


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(UnusableInput, match="below its highest"):
        weighted_total([5], [1], 5, 5)


def test_a_missing_weight_is_refused() -> None:
    with pytest.raises(UnusableInput, match="one weight"):
        weighted_total([1, 2], [1], 0, 5)


def test_a_table_is_not_one_review() -> None:
    with pytest.raises(UnusableInput, match="one row"):
        weighted_total(np.ones((2, 2)), [1, 1], 0, 5)


@settings(derandomize=True, deadline=None)
@given(marks, weights, st.integers(1, 50))
def test_only_the_proportion_of_the_weights_matters(row: list[float], weight: list[float], factor: int) -> None:
    expected = weighted_total(row, weight, 0, 20)
    found = weighted_total(row, [factor * one for one in weight], 0, 20)
    assert found == pytest.approx(expected, nan_ok=True)


@settings(derandomize=True, deadline=None)
@given(marks, weights)
def test_a_total_lies_between_its_lowest_and_highest_criterion(row: list[float], weight: list[float]) -> None:
    counted = [mark / 20 for mark, one in zip(row, weight, strict=True) if one and not isnan(mark)]
    total = weighted_total(row, weight, 0, 20)
    assert isnan(total) if not counted else min(counted) - 1e-12 <= total <= max(counted) + 1e-12


@settings(derandomize=True, deadline=None)
@given(st.lists(marks, min_size=1, max_size=6), weights)
def test_many_reviews_have_the_totals_of_each(table: list[list[float]], weight: list[float]) -> None:
    one_by_one = [weighted_total(row, weight, 0, 20) for row in table]
    assert weighted_totals(table, weight, 0, 20) == pytest.approx(one_by_one, nan_ok=True)


def test_a_recusal_does_not_lower_the_mean_of_a_file() -> None:
    assert raw_totals(["a", "a", "b", "a"], [0.5, nan, 0.25, 1.0]) == {"a": 0.75, "b": 0.25}


def test_a_file_nobody_scored_has_no_mean() -> None:
    assert isnan(raw_totals(["a"], [nan])["a"])


def test_a_total_without_its_file_is_refused() -> None:
    with pytest.raises(UnusableInput, match="1 names for 2 totals"):
        raw_totals(["a"], [0.5, 0.5])
