"""How far readings and panels agree, and who gives more or less than the others: what the page of agreement shows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isnan

from django.db.models import Count

from applications.models import Calculation, Campaign, Panel, ReaderFigure, Sheet
from applications.ranking.intervals import Dot, around_zero
from applications.scoring import icc

FEWEST_MET = 5  # people a panel has met, under which nothing is said


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader's severity in words and as a drawing; `points` is 0 when nothing sets them apart."""

    figure: ReaderFigure
    dot: Dot | None

    @property
    def points(self) -> int:
        return round(abs(self.figure.effect or 0)) if self.is_apart else 0

    @property
    def is_apart(self) -> bool:
        """Even the interval lies on one side of zero."""
        low, high = self.figure.low, self.figure.high
        return low is not None and high is not None and (low > 0 or high < 0)

    @property
    def is_higher(self) -> bool:
        return (self.figure.effect or 0) > 0


@dataclass(frozen=True, slots=True)
class Severities:
    readers: list[Reader]
    reach: int  # points at either end of the drawing


def severities(calculation: Calculation) -> Severities:
    figures = list(calculation.readers.select_related("reviewer"))
    ends = [abs(end) for one in figures for end in (one.low, one.high) if end is not None]
    reach = 5 * ceil(max([5.0, *ends]) / 5)
    return Severities([Reader(one, _dot(one, reach)) for one in figures], reach)


def _dot(one: ReaderFigure, reach: int) -> Dot | None:
    if one.effect is None or one.low is None or one.high is None:
        return None
    return around_zero(one.effect, one.low, one.high, reach=reach)


@dataclass(frozen=True, slots=True)
class Group:
    """Files and readers that nothing links to the others."""

    readers: list[str]
    files: int
    is_main: bool


def groups(calculation: Calculation, readers: Sequence[Reader]) -> list[Group]:
    """The parts of the readings, when there are several."""
    if calculation.parts < 2:
        return []
    files = dict(calculation.standings.exclude(guard="unread").order_by().values_list("part").annotate(Count("pk")))
    names = defaultdict(list)
    for one in readers:
        names[one.figure.part].append(str(one.figure.reviewer))
    return [Group(sorted(names[part]), files.get(part, 0), part == 0) for part in range(calculation.parts)]


@dataclass(frozen=True, slots=True)
class Share:
    """What sets two readings of two files apart, in percent."""

    files: int
    readers: int
    rest: int


def shares(calculation: Calculation) -> Share | None:
    parts = (calculation.var_candidate, calculation.var_reviewer, calculation.var_residual)
    if not (whole := sum(parts)):
        return None
    files, readers = (round(100 * part / whole) for part in parts[:2])
    return Share(files, readers, 100 - files - readers)


@dataclass(frozen=True, slots=True)
class CrossedPanel:
    """A panel whose members all met the same people: how reliable one member's note is, and the mean of all."""

    name: str
    met: int
    members: int
    one: float
    mean: float


def crossed_panels(campaign: Campaign) -> list[CrossedPanel]:
    """Every panel that is complete enough for the figure, in two queries."""
    notes: dict[int, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    done = Sheet.objects.done().filter(interview__application__campaign=campaign, total__isnull=False)
    for panel, met, author, total in done.values_list("interview__slot__panel", "interview", "author", "total"):
        notes[panel][met][author] = float(total or 0)
    names = dict(Panel.objects.filter(pk__in=notes).values_list("pk", "name")) if notes else {}
    found = [_crossed(names[panel], list(of_panel.values())) for panel, of_panel in sorted(notes.items())]
    return [one for one in found if one]


def _crossed(name: str, met: Sequence[dict[int, float]]) -> CrossedPanel | None:
    """Shrout & Fleiss's ICC(2,1) and ICC(2,k); nothing when a note is missing or everything is the same."""
    authors = sorted({author for notes in met for author in notes})
    if len(met) < FEWEST_MET or len(authors) < 2 or any(len(notes) < len(authors) for notes in met):
        return None
    found = icc([[notes[author] for author in authors] for notes in met])
    if isnan(found["2,1"]) or isnan(found["2,k"]):
        return None
    return CrossedPanel(name, len(met), len(authors), max(0.0, found["2,1"]), max(0.0, found["2,k"]))
