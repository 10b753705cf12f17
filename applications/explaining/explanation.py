"""How one file came to its rank, from what was stored: criteria, weights, levels, total, rule, decision."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from applications.explaining.used import Given, Used, minuted, stored
from applications.models import Anchor, Application, Campaign, Criterion, Decision, Standing

# The mean of a single person is that person's own mark: it is not shown.
FEWEST_PEOPLE = 2
WIDTH, ROW = 320, 46


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion: what it weighs, what the people who judged it gave on average, what it brings to the total."""

    criterion: Criterion
    share: Decimal  # of the total of its grid, in percent; nothing when it does not count
    people: int  # who gave a level
    mean: Decimal | None  # of those levels; none when too few people gave one
    points: Decimal | None  # out of `share`
    anchors: tuple[Anchor, ...]
    position: int

    @property
    def nearest(self) -> Anchor | None:
        """What the level nearest the mean looks like."""
        if self.mean is None:
            return None
        mean = self.mean
        return min(self.anchors, key=lambda anchor: (abs(anchor.level - mean), anchor.level), default=None)

    @property
    def length(self) -> int:
        """Of its bar, in a drawing 320 wide."""
        return 0 if self.mean is None else round(WIDTH * float(_along(self.criterion, self.mean)))

    @property
    def y(self) -> int:
        return 13 + self.position * ROW

    @property
    def bar_y(self) -> int:
        return self.y + 8


@dataclass(frozen=True)
class Explanation:
    """Everything the sheet says of one file. Without a published decision, it is a draft for those who run it."""

    application: Application
    used: Used
    lines: tuple[Line, ...]  # of the readings
    met: tuple[Line, ...]  # of the interview
    decision: Decision | None
    ranked: int
    standing: Standing | None

    @property
    def campaign(self) -> Campaign:
        return self.application.campaign

    @property
    def is_draft(self) -> bool:
        return self.decision is None or self.decision.published_at is None

    @property
    def reading_share(self) -> int:
        return 100 - self.interview_share

    @property
    def interview_share(self) -> int:
        """The interview counts for those who were met."""
        return 0 if self.used.interview_total is None else self.used.interview_share

    @property
    def adjusted(self) -> Decimal | None:
        """What the jury saw beside the total, once the readers' severity is taken out; it orders nothing."""
        return self.standing.adjusted if self.standing else None

    @property
    def height(self) -> int:
        return len(self.lines) * ROW


def explain(application: Application, *, drafts: bool = False, from_minutes: bool = True) -> Explanation:
    """Bring together what made the rank of one file; the jury's drafts only for those who may know them.

    The minutes say what was used even if a row has changed since. They hold the whole campaign: a page that everybody
    opens in the same hour reads the rows instead.
    """
    decisions = Decision.objects.filter(application__campaign=application.campaign_id)
    if not drafts:
        decisions = decisions.filter(published_at__isnull=False)
    used = (minuted(application) if from_minutes else None) or stored(application)
    return Explanation(
        application=application,
        used=used,
        lines=_lines(used.read),
        met=_lines(used.met),
        decision=decisions.filter(application=application).first(),
        ranked=decisions.count(),
        standing=Standing.objects.filter(application=application).first(),
    )


def _lines(given: Given) -> tuple[Line, ...]:
    """One line a criterion, whichever version of the grid a person filled in; the newest version's weight counts."""
    newest: dict[int, Criterion] = {}
    levels: dict[int, list[int]] = defaultdict(list)
    for criterion, level in given:
        known = newest.setdefault(criterion.root, criterion)
        if criterion.rubric.version > known.rubric.version:
            newest[criterion.root] = criterion
        levels[criterion.root] += [] if level is None else [level]
    whole = sum((one.weight for one in newest.values() if one.counted), Decimal(0))
    ordered = sorted(newest.values(), key=lambda one: (one.position, one.pk))
    return tuple(_line(one, levels[one.root], whole, position) for position, one in enumerate(ordered))


def _line(criterion: Criterion, levels: list[int], whole: Decimal, position: int) -> Line:
    share = 100 * criterion.weight / whole if criterion.counted and whole else Decimal(0)
    mean = _mean(levels) if len(levels) >= FEWEST_PEOPLE else None
    return Line(
        criterion=criterion,
        share=share,
        people=len(levels),
        mean=mean,
        points=None if mean is None else share * _along(criterion, mean),
        anchors=tuple(criterion.anchors.all()),
        position=position,
    )


def _mean(levels: list[int]) -> Decimal:
    return Decimal(sum(levels)) / len(levels)


def _along(criterion: Criterion, mean: Decimal) -> Decimal:
    """How far up its scale, from 0 to 1."""
    return (mean - criterion.lowest) / (criterion.highest - criterion.lowest)
