import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact as scipy_fisher

from applications.scoring import Passage, UnusableInput, equity
from applications.scoring.equity import fisher_exact, newcombe


def test_rates_are_compared_with_the_best() -> None:
    found = equity({"men": (60, 100), "women": (20, 50)})
    women, men = found["women"].figures, found["men"].figures
    assert women is not None
    assert men is not None
    assert (women.rate, women.ratio, women.difference) == pytest.approx((0.4, 2 / 3, -0.2))
    assert women.low < -0.2 < women.high < 0
    assert (men.ratio, men.difference, men.p) == pytest.approx((1, 0, 1))
    assert (found["women"].alert, found["men"].alert) == (True, False)


def test_the_printed_interval_of_newcombe_is_found_again() -> None:
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_lady_tasting_tea_is_found_again() -> None:
    # Fisher (1935): three cups of four told rightly: 34 of the 70 ways are at least as unlikely.
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_the_exact_test_agrees_with_scipy(passed: int, failed: int, other_passed: int, other_failed: int) -> None:
    expected = scipy_fisher([[passed, failed], [other_passed, other_failed]]).pvalue
    found = fisher_exact(passed, passed + failed, other_passed, other_passed + other_failed)
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    "women",
    [
        pytest.param((49, 100), id="the ratio is not low"),
        pytest.param((7, 19), id="too few people"),
        pytest.param((10, 22), id="chance may do it"),
    ],
)
def test_a_gap_does_not_alert_by_itself(women: tuple[int, int]) -> None:
    assert not equity({"men": (60, 100), "women": women})["women"].alert


def kept_back(groups: dict[str, tuple[int, int]]) -> list[str]:
    return [group for group, passage in equity(groups).items() if passage.figures is None]


def test_a_cell_under_five_is_kept_back_and_so_is_the_one_that_would_give_it_away() -> None:
    assert kept_back({"men": (60, 100), "women": (4, 50)}) == ["men", "women"]
    assert kept_back({"a": (4, 50), "b": (20, 50), "c": (30, 90)}) == ["a", "b"]


def test_two_small_groups_hide_each_other() -> None:
    assert kept_back({"a": (1, 9), "b": (48, 50), "c": (30, 60)}) == ["a", "b"]


def test_the_fewest_still_alert() -> None:
    assert equity({"men": (60, 100), "women": (4, 50)})["women"] == Passage(alert=True, figures=None)


def test_a_small_group_is_not_what_others_are_compared_with() -> None:
    found = equity({"a": (5, 10), "b": (10, 40), "c": (12, 60)})["b"].figures
    assert found is not None
    assert found.ratio == 1


def test_groups_of_nobody_have_no_rate() -> None:
    assert equity({"a": (0, 0)}) == {"a": Passage(alert=False, figures=None)}
    assert equity({}) == {}


def test_more_passed_than_there_are_is_refused() -> None:
    with pytest.raises(UnusableInput, match="part of the group"):
        equity({"a": (3, 2)})
