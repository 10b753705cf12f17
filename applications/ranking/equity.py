"""How far the groups of a campaign get, stage by stage. Counts only; what could tell something of a person is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.campaigns.figures import FOUND_ELIGIBLE, STAGES
from applications.models import Application, Campaign, EqualityData
from applications.scoring.equity import SMALLEST_CELL, Figures, Passage, equity

Group = str
Counts = dict[Group, int]
# What people said of themselves, voluntarily. Never where they come from.
SEX, SCHOLARSHIP, CAMPUS = "sex", "scholarship", "campus"
TITLES: dict[str, Promise] = {SEX: _("Femmes et hommes"), SCHOLARSHIP: _("Bourse"), CAMPUS: _("Campus")}
NAMES: dict[str, Promise] = {
    EqualityData.Sex.WOMAN: _("Femmes"),
    EqualityData.Sex.MAN: _("Hommes"),
    "True": _("Avec bourse"),
    "False": _("Sans bourse"),
    "others": _("Autres campus"),
}
OTHERS = "others"
MOST_GROUPS = 12  # of a dimension, the largest first
WIDTH = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One group at one stage. No count and no figure where they would tell something of a person."""

    name: str | Promise
    count: int | None
    people: int
    alert: bool
    figures: Figures | None

    @property
    def is_highest(self) -> bool:
        """The others are compared with it."""
        return self.figures is not None and self.figures.difference == 0

    @property
    def percent(self) -> float | None:
        return None if self.figures is None else 100 * self.figures.rate

    @property
    def points(self) -> tuple[float, float, float] | None:
        """The difference with the best rate and its 95 % interval, in points of percent."""
        found = self.figures
        return None if found is None else (100 * found.difference, 100 * found.low, 100 * found.high)

    def drawn(self, scale: int) -> "Mark | None":
        if self.points is None:
            return None
        return Mark(*(round(WIDTH / 2 + WIDTH / 2 * point / scale) for point in self.points))


