"""Who reads what: apply a proposal, or give and take back one file by hand."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import lock_campaign
from applications.actions.proposed import find
from applications.actions.sharing_plan import Plan, propose
from applications.actions.totals import refresh, refresh_many
from applications.lifecycle import State
from applications.models import Application, Campaign, Conflict, Review, Rubric
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.post import Envelope, Value, post_many
from portal.people.models import READERS, User

LETTER, TAKEN = "applications/readings_assigned", "applications/readings_taken"


class NothingToAssign(Refusal):
    """Every file already has its readings."""


class PlanOutdated(Refusal):
    """Something moved since the proposal was shown; nothing was changed."""


class NoGrid(Refusal):
    """Readers need a grid to read with."""


class MayNotRead(Refusal):
    """This person must not be given this file."""


class ReadingBegun(Refusal):
    """A finished reading is not taken away from its file."""


@transaction.atomic
def assign(*, campaign: Campaign, caps: Mapping[int, int], expected: str, by: User, at: datetime) -> Plan:
    """Share the files out as the proposal said, all at once, and tell each person what is theirs."""
    campaign = alone_with(campaign)
    plan = propose(campaign=campaign, caps=caps)
    if plan.fingerprint != expected:
        raise PlanOutdated(
            _("La situation a changé depuis cette proposition. Rien n’a été affecté : proposez de nouveau.")
        )
    if not plan.files:
        raise NothingToAssign(_("Chaque dossier a déjà ses lectures : il n’y a rien à affecter."))
    carry_out(plan=plan, campaign=campaign, event="applications.campaign.assign", by=by, at=at)
    find(campaign=campaign, by=by, at=at)
    return plan


@transaction.atomic
def carry_out(*, plan: Plan, campaign: Campaign, event: str, by: User, at: datetime) -> Plan:
    """Change what a plan says, behind the locks it was made under, and tell whoever gains or loses files."""
    rubric = _grid(campaign)
    Review.objects.filter(pk__in=[held.review for held in plan.taken]).delete()
    Review.objects.bulk_create(
        Review(application_id=file, reviewer_id=reader, rubric=rubric, assigned_at=at) for file, reader in plan.given
    )
    refresh_many(applications=plan.files)
    record(event, campaign, by=by, at=at, **_facts(plan))
    _tell(plan, campaign, at=at)
    return plan


@transaction.atomic
def give(*, application: Application, reader: User, by: User, at: datetime) -> Review:
    """Give one file to one person by hand."""
    application = Application.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=application.pk)
    _refuse_unless_readable(application, reader)
    review = _reading(application, reader, at=at)
    refresh(application=application)
    record("applications.review.give", review, by=by, at=at, application=application.pk, reader=reader.pk)
    letter = Envelope(kind=LETTER, to=reader, key=f"reading-{review.pk}", context=_words(application.campaign, 1))
    post_many([letter], at=at)
    return review


@transaction.atomic
def take_back(*, review: Review, by: User, at: datetime, reason: str) -> Application:
    """Take a reading that is not finished away from somebody; it counts for nothing, and is no zero."""
    application = Application.objects.select_for_update().get(pk=review.application_id)
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.state not in lifecycle.TO_READ:
        raise ReadingBegun(_("Cette lecture n’est plus en attente : elle est terminée, ou déjà rendue."))
    record("applications.review.take_back", review, by=by, at=at, reader=review.reviewer_id, reason=reason)
    if review.state == lifecycle.Review.ASSIGNED:
        review.delete()
    else:
        move(review, lifecycle.RECUSE_REVIEW, by=by, at=at, recusal_reason=reason)
    return refresh(application=application)


def alone_with(campaign: Campaign) -> Campaign:
    """Hold the campaign, its files and its readings, always in this order: two managers assign one after the other."""
    campaign = lock_campaign(campaign.pk)
    files = campaign.applications.filter(state=State.ELIGIBLE).select_for_update().order_by("pk")
    pks = list(files.values_list("pk", flat=True))
    waiting = Review.objects.filter(application__in=pks, state=lifecycle.Review.ASSIGNED)
    list(waiting.select_for_update().order_by("pk").values_list("pk"))
    return campaign


def _grid(campaign: Campaign) -> Rubric:
    rubric = campaign.reading_grid
    if rubric is None or not rubric.criteria.exists():
        raise NoGrid(_("Préparez d’abord la grille d’évaluation : il n’y a encore aucun critère."))
    return rubric


def _reading(application: Application, reader: User, *, at: datetime) -> Review:
    try:
        with transaction.atomic():
            return Review.objects.create(
                application=application, reviewer=reader, rubric=_grid(application.campaign), assigned_at=at
            )
    except IntegrityError as twice:
        raise MayNotRead(_("Ce dossier est déjà confié à cette personne, ou elle l’a rendu.")) from twice


def _refuse_unless_readable(application: Application, reader: User) -> None:
    if application.state != State.ELIGIBLE:
        raise MayNotRead(_("Seul un dossier recevable, encore dans la sélection, est confié à la lecture."))
    if reader.role not in READERS or not reader.is_active:
        raise MayNotRead(_("Cette personne ne lit pas de dossiers."))
    if Conflict.objects.filter(application=application, reviewer=reader).exists():
        raise MayNotRead(_("Une incompatibilité est déclarée entre cette personne et ce dossier."))


def _tell(plan: Plan, campaign: Campaign, *, at: datetime) -> None:
    gained = Counter(reader for _file, reader in plan.given)
    lost = Counter(held.pair[1] for held in plan.taken)
    people = User.objects.in_bulk([*gained, *lost])
    told = [(LETTER, reader, gained[reader]) for reader in sorted(gained)]
    told += [(TAKEN, reader, lost[reader]) for reader in sorted(lost) if reader not in gained]
    post_many(
        [
            Envelope(
                kind=kind,
                to=people[reader],
                key=f"readings-{campaign.pk}-{reader}-{at:%Y%m%d%H%M%S%f}",
                context=_words(campaign, count),
            )
            for kind, reader, count in told
        ],
        at=at,
    )


def _words(campaign: Campaign, count: int) -> dict[str, Value]:
    return {"campaign": campaign.name, "count": count, "due_on": campaign.reviews_due_on}


def _facts(plan: Plan) -> dict[str, list[str]]:
    return {
        "given": [f"{file}:{reader}" for file, reader in plan.given],
        "taken": [f"{held.pair[0]}:{held.pair[1]}" for held in plan.taken],
    }
