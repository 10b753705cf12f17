"""One trainee's stay as people read it: which week, where, with whom, what next, for the pages of every role."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, Placement, Trainee
from cohorts.path import Kind, Milestone, Path, Phase, Position

INTRODUCTION = "Saint-Cyr Coëtquidan"
PHASES: dict[int, Promise] = {
    1: gettext_lazy("Découvrir"),
    2: gettext_lazy("Se spécialiser"),
    3: gettext_lazy("Commander"),
}
ALONG, GAP, BETWEEN = 1120.0, 1.6, 4.0  # units of the drawing: its length, between weeks, between phases


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the drawing. Positions are texts: a number in an SVG is never written with a comma."""

    number: int
    start: str
    middle: str
    length: str
    state: str  # done, now, to_come


@dataclass(frozen=True)
class Stay:
    """The path of a cohort, seen on one day, with the place of one trainee when it is known."""

    path: Path
    today: date
    placement: Placement | None

    @property
    def week(self) -> int | None:
        return self.path.week_on(self.today)

    @property
    def phase(self) -> Phase | None:
        return self.path.phase_on(self.today)

    @property
    def week_of_phase(self) -> int | None:
        return self.phase.week_on(self.today) if self.phase else None

    @property
    def is_before(self) -> bool:
        return self.path.position(self.today) is Position.BEFORE

    @property
    def is_over(self) -> bool:
        return self.path.position(self.today) is Position.AFTER

    @property
    def is_ending(self) -> bool:
        """From the first day of the last week on, what comes next is written down."""
        return self.today >= self.path.monday(self.path.total_weeks)

    @property
    def days_before(self) -> int:
        return max(0, (self.path.start - self.today).days)

    def where(self, phase: Phase) -> str:
        """Say where a phase is lived, as precisely as is known."""
        if phase.number == 1:
            return INTRODUCTION
        if self.placement is None:
            return _("École d’arme") if phase.number == 2 else _("Régiment")
        regiment = self.placement.post.regiment
        return regiment.branch_school if phase.number == 2 else f"{regiment.name}, {regiment.garrison}"

    @property
    def place(self) -> str:
        return self.where(self.phase) if self.phase else ""

    @property
    def stages(self) -> list[tuple[Phase, Promise, str, str]]:
        """Each phase with its name, its place, and whether it is done, now or to come."""
        return [(phase, PHASES[phase.number], self.where(phase), self._state(phase)) for phase in self.path.phases]

    @property
    def next_milestone(self) -> Milestone | None:
        return next((milestone for milestone in self.path.milestones if milestone.day >= self.today), None)

    @property
    def next_words(self) -> str:
        milestone = self.next_milestone
        return words_of(milestone) if milestone else ""

    @property
    def weeks(self) -> list[Week]:
        return list(self._weeks())

    def _state(self, phase: Phase) -> str:
        if phase.sunday < self.today:
            return "done"
        return "now" if phase.monday <= self.today else "to_come"

    def _weeks(self) -> Iterator[Week]:
        unit = (ALONG - BETWEEN * (len(self.path.phases) - 1)) / self.path.total_weeks
        for phase in self.path.phases:
            for number in phase.weeks:
                start = (number - 1) * unit + (phase.number - 1) * BETWEEN
                yield Week(
                    number, f"{start:.1f}", f"{start + unit / 2:.1f}", f"{unit - GAP:.1f}", self._state_of_week(number)
                )

    def _state_of_week(self, number: int) -> str:
        if self.path.sunday(number) < self.today:
            return "done"
        return "now" if number == self.week else "to_come"


def path_of(cohort: Cohort) -> Path:
    return Path(cohort.starts_on, cohort.weeks)


def stay_of(trainee: Trainee, today: date) -> Stay:
    """The stay of one trainee; the placement comes with the trainee."""
    return Stay(path_of(trainee.cohort), today, getattr(trainee, "placement", None))


def words_of(milestone: Milestone) -> str:
    match milestone.kind:
        case Kind.START:
            return _("Départ pour Saint-Cyr Coëtquidan")
        case Kind.PHASE:
            return _("Début de la phase %(n)s") % {"n": milestone.phase.number}
        case Kind.MIDWAY:
            return _("Point de mi-parcours en régiment")
        case Kind.EVALUATION:
            return _("Bilan de la phase %(n)s") % {"n": milestone.phase.number}
        case Kind.END:
            return _("Fin du parcours")
