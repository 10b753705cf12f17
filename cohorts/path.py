"""The 23 weeks: one start Monday and three lengths give every date. Dates only, no hour, no time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

FRIDAY, SUNDAY = timedelta(days=4), timedelta(days=6)


class InvalidPath(ValueError):
    """The dates or lengths of a path contradict themselves."""


class StartNotMonday(InvalidPath):
    """A path starts on a Monday."""


class InvalidWeeks(InvalidPath):
    """A path has three phases of at least one week each."""


class NoSuchWeek(InvalidPath):
    """The path has no week of this number."""


class Name(StrEnum):
    INTRODUCTION = "introduction"
    BRANCH = "branch"
    REGIMENT = "regiment"


class Position(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Kind(StrEnum):
    START = "start"
    PHASE = "phase"  # the first Monday of the second and third phases
    MIDWAY = "midway"  # the evaluation halfway through the regiment
    EVALUATION = "evaluation"  # the evaluation at the end of a phase
    END = "end"


@dataclass(frozen=True)
class Phase:
    """One stretch of the path: weeks `first_week` to `last_week`, from a Monday to a Friday and its Sunday."""

    number: int
    name: Name
    first_week: int
    last_week: int
    monday: date
    friday: date

    @property
    def sunday(self) -> date:
        return self.friday + (SUNDAY - FRIDAY)

    @property
    def evaluation_due(self) -> date:
        """Return the Friday the unit hands its evaluation in: the last working day of the phase."""
        return self.friday

    @property
    def weeks(self) -> range:
        return range(self.first_week, self.last_week + 1)

    def week_on(self, day: date) -> int | None:
        """Return the week of this phase a day falls in, from 1: "week 8 of 18"."""
        return (day - self.monday).days // 7 + 1 if self.monday <= day <= self.sunday else None


@dataclass(frozen=True)
class Milestone:
    kind: Kind
    day: date
    week: int
    phase: Phase


@dataclass(frozen=True)
class Path:
    """The whole stay of one cohort. Weeks count from 1 and run from Monday to Sunday."""

    start: date
    weeks: tuple[int, int, int] = (3, 2, 18)

    def __post_init__(self) -> None:
        if self.start.isoweekday() != 1:
            raise StartNotMonday(f"{self.start} is not a Monday.")
        if len(self.weeks) != len(Name) or min(self.weeks) < 1:
            raise InvalidWeeks(f"{self.weeks} is not three lengths of at least one week.")

    @property
    def total_weeks(self) -> int:
        return sum(self.weeks)

    @property
    def end(self) -> date:
        """Return the last Friday."""
        return self.friday(self.total_weeks)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        last_weeks = list(accumulate(self.weeks))
        return tuple(
            self._phase(number, name, last - length + 1, last)
            for number, (name, length, last) in enumerate(zip(Name, self.weeks, last_weeks, strict=True), 1)
        )

    @property
    def midway_due(self) -> date:
        """Return the Friday of the evaluation halfway through the regiment: week 14 of 3 + 2 + 18."""
        return self.friday(self._midway_week)

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """Return what happens when, in order of date, phase by phase."""
        return tuple(sorted(self._milestones(), key=lambda milestone: milestone.day))

    def monday(self, week: int) -> date:
        """Return the first day of week n."""
        if not 1 <= week <= self.total_weeks:
            raise NoSuchWeek(f"{week} is not between 1 and {self.total_weeks}.")
        return self.start + timedelta(weeks=week - 1)

    def friday(self, week: int) -> date:
        return self.monday(week) + FRIDAY

    def sunday(self, week: int) -> date:
        return self.monday(week) + SUNDAY

    def week_on(self, day: date) -> int | None:
        """Return the week of the path a day falls in, or None before and after."""
        return (day - self.start).days // 7 + 1 if self.position(day) is Position.DURING else None

    def phase_on(self, day: date) -> Phase | None:
        """Return the phase a day falls in, or None before and after."""
        return next((phase for phase in self.phases if phase.week_on(day)), None)

    def position(self, day: date) -> Position:
        """Tell whether a day is before the path, during it (last weekend included) or after it."""
        if day < self.start:
            return Position.BEFORE
        return Position.DURING if day <= self.sunday(self.total_weeks) else Position.AFTER

    @property
    def _midway_week(self) -> int:
        phase = self.phases[-1]
        return phase.first_week - 1 + (len(phase.weeks) + 1) // 2

    def _phase(self, number: int, name: Name, first_week: int, last_week: int) -> Phase:
        return Phase(number, name, first_week, last_week, self.monday(first_week), self.friday(last_week))

    def _milestones(self) -> Iterator[Milestone]:
        regiment = self.phases[-1]
        for phase in self.phases:
            kind = Kind.START if phase.number == 1 else Kind.PHASE
            yield Milestone(kind, phase.monday, phase.first_week, phase)
            yield Milestone(Kind.EVALUATION, phase.evaluation_due, phase.last_week, phase)
        if self._midway_week < regiment.last_week:
            yield Milestone(Kind.MIDWAY, self.midway_due, self._midway_week, regiment)
        yield Milestone(Kind.END, self.end, self.total_weeks, regiment)