@dataclass(frozen=True, slots=True)
class Mark:
    """A difference and its interval in a drawing 200 wide, whose middle is no difference at all."""

    x: int
    x_low: int
    x_high: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: the share of those who handed a file in that got this far, by group."""

    title: str | Promise
    rows: list[Row]
    scale: int  # the drawing goes from minus to plus so many points

    @property
    def drawn(self) -> list[tuple[Row, Mark | None]]:
        return [(row, row.drawn(self.scale)) for row in self.rows]

    @property
    def is_alert(self) -> bool:
        return any(row.alert for row in self.rows)

    @property
    def is_hidden(self) -> bool:
        """Nothing of it may be shown."""
        return all(row.figures is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    title: str | Promise
    groups: list[tuple[str | Promise, int]]  # who handed a file in, the largest first
    too_few: list[str | Promise]  # kept back altogether
    stages: list[Stage]


def dimensions(campaign: Campaign) -> list[Dimension]:
    """Every dimension of a campaign, from two queries."""
    files = Application.objects.filter(campaign=campaign, submitted_at__isnull=False)
    steps = _steps(files)
    found: dict[str, dict[Group, list[int]]] = {code: {} for code in TITLES}
    for sex, scholarship, campus, farthest, people in _reached(files, steps):
        said = {SEX: sex if sex in NAMES else "", SCHOLARSHIP: str(scholarship), CAMPUS: " ".join(campus.split())}
        for code, group in said.items():
            if group and group != "None":
                counts = found[code].setdefault(group, [0] * (len(steps) + 1))
                for stage in range(farthest + 1):
                    counts[stage] += people
    titles = [title for title, _reached in steps]
    return [_dimension(code, groups, titles) for code, groups in found.items()]


def followed(counts: list[Counts]) -> list[dict[Group, tuple[int | None, Passage]]]:
    """For each stage after the first: what may be shown of each group, as a share of those at the first stage.

    A count is kept back when it, the people who stopped before it, or the people between it and another count that is
    shown of the same group, are fewer than 5; and when it would be the only one kept back at its stage, so is the next
    smallest, because the total would give it away. Shapes: one {group: people} a stage, never growing.
    """
    start = counts[0]
    shown_last = dict(start)
    found = []
    for stage in counts[1:]:
        passages = equity({group: (stage[group], people) for group, people in start.items()})
        hidden = {group for group, passage in passages.items() if passage.figures is None}
        hidden |= {group for group in start if shown_last[group] - stage[group] < SMALLEST_CELL}
        hidden |= _companion(stage, hidden)
        shown_last |= {group: stage[group] for group in start if group not in hidden}
        found.append({group: _kept(stage[group], passages[group], group in hidden) for group in start})
    return found


def _companion(stage: Counts, hidden: set[Group]) -> set[Group]:
    if len(hidden) != 1 or len(stage) == 1:
        return set()
    return {min(stage.keys() - hidden, key=lambda group: (stage[group], group))}


def _kept(count: int, passage: Passage, is_hidden: bool) -> tuple[int | None, Passage]:
    return (None, Passage(passage.alert, None)) if is_hidden else (count, passage)


def _steps(files: QuerySet[Application]) -> list[tuple[str | Promise, Q]]:
    """The stages after handing in; being invited is one only in a campaign that invites."""
    invited = (_("Convoquées à un entretien"), Q(invited_at__isnull=False))
    steps: list[tuple[str | Promise, Q]] = [(_("Recevables"), FOUND_ELIGIBLE)]
    steps += [invited] if files.filter(invited[1]).exists() else []
    return [*steps, (_("Place proposée"), STAGES["admitted"][1])]


def _reached(files: QuerySet[Application], steps: Sequence[tuple[object, Q]]) -> Iterable[tuple[Any, ...]]:
    """How many files, by what people said of themselves and by the farthest stage reached."""
    whens = [When(reached, then=Value(number)) for number, (_title, reached) in enumerate(steps, 1)]
    farthest = Case(*reversed(whens), default=Value(0), output_field=IntegerField())
    said = files.filter(equality__isnull=False).annotate(farthest=farthest).order_by()
    by = ("equality__sex", "equality__scholarship", "equality__campus", "farthest")
    return said.values_list(*by).annotate(people=Count("pk"))


def _dimension(code: str, groups: dict[Group, list[int]], titles: Sequence[str | Promise]) -> Dimension:
    groups = _gathered(groups) if code == CAMPUS else groups
    start = {group: counts[0] for group, counts in groups.items()}
    hidden = {group for group, people in start.items() if people < SMALLEST_CELL}
    hidden |= _companion(start, hidden)
    shown = [
        {group: counts[n] for group, counts in groups.items() if group not in hidden} for n in range(1 + len(titles))
    ]
    order = sorted(shown[0], key=lambda group: (-shown[0][group], group))
    stages = followed(shown) if len(order) > 1 else []
    return Dimension(
        code=code,
        title=TITLES[code],
        groups=[(NAMES.get(group, group), shown[0][group]) for group in order],
        too_few=[NAMES.get(group, group) for group in sorted(hidden)],
        stages=[_stage(title, order, stage, shown[0]) for title, stage in zip(titles, stages, strict=False)],
    )


def _gathered(groups: dict[Group, list[int]]) -> dict[Group, list[int]]:
    """Campuses as people wrote them: the same under one name, the small ones together."""
    found: dict[Group, list[int]] = {}
    for name, counts in sorted(groups.items(), key=lambda item: (-item[1][0], item[0])):
        same = next((other for other in found if other.casefold() == name.casefold()), name)
        found[same] = [a + b for a, b in zip(found.get(same, [0] * len(counts)), counts, strict=True)]
    largest = sorted(found, key=lambda name: (-found[name][0], name))[:MOST_GROUPS]
    alone = [name for name in largest if found[name][0] >= SMALLEST_CELL]
    others = [found[name] for name in found if name not in alone]
    gathered = {OTHERS: [sum(column) for column in zip(*others, strict=True)]} if others else {}
    return {name: found[name] for name in alone} | gathered


def _stage(
    title: str | Promise, order: Sequence[Group], stage: Mapping[Group, tuple[int | None, Passage]], start: Counts
) -> Stage:
    rows = [
        Row(NAMES.get(group, group), stage[group][0], start[group], stage[group][1].alert, stage[group][1].figures)
        for group in order
    ]
    ends = [abs(end) for row in rows if row.points for end in row.points]
    return Stage(title, rows, scale=max(20, 10 * ceil(max(ends, default=0) / 10)))
