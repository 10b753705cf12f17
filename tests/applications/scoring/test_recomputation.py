from math import isnan, nan

import numpy as np
import pytest

from applications.scoring.recomputation import Values


def values(rows: list[tuple[int, list[float]]], interview: list[float]) -> Values:
    return Values(
        file=np.array([row[0] for row in rows]),
        level=np.array([row[1] for row in rows], dtype=float),
        interview=np.array(interview),
    )


def test_a_total_is_the_mean_of_its_readings_under_the_weights() -> None:
    some = values([(0, [1.0, 0.0]), (0, [0.5, 0.5]), (1, [0.0, 1.0])], [nan, nan])

    assert some.totals(np.array([3.0, 1.0]), 0).tolist() == [62.5, 25.0]


def test_what_could_not_be_judged_leaves_its_own_reading_only() -> None:
    some = values([(0, [1.0, nan]), (0, [0.0, 1.0])], [nan])

    assert some.totals(np.array([1.0, 1.0]), 0).tolist() == [75.0]


def test_the_interview_counts_for_those_who_were_met() -> None:
    some = values([(0, [0.5]), (1, [0.5])], [100.0, nan])

    assert some.totals(np.array([1.0]), 0.4).tolist() == [70.0, 50.0]


def test_a_file_nobody_has_read_has_no_total() -> None:
    assert isnan(values([(0, [0.5])], [nan, nan]).totals(np.array([1.0]), 0)[1])


def test_the_chances_of_all_files_add_up_to_the_places() -> None:
    rng = np.random.default_rng(4)
    some = values([(n, rng.random(3).tolist()) for n in range(12)], [nan] * 12)

    window, within = some.chances(np.array([3.0, 2.0, 1.0]), 0, range(3, 6))

    assert window == range(12)
    assert within.sum(axis=0).tolist() == pytest.approx([3, 4, 5])


def test_a_file_that_is_better_everywhere_is_in_whatever_the_weights() -> None:
    some = values([(0, [1.0, 1.0]), (1, [0.4, 0.6]), (2, [0.6, 0.4])], [nan] * 3)

    _, within = some.chances(np.array([1.0, 1.0]), 0, range(1, 2))

    assert within[0, 0] == 1


def test_only_the_files_around_the_line_are_drawn_and_those_above_keep_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("applications.scoring.recomputation.NEAREST", 4)
    some = values([(n, [1 - n / 10, 1 - n / 10]) for n in range(10)], [nan] * 10)

    window, within = some.chances(np.array([1.0, 1.0]), 0, range(5, 6))

    assert window == range(3, 7)
    assert within[:, 0].tolist() == [1, 1, 0, 0]
