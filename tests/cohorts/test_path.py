from datetime import date, timedelta

import pytest

from cohorts.path import InvalidWeeks, Kind, Name, NoSuchWeek, Path, Position, StartNotMonday

SEPTEMBER = Path(date(2026, 8, 31))
A_DAY = timedelta(days=1)


def test_one_monday_gives_the_three_phases() -> None:
    seen = [(p.number, p.name, p.monday, p.friday, p.first_week, p.last_week) for p in SEPTEMBER.phases]
    assert seen == [
        (1, Name.INTRODUCTION, date(2026, 8, 31), date(2026, 9, 18), 1, 3),
        (2, Name.BRANCH, date(2026, 9, 21), date(2026, 10, 2), 4, 5),
        (3, Name.REGIMENT, date(2026, 10, 5), date(2027, 2, 5), 6, 23),
    ]
    assert [phase.sunday for phase in SEPTEMBER.phases] == [date(2026, 9, 20), date(2026, 10, 4), date(2027, 2, 7)]
    assert (SEPTEMBER.total_weeks, SEPTEMBER.end) == (23, date(2027, 2, 5))


def test_a_day_in_november_is_week_13_of_23_and_8_of_18_in_the_regiment() -> None:
    day = date(2026, 11, 23)
    phase = SEPTEMBER.phase_on(day)
    assert phase
    assert (SEPTEMBER.week_on(day), phase.name, phase.week_on(day), len(phase.weeks)) == (13, Name.REGIMENT, 8, 18)


def test_a_week_runs_from_its_monday_to_its_sunday() -> None:
    monday, sunday = SEPTEMBER.monday(13), SEPTEMBER.sunday(13)
    assert (monday, SEPTEMBER.friday(13), sunday) == (date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 29))
    assert [SEPTEMBER.week_on(day) for day in (monday - A_DAY, monday, sunday, sunday + A_DAY)] == [12, 13, 13, 14]


@pytest.mark.parametrize(
    ("day", "position", "week"),
    [
        (date(2026, 8, 30), Position.BEFORE, None),
        (date(2026, 8, 31), Position.DURING, 1),
        (date(2027, 2, 7), Position.DURING, 23),
        (date(2027, 2, 8), Position.AFTER, None),
    ],
)
def test_the_path_knows_before_during_and_after(day: date, position: Position, week: int | None) -> None:
    assert (SEPTEMBER.position(day), SEPTEMBER.week_on(day)) == (position, week)
    assert (SEPTEMBER.phase_on(day) is None) is (week is None)


def test_evaluations_are_due_on_the_last_friday_of_each_phase_and_halfway_through_the_regiment() -> None:
    assert [phase.evaluation_due for phase in SEPTEMBER.phases] == [
        date(2026, 9, 18),
        date(2026, 10, 2),
        date(2027, 2, 5),
    ]
    assert (SEPTEMBER.midway_due, SEPTEMBER.week_on(SEPTEMBER.midway_due)) == (date(2026, 12, 4), 14)


def test_milestones_come_in_order_with_their_kind_week_and_phase() -> None:
    assert [(m.kind, m.week, m.phase.number) for m in SEPTEMBER.milestones] == [
        (Kind.START, 1, 1),
        (Kind.EVALUATION, 3, 1),
        (Kind.PHASE, 4, 2),
        (Kind.EVALUATION, 5, 2),
        (Kind.PHASE, 6, 3),
        (Kind.MIDWAY, 14, 3),
        (Kind.EVALUATION, 23, 3),
        (Kind.END, 23, 3),
    ]
    days = [milestone.day for milestone in SEPTEMBER.milestones]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("start", "last_day_of_the_week"),
    [
        (date(2026, 8, 31), date(2026, 10, 25)),  # clocks go back
        (date(2027, 1, 4), date(2027, 3, 28)),  # clocks go forward
        (date(2027, 8, 30), date(2027, 10, 31)),
        (date(2028, 1, 3), date(2028, 3, 26)),
    ],
)
def test_a_clock_change_does_not_shift_a_week(start: date, last_day_of_the_week: date) -> None:
    path, sunday = Path(start), last_day_of_the_week
    week = path.week_on(sunday)
    assert week
    assert path.sunday(week) == sunday
    assert [path.week_on(sunday + n * A_DAY) for n in (-6, -1, 0, 1)] == [week, week, week, week + 1]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2027, 8, 30), date(2028, 2, 4)),  # over a year's end
        (date(2025, 9, 1), date(2026, 2, 6)),  # over a year whose first week has number 1 in December
        (date(2026, 12, 28), date(2027, 6, 4)),  # from week 53
        (date(2027, 12, 27), date(2028, 6, 2)),  # over 29 February
        (date(2028, 2, 28), date(2028, 8, 4)),  # 29 February is the second day
    ],
)
def test_every_day_counts_once_over_year_ends_and_leap_years(start: date, end: date) -> None:
    path = Path(start)
    days = [start + n * A_DAY for n in range(23 * 7)]
    assert [path.week_on(day) for day in days] == [week for week in range(1, 24) for _ in range(7)]
    assert (path.end, path.end.isoweekday()) == (end, 5)


@pytest.mark.parametrize(("weeks", "midway"), [((1, 1, 1), 3), ((4, 3, 17), 16), ((3, 2, 2), 6), ((2, 6, 20), 18)])
def test_other_lengths_give_their_own_dates(weeks: tuple[int, int, int], midway: int) -> None:
    path = Path(date(2026, 8, 31), weeks=weeks)
    assert path.total_weeks == sum(weeks)
    assert tuple(len(phase.weeks) for phase in path.phases) == weeks
    assert [week for phase in path.phases for week in phase.weeks] == list(range(1, sum(weeks) + 1))
    assert path.week_on(path.midway_due) == midway


def test_a_regiment_phase_of_one_week_has_one_evaluation() -> None:
    kinds = [milestone.kind for milestone in Path(date(2026, 8, 31), weeks=(3, 2, 1)).milestones]
    assert Kind.MIDWAY not in kinds
    assert kinds.count(Kind.EVALUATION) == 3


@pytest.mark.parametrize("n", range(1, 7))
def test_a_path_starts_on_a_monday(n: int) -> None:
    with pytest.raises(StartNotMonday):
        Path(date(2026, 8, 31) + n * A_DAY)


@pytest.mark.parametrize("weeks", [(3, 2, 0), (3, -2, 18), (3, 20), (3, 2, 9, 9)])
def test_a_path_has_three_phases_that_last(weeks: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidWeeks):
        Path(date(2026, 8, 31), weeks=weeks)


@pytest.mark.parametrize("week", [-1, 0, 24])
def test_there_is_no_week_outside_the_path(week: int) -> None:
    with pytest.raises(NoSuchWeek):
        SEPTEMBER.monday(week)
