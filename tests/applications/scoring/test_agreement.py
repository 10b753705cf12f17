from itertools import permutations
from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.scoring import Metric, UnusableInput, agreement, icc, krippendorff_alpha

# Krippendorff (2004, chapter 11): four observers, twelve units.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
]
# Shrout & Fleiss (1979, table 2): six targets, four judges.
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

METRICS: list[Metric] = ["nominal", "ordinal", "interval", "ratio"]
tables = st.lists(
    st.lists(st.one_of(st.integers(0, 4).map(float), st.just(nan)), min_size=5, max_size=5), min_size=2, max_size=4
)


@pytest.mark.parametrize(
    ("metric", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_printed_alphas_of_krippendorff_are_found_again(metric: Metric, printed: float) -> None:
    assert krippendorff_alpha(OBSERVERS, metric) == pytest.approx(printed, abs=5e-4)


def test_the_printed_correlations_of_shrout_and_fleiss_are_found_again() -> None:
    printed = {"1,1": 0.17, "2,1": 0.29, "3,1": 0.71, "1,k": 0.44, "2,k": 0.62, "3,k": 0.91}
    assert icc(JUDGES) == pytest.approx(printed, abs=5e-3)


def distance(metric: str, one: float, other: float, values: list[float]) -> float:
    if metric == "nominal":
        return float(one != other)
    if metric == "interval":
        return (one - other) ** 2
    if metric == "ratio":
        return ((one - other) / (one + other)) ** 2 if one + other else 0.0
    low, high = sorted((one, other))
    between = sum(low <= value <= high for value in values)
    return (between - (values.count(low) + values.count(high)) / 2) ** 2 if low != high else 0.0


def alpha_pair_by_pair(table: list[list[float]], metric: str) -> float:
    """The definition, one pair of scores after the other."""
    units = [[score for score in column if not isnan(score)] for column in zip(*table, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = [score for unit in units for score in unit]
    seen = sum(distance(metric, *pair, values) / (len(unit) - 1) for unit in units for pair in permutations(unit, 2))
    expected = sum(distance(metric, *pair, values) for pair in permutations(values, 2))
    return 1 - (len(values) - 1) * seen / expected if expected else nan


@pytest.mark.parametrize("metric", METRICS)
@settings(derandomize=True, deadline=None)
@given(table=tables)
def test_alpha_counts_every_pair(metric: Metric, table: list[list[float]]) -> None:
    expected = alpha_pair_by_pair(table, metric)
    assert krippendorff_alpha(table, metric) == pytest.approx(expected, nan_ok=True)


@settings(derandomize=True, deadline=None)
@given(tables, st.integers(1, 9), st.integers(-9, 9))
def test_another_unit_or_origin_leaves_the_interval_alpha(table: list[list[float]], unit: int, origin: int) -> None:
    moved = unit * np.array(table) + origin
    assert krippendorff_alpha(moved) == pytest.approx(krippendorff_alpha(table), nan_ok=True)


def test_complete_agreement_is_one() -> None:
    assert krippendorff_alpha([[1, 2, 3], [1, 2, 3]]) == 1


def test_agreement_cannot_be_told_when_everyone_says_the_same_of_everything() -> None:
    assert isnan(krippendorff_alpha([[2, 2, 2], [2, 2, 2]]))


def test_reviewers_who_share_no_file_cannot_be_compared() -> None:
    assert isnan(krippendorff_alpha([[1, nan], [nan, 2]]))
    assert isnan(agreement([[1, nan], [nan, 2]]).low)
    assert agreement([[1, nan], [nan, 2]]).pairs == 0


def test_the_interval_holds_the_figure_and_is_always_the_same() -> None:
    found = agreement(OBSERVERS)
    assert found == agreement(OBSERVERS)
    assert found.alpha == krippendorff_alpha(OBSERVERS)
    assert -1 <= found.low < found.alpha < found.high <= 1


def test_the_interval_narrows_with_more_files() -> None:
    rng = np.random.default_rng(2)
    worth = rng.normal(size=400)
    table = np.round(worth + rng.normal(0, 0.5, size=(3, 400)), 1)
    few, many = agreement(table[:, :20]), agreement(table)
    assert many.high - many.low < (few.high - few.low) / 2
    assert many.low < 0.8 < many.high


def test_the_pairs_behind_the_figure_are_counted() -> None:
    # Eight units of four scores give 6 pairs each, two of three give 3, one of two gives 1, the last none.
    sizes = [sum(not isnan(row[unit]) for row in OBSERVERS) for unit in range(12)]
    assert sizes == [3, 4, 4, 4, 4, 4, 4, 4, 4, 3, 2, 1]
    assert agreement(OBSERVERS).pairs == 8 * 6 + 2 * 3 + 1


def test_tables_that_mean_nothing_are_refused() -> None:
    with pytest.raises(UnusableInput, match="one row a rater"):
        krippendorff_alpha([[1, float("inf")], [1, 2]])
    with pytest.raises(UnusableInput, match="unknown"):
        krippendorff_alpha(JUDGES, "circular")  # type: ignore[arg-type]
    with pytest.raises(UnusableInput, match="from 0"):
        krippendorff_alpha([[-1, 2], [1, 2]], "ratio")


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 8), st.integers(2, 5))
def test_constant_severity_spares_the_figure_of_a_fixed_panel_only(seed: int, n: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    panel = rng.normal(size=(n, 1)) + rng.normal(size=(n, k))
    fair, harsh = icc(panel), icc(panel + 100 * np.arange(k))
    assert harsh["3,1"] == pytest.approx(fair["3,1"])
    assert harsh["1,1"] < 0
    assert all(harsh[f"{kind},k"] == pytest.approx(stepped_up(harsh[f"{kind},1"], k)) for kind in (1, 2, 3))


def stepped_up(single: float, raters: int) -> float:
    """Spearman and Brown: the figure of a mean from the figure of one."""
    return raters * single / (1 + (raters - 1) * single)


def test_a_panel_that_says_the_same_of_everyone_has_no_correlation() -> None:
    assert all(isnan(value) for value in icc([[1, 1], [1, 1]]).values())


@pytest.mark.parametrize("table", [[[1, nan], [2, 3]], [[1, 2]], [[1], [2]], [1, 2]])
def test_an_incomplete_panel_is_refused(table: list[list[float]]) -> None:
    with pytest.raises(UnusableInput, match="every rater"):
        icc(table)
