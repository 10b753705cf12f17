"""Change the weights after scoring has begun: a new version of the grid, every reading and file totalled anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from math import nan
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Case, Value, When
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.campaign import locked_for_setting_up
from applications.actions.phase import refuse_unless_weighing
from applications.actions.rubric import is_scored
from applications.actions.totals import refresh_many, review_total
from applications.models import Anchor, Application, Campaign, Criterion, Review, Rubric, Score
from applications.scoring import WhatIf, what_if
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User

BATCH = 500


class NothingReweighed(Refusal):
    """The new weights are the old ones, or count nothing."""


class GridReplaced(Refusal):
    """Somebody has made another version since."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one criterion weighs, and whether it counts."""

    weight: Decimal
    counted: bool


Weights = Mapping[int, Part]  # by criterion of the version that is replaced


@dataclass(frozen=True)
class Effect:
    """What new weights would change: readings, ranks, and who enters or leaves the places."""

    readings: int
    files: Mapping[int, Application]
    ranking: WhatIf[int]
    unscored: Sequence[tuple[str, int]]  # criteria that would count, and finished readings without a level for them

    @property
    def moved(self) -> int:
        return sum(climb != 0 for climb in self.ranking.climb.values())

    @property
    def enter(self) -> list[Application]:
        return [self.files[pk] for pk in self.ranking.enter]

    @property
    def leave(self) -> list[Application]:
        return [self.files[pk] for pk in self.ranking.leave]


def preview(*, rubric: Rubric, weights: Weights) -> Effect:
    """Say what the new weights would change; nothing is written."""
    _refuse_unless_a_change(list(rubric.criteria.all()), weights)
    criteria = _weighed(rubric, weights)
    readings = list(Review.objects.done().filter(rubric=rubric))
    totals = _totals(readings, criteria)
    files = list(_ranked(rubric.campaign))
    return Effect(
        readings=sum(totals[reading.pk] != reading.total for reading in readings),
        files={file.pk: file for file in files},
        ranking=_compared(files, readings, totals, rubric.campaign),
        unscored=_unscored(rubric, criteria, len(readings)),
    )


@transaction.atomic
def reweigh(*, rubric: Rubric, weights: Weights, reason: str, by: User, at: datetime) -> Rubric:
    """Put the new version in place of the old one, with every level already given, and total everything anew."""
    campaign = locked_for_setting_up(rubric.campaign)
    refuse_unless_weighing(campaign)
    files, readings = _held(rubric)
    rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
    _refuse_unless_newest(rubric)
    before = list(rubric.criteria.all())
    _refuse_unless_a_change(before, weights)
    revised = _next_version(rubric, weights, reason, by, at)
    Review.objects.filter(pk__in=readings).update(rubric=revised)
    _attach(before, revised)
    _total_anew(revised)
    refresh_many(applications=files)
    record("applications.rubric.reweigh", revised, by=by, at=at, version=revised.version, reason=reason,
           changed=told(before, weights), readings=len(readings))  # fmt: skip
    return revised


def told(before: Iterable[Criterion], weights: Weights) -> list[str]:
    """Each change in words: the criterion, what it weighed, what it weighs."""
    return [
        f"{one.name} : {_part(Part(one.weight, one.counted))} → {_part(weights[one.pk])}"
        for one in before
        if (one.weight, one.counted) != (weights[one.pk].weight, weights[one.pk].counted)
    ]


def _part(part: Part) -> str:
    return f"{part.weight.normalize():f}" if part.counted else _("hors du total")


