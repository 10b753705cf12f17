"""The cohort week by week: for each trainee, what was received, what is expected, what is late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import Branch
from cohorts import lifecycle
from cohorts.models import Evaluation, Regiment, Trainee
from cohorts.path import Path, Phase


class Sign(StrEnum):
    NOTHING = ""
    RECEIVED = "received"
    EXPECTED = "expected"
    LATE = "late"


SIGNS: dict[Sign, Promise] = {
    Sign.RECEIVED: gettext_lazy("bilan reçu"),
    Sign.EXPECTED: gettext_lazy("bilan attendu"),
    Sign.LATE: gettext_lazy("bilan en retard"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    week: int
    look: str  # the classes of its phase, and of today's week
    sign: Sign = Sign.NOTHING

    @property
    def words(self) -> str | Promise:
        return SIGNS.get(self.sign, "")


@dataclass(frozen=True, slots=True)
class Row:
    trainee: Trainee
    regiment: Regiment | None
    cells: Sequence[Cell]
    late: Sequence[str]  # one sentence for each evaluation that is late

    @property
    def standing(self) -> tuple[str, str]:
        """The tag that sums the row up: its kind and its words."""
        if self.trainee.state != lifecycle.Trainee.ENROLLED:
            kind = "off" if self.trainee.state == lifecycle.Trainee.LEFT else "done"
            return kind, self.trainee.get_outcome_display() or self.trainee.get_state_display()
        if self.late:
            return "act", _("À traiter")
        return ("done", _("En ordre")) if self.regiment else ("wait", _("Sans affectation"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader narrows the board to."""

    branch: str = ""
    regiment: str = ""
    late: bool = False

    def keeps(self, row: Row) -> bool:
        regiment = row.regiment
        return (
            (not self.branch or (regiment is not None and regiment.branch == self.branch))
            and (not self.regiment or (regiment is not None and str(regiment.pk) == self.regiment))
            and (not self.late or bool(row.late))
        )


@dataclass(frozen=True)
class Board:
    """Every row, before it is narrowed; the choices of the filters come from the rows."""

    path: Path
    today: date
    rows: Sequence[Row]

    @property
    def week(self) -> int | None:
        return self.path.week_on(self.today)

    @property
    def branches(self) -> list[Branch]:
        present = {row.regiment.branch for row in self.rows if row.regiment}
        return [branch for branch in Branch if branch in present]

    @property
    def regiments(self) -> list[Regiment]:
        present = {row.regiment.pk: row.regiment for row in self.rows if row.regiment}
        return [present[pk] for pk in sorted(present)]

    @property
    def header(self) -> list[Cell]:
        return _weeks(self.path, self.today)

    @property
    def late(self) -> list[Row]:
        return [row for row in self.rows if row.late]

    def narrowed(self, wanted: Wanted) -> list[Row]:
        return [row for row in self.rows if wanted.keeps(row)]


def draw(path: Path, trainees: Iterable[Trainee], today: date) -> Board:
    """Trainees come with their placement, regiment and evaluations."""
    weeks = _weeks(path, today)
    return Board(path, today, [_row(path, weeks, trainee, today) for trainee in trainees])


def _weeks(path: Path, today: date) -> list[Cell]:
    now = path.week_on(today)
    return [
        Cell(week, f"p{phase.number} is-now" if week == now else f"p{phase.number}")
        for phase in path.phases
        for week in phase.weeks
    ]


def _row(path: Path, weeks: Sequence[Cell], trainee: Trainee, today: date) -> Row:
    placement = getattr(trainee, "placement", None)
    given = {evaluation.phase: evaluation for evaluation in trainee.evaluations.all()}
    signs = {phase.last_week: _sign(trainee, given.get(phase.number), phase, today) for phase in path.phases}
    cells = [Cell(cell.week, cell.look, signs[cell.week]) if cell.week in signs else cell for cell in weeks]
    late = [_late_words(phase, today) for phase in path.phases if signs[phase.last_week] is Sign.LATE]
    return Row(trainee, placement.post.regiment if placement else None, cells, late)


def _sign(trainee: Trainee, evaluation: Evaluation | None, phase: Phase, today: date) -> Sign:
    if evaluation and evaluation.state == lifecycle.Evaluation.SUBMITTED:
        return Sign.RECEIVED
    if trainee.state != lifecycle.Trainee.ENROLLED:
        return Sign.NOTHING
    return Sign.LATE if phase.evaluation_due < today else Sign.EXPECTED


def _late_words(phase: Phase, today: date) -> str:
    days = (today - phase.evaluation_due).days
    words = ngettext(
        "bilan de la phase %(phase)s en retard de %(n)s jour",
        "bilan de la phase %(phase)s en retard de %(n)s jours",
        days,
    )
    return words % {"phase": phase.number, "n": days}
