"""Build the scoring grid: criteria, weights, and the behaviour that each level names."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from applications.actions.campaign import locked_for_setting_up
from applications.actions.phase import refuse_unless_weighing
from applications.campaigns import suggested
from applications.models import Anchor, Campaign, Criterion, Review, Rubric, Score, SheetScore
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class RubricFrozen(Refusal):
    """Files are being scored with it."""


class RubricExists(Refusal):
    """The campaign already has one."""


@transaction.atomic
def start(*, campaign: Campaign, by: User, at: datetime, suggestion: bool, use: str = Rubric.Use.READING) -> Rubric:
    """Give the campaign its first grid of this use, empty or with the suggested criteria."""
    _alone_with(campaign, use)
    if campaign.rubrics.filter(use=use).exists():
        raise RubricExists(_("Cette campagne a déjà une grille."))
    rubric = Rubric.objects.create(campaign=campaign, use=use)
    for position, criterion in enumerate(suggested.CRITERIA[use] if suggestion else ()):
        _write(
            Criterion(
                rubric=rubric,
                position=position,
                name=criterion.name,
                help=criterion.help,
                weight=criterion.weight,
            ),
            dict(enumerate(criterion.anchors, start=1)),
        )
    record("applications.rubric.start", rubric, by=by, at=at, suggestion=suggestion)
    return rubric


@transaction.atomic
def add(*, rubric: Rubric, by: User, at: datetime, anchors: dict[int, str], **fields: Any) -> Criterion:
    """Add a criterion after the others."""
    rubric = _locked(rubric)
    last = rubric.criteria.aggregate(last=Max("position"))["last"]
    criterion = _write(Criterion(rubric=rubric, position=(last or 0) + 1, **fields), anchors)
    record("applications.rubric.add", rubric, by=by, at=at, criterion=criterion.name)
    return criterion


@transaction.atomic
def edit(
    *, criterion: Criterion, by: User, at: datetime, changes: dict[str, Any], anchors: dict[int, str]
) -> Criterion:
    """Reword or reweigh a criterion that nobody has scored yet."""
    _locked(criterion.rubric)
    criterion = Criterion.objects.get(pk=criterion.pk)
    before = [
        f"{name}: {getattr(criterion, name)} → {value}"
        for name, value in changes.items()
        if getattr(criterion, name) != value
    ]
    for name, value in changes.items():
        setattr(criterion, name, value)
    _write(criterion, anchors)
    record("applications.rubric.edit", criterion.rubric, by=by, at=at, criterion=criterion.name, changed=before)
    return criterion


@transaction.atomic
def remove(*, criterion: Criterion, by: User, at: datetime) -> Criterion:
    """Take a criterion out."""
    _locked(criterion.rubric)
    record("applications.rubric.remove", criterion.rubric, by=by, at=at, criterion=criterion.name)
    criterion.delete()
    return criterion


@transaction.atomic
def shift(*, criterion: Criterion, by: User, at: datetime, up: bool) -> Criterion:
    """Move it one place up or down."""
    rubric = _locked(criterion.rubric)
    order = list(rubric.criteria.all())
    here = order.index(criterion)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        for position, one in enumerate(order):
            one.position = position
        Criterion.objects.bulk_update(order, ["position"])
        record("applications.rubric.order", rubric, by=by, at=at)
    return criterion


@transaction.atomic
def revise(*, rubric: Rubric, by: User, at: datetime) -> Rubric:
    """Replace a frozen grid by a copy that can be changed, as long as no score was written with it."""
    _alone_with(rubric.campaign, rubric.use)
    waiting = _locked_reviews(rubric)
    rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
    if is_scored(rubric):
        raise RubricFrozen(
            _("Des notes sont déjà écrites avec cette grille : la changer en changerait le sens. Elle reste en place.")
        )
    revised = Rubric.objects.create(campaign=rubric.campaign, use=rubric.use, version=rubric.version + 1)
    _copy(rubric, revised)
    Review.objects.filter(pk__in=waiting).update(rubric=revised)
    record("applications.rubric.revise", revised, by=by, at=at, version=revised.version)
    return revised


@transaction.atomic
def clone(*, campaign: Campaign, source: Rubric, by: User, at: datetime) -> Rubric:
    """Start from the grid of another campaign, to be changed freely."""
    _alone_with(campaign, source.use)
    if campaign.rubrics.filter(use=source.use).exists():
        raise RubricExists(_("Cette campagne a déjà une grille."))
    rubric = Rubric.objects.create(campaign=campaign, use=source.use)
    _copy(source, rubric)
    record("applications.rubric.clone", rubric, by=by, at=at, source=source.pk)
    return rubric


def last_grid(campaign: Campaign, use: str) -> Rubric | None:
    """The grid of the same use in the newest other campaign that has one."""
    grids = Rubric.objects.filter(use=use, criteria__isnull=False).exclude(campaign=campaign)
    return grids.select_related("campaign").order_by("-campaign__closes_at", "-version", "-pk").first()


def is_scored(rubric: Rubric) -> bool:
    scores = SheetScore if rubric.use == Rubric.Use.INTERVIEW else Score
    return scores._default_manager.filter(criterion__rubric=rubric).exists()


def _alone_with(campaign: Campaign, use: str) -> None:
    """Hold the campaign; the grid files are read with changes only in the phases that let weights change."""
    campaign = locked_for_setting_up(campaign)
    if use == Rubric.Use.READING:
        refuse_unless_weighing(campaign)


def _locked_reviews(rubric: Rubric) -> list[int]:
    """The readings to come; locked before the grid, as a reader who scores does."""
    coming = Review.objects.select_for_update().filter(rubric=rubric).to_read()
    return list(coming.order_by("pk").values_list("pk", flat=True))


def _locked(rubric: Rubric) -> Rubric:
    """The grid, alone in hand and not frozen; a reader's first score waits for us, or we for it."""
    _alone_with(rubric.campaign, rubric.use)
    rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
    if rubric.frozen_at or is_scored(rubric):
        raise RubricFrozen(_("La notation a commencé avec cette grille : elle ne se change plus."))
    return rubric


def _copy(source: Rubric, target: Rubric) -> None:
    """The same criteria and levels; in the same campaign, each keeps its name through the versions."""
    for criterion in source.criteria.prefetch_related("anchors"):
        anchors = {anchor.level: anchor.words for anchor in criterion.anchors.all()}
        criterion.same_as_id = criterion.root if source.campaign_id == target.campaign_id else None
        criterion.pk, criterion.rubric, criterion._state.adding = None, target, True
        _write(criterion, anchors)


def _write(criterion: Criterion, anchors: dict[int, str]) -> Criterion:
    criterion.save()
    criterion.anchors.all().delete()
    Anchor.objects.bulk_create(
        Anchor(criterion=criterion, level=level, words=words) for level, words in anchors.items()
    )
    return criterion