def _held(rubric: Rubric) -> tuple[list[int], list[int]]:
    """The files of the campaign, then its readings: a reader who saves goes before or after, never between."""
    handed_in = rubric.campaign.applications.filter(state__in=lifecycle.HANDED_IN)
    # Not their keys: a reader's first save writes a copy that points at the file, and must not wait for this while
    # this waits for the reading.
    files = list(handed_in.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    readings = Review.objects.select_for_update().filter(rubric=rubric).order_by("pk")
    return files, list(readings.values_list("pk", flat=True))


def _refuse_unless_newest(rubric: Rubric) -> None:
    newest = Rubric.objects.filter(campaign=rubric.campaign_id, use=rubric.use).first()
    if newest != rubric or rubric.use != Rubric.Use.READING:
        raise GridReplaced(_("Cette grille a été remplacée entre-temps : regardez la version en place."))
    if not is_scored(rubric):
        raise GridReplaced(_("Aucune note n’est encore écrite : changez la grille elle-même."))


def _refuse_unless_a_change(before: Sequence[Criterion], weights: Weights) -> None:
    if {one.pk for one in before} != weights.keys():
        raise GridReplaced(_("Cette grille a été remplacée entre-temps : regardez la version en place."))
    if not any(part.counted and part.weight for part in weights.values()):
        raise NothingReweighed(_("Au moins un critère doit compter, avec un poids."))
    if not told(before, weights):
        raise NothingReweighed(_("Ces poids sont ceux de la grille en place : il n’y a rien à changer."))


def _weighed(rubric: Rubric, weights: Weights) -> list[Criterion]:
    """The criteria as they would be."""
    criteria = list(rubric.criteria.all())
    for criterion in criteria:
        part = weights[criterion.pk]
        criterion.weight, criterion.counted = part.weight, part.counted
    return criteria


def _next_version(rubric: Rubric, weights: Weights, reason: str, by: User, at: datetime) -> Rubric:
    revised = Rubric.objects.create(
        campaign=rubric.campaign, use=rubric.use, version=rubric.version + 1,
        frozen_at=rubric.frozen_at or at, made_by=by, made_at=at, reason=reason,
    )  # fmt: skip
    copies = [
        Criterion(
            rubric=revised, same_as_id=one.root, name=one.name, help=one.help, lowest=one.lowest, highest=one.highest,
            weight=one.weight, counted=one.counted, position=one.position,
        )
        for one in _weighed(rubric, weights)
    ]  # fmt: skip
    Criterion.objects.bulk_create(copies)
    by_root = {one.root: one for one in copies}
    anchors = Anchor.objects.filter(criterion__rubric=rubric).select_related("criterion")
    Anchor.objects.bulk_create(
        Anchor(criterion=by_root[one.criterion.root], level=one.level, words=one.words) for one in anchors
    )
    return revised


def _attach(before: Iterable[Criterion], revised: Rubric) -> None:
    """Every level already given follows its criterion into the new version, in one statement."""
    now = {one.root: one.pk for one in revised.criteria.all()}
    steps = [When(criterion=one.pk, then=Value(now[one.root])) for one in before]
    Score.objects.filter(criterion__in=[one.pk for one in before]).update(
        criterion_id=Case(*steps, output_field=BigIntegerField())
    )


def _total_anew(rubric: Rubric) -> None:
    readings = list(Review.objects.done().filter(rubric=rubric))
    totals = _totals(readings, list(rubric.criteria.all()))
    for reading in readings:
        reading.total = totals[reading.pk]
    Review.objects.bulk_update(readings, ["total"], batch_size=BATCH)


def _totals(readings: Sequence[Review], criteria: Sequence[Criterion]) -> dict[int, Decimal | None]:
    """What each finished reading would be worth, by the rule of every reading."""
    scores: dict[int, list[Score]] = {reading.pk: [] for reading in readings}
    for score in Score.objects.filter(review__in=[reading.pk for reading in readings]):
        scores[score.review_id].append(score)
    return {pk: review_total(criteria=criteria, scores=given) for pk, given in scores.items()}


def _ranked(campaign: Campaign) -> Any:
    return Application.objects.filter(campaign=campaign, state__in=lifecycle.RANKED).ranked()


def _compared(
    files: Sequence[Application], readings: Iterable[Review], totals: Mapping[int, Decimal | None], campaign: Campaign
) -> WhatIf[int]:
    """The official ranking beside the one the new totals would give; equals keep the official order."""
    place = {file.pk: position for position, file in enumerate(files)}
    now = {place[file.pk]: _number(file.total) for file in files}
    other = {place[file.pk]: _with_interview(file, mean, campaign) for file, mean in _means(files, readings, totals)}
    found = what_if(now, other, campaign.places)
    names = [file.pk for file in files]
    return replace(
        found,
        enter=[names[one] for one in found.enter],
        leave=[names[one] for one in found.leave],
        rank={names[one]: rank for one, rank in found.rank.items()},
        climb={names[one]: climb for one, climb in found.climb.items()},
    )


def _means(
    files: Iterable[Application], readings: Iterable[Review], totals: Mapping[int, Decimal | None]
) -> Iterable[tuple[Application, float]]:
    given: dict[int, list[Decimal]] = {}
    for reading in readings:
        total = totals[reading.pk]
        if total is not None:
            given.setdefault(reading.application_id, []).append(total)
    for file in files:
        worth = given.get(file.pk)
        yield file, float(sum(worth) / len(worth)) if worth else nan


def _with_interview(file: Application, mean: float, campaign: Campaign) -> float:
    if file.interview_total is None:
        return round(mean, 3)
    return round(mean + (float(file.interview_total) - mean) * campaign.interview_share / 100, 3)


def _unscored(rubric: Rubric, criteria: Iterable[Criterion], readings: int) -> list[tuple[str, int]]:
    """Criteria that would begin to count although some finished readings say nothing of them."""
    was = {one.pk for one in rubric.criteria.all() if one.counted}
    counted = [one for one in criteria if one.counted and one.pk not in was]
    done = Score.objects.filter(review__state=lifecycle.Review.SUBMITTED, criterion__in=[one.pk for one in counted])
    given = list(done.values_list("criterion", flat=True))
    return [(one.name, readings - given.count(one.pk)) for one in counted if given.count(one.pk) < readings]


def _number(total: Decimal | None) -> float:
    return nan if total is None else float(total)
