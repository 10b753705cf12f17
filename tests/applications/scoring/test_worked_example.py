"""The worked example of `docs/selection.md`: what the president can redo by hand is what the portal computes."""

from math import nan

import pytest

from applications.scoring import certainty, severity, weighted_total
from applications.scoring.severity import Severity

MARKS = {"A": (80, 70, 75), "B": (70, 60, 62), "C": (60, 55, 65), "D": (50, 35, 38)}


@pytest.fixture
def fitted() -> Severity[str, str]:
    rows = [(file, f"L{n}", mark) for file, marks in MARKS.items() for n, mark in enumerate(marks, 1)]
    files, readers, marks = zip(*rows, strict=True)
    return severity(files, readers, marks)


def test_a_reading_is_worth_what_the_page_says() -> None:
    assert weighted_total([4, 3, 5], [3, 2, 1], 1, 5) == pytest.approx(4.25 / 6)
    assert weighted_total([4, nan, 3], [3, 2, 1], 1, 5) == pytest.approx(0.6875)


def test_the_variances_are_those_found_by_hand(fitted: Severity[str, str]) -> None:
    assert fitted.var_candidate == pytest.approx(196.111, abs=0.001)
    assert fitted.var_reviewer == pytest.approx(21.583, abs=0.001)
    assert fitted.var_residual == pytest.approx(13.667, abs=0.001)


def test_the_adjusted_totals_are_those_found_by_hand(fitted: Severity[str, str]) -> None:
    adjusted = {file: round(fitted.mean + effect, 2) for file, effect in fitted.candidate.items()}

    assert adjusted == {"A": 74.66, "B": 63.91, "C": 60.0, "D": 41.43}
    assert {reader: round(effect, 2) for reader, effect in fitted.reviewer.items()} == {
        "L1": 4.32,
        "L2": -4.32,
        "L3": 0.0,
    }


def test_the_chances_are_those_the_page_tells(fitted: Severity[str, str]) -> None:
    chances = certainty(fitted, places=2).probability

    assert chances["A"] == 1
    assert chances["B"] == pytest.approx(0.9, abs=0.03)
    assert chances["C"] == pytest.approx(0.1, abs=0.03)
    assert chances["D"] == 0
