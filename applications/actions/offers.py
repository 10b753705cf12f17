"""A place offered: answered, expired, given to the next person. Places are only counted under the campaign's lock."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Campaign, Offer
from portal.journal.moves import Refusal, move, move_many
from portal.journal.record import record_many
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post, post_many
from portal.people.models import User


class OfferOver(Refusal):
    """The time to answer has passed."""


def lock_campaign(pk: int) -> Campaign:
    """Whoever takes or frees a place goes first through this one row: campaign, then application, then offer."""
    return Campaign.objects.select_for_update().get(pk=pk)


def expiry(campaign: Campaign, at: datetime) -> datetime:
    """Return the first instant refused: midnight in Paris after the last whole day to answer."""
    last_day: date = timezone.localdate(at) + timedelta(days=campaign.answer_days)
    return datetime.combine(last_day + timedelta(days=1), time(), tzinfo=timezone.get_default_timezone())


@transaction.atomic
def accept(*, offer: Offer, by: User, at: datetime) -> Offer:
    """Take the place, before the deadline, once."""
    application, offer = _locked(offer)
    if at >= offer.expires_at:
        raise OfferOver(_("Le délai pour répondre est passé : la place est proposée à la personne suivante."))
    offer = move(offer, lifecycle.ACCEPT_OFFER, by=by, at=at, answered_at=at)
    move(application, lifecycle.ACCEPT, by=by, at=at)
    _tell("offer_accepted", application, at)
    return offer


@transaction.atomic
def decline(*, offer: Offer, by: User, at: datetime) -> Offer:
    """Leave the place to the next person, at once."""
    application, offer = _locked(offer)
    offer = move(offer, lifecycle.DECLINE_OFFER, by=by, at=at, answered_at=at)
    move(application, lifecycle.DECLINE, by=by, at=at)
    _tell("offer_declined", application, at)
    call_next(campaign=application.campaign, at=at)
    return offer


@transaction.atomic
def expire_due(*, at: datetime) -> int:
    """Close every offer whose time is over, and call the next people; returns how many expired."""
    late = Offer.objects.filter(state=lifecycle.Offer.OPEN, expires_at__lte=at)
    campaigns = late.order_by("application__campaign").values_list("application__campaign", flat=True).distinct()
    return sum(_expire_in(campaign, at) for campaign in list(campaigns))


@transaction.atomic
def call_next(*, campaign: Campaign, at: datetime) -> list[Offer]:
    """Offer every free place to the waiting list, in its order; nobody is called when no place is free."""
    campaign = lock_campaign(campaign.pk)
    if campaign.state != lifecycle.Campaign.DECIDED:
        return []
    waiting = Application.objects.filter(campaign=campaign, state=State.WAITING).select_related("candidate")
    called = list(waiting.order_by("decision__waiting_rank", "pk")[: _free_places(campaign)])
    return _offer_to(called, campaign, at)


def _free_places(campaign: Campaign) -> int:
    held = Offer.objects.filter(application__campaign=campaign).holding_a_place().count()
    return max(0, campaign.places - held)


def _offer_to(called: Sequence[Application], campaign: Campaign, at: datetime) -> list[Offer]:
    if not called:
        return []
    move_many(called, lifecycle.CALL_FROM_WAITING_LIST, by=None, at=at)
    expires_at = expiry(campaign, at)
    offers = Offer.objects.bulk_create(
        Offer(application=application, made_at=at, expires_at=expires_at, from_waiting_list=True)
        for application in called
    )
    record_many("applications.offer.make", offers, by=None, at=at, from_waiting_list=True)
    _tell_many("called_from_waiting_list", called, at, category=Category.CRITICAL, expires_at=expires_at)
    return offers


def _expire_in(campaign: int, at: datetime) -> int:
    lock_campaign(campaign)
    late = list(
        Offer.objects.filter(state=lifecycle.Offer.OPEN, expires_at__lte=at, application__campaign=campaign)
        .select_related("application__candidate", "application__campaign")
        .order_by("pk")
    )
    if not late:
        return 0
    applications = [offer.application for offer in late]
    move_many(applications, lifecycle.EXPIRE, by=None, at=at)
    move_many(late, lifecycle.EXPIRE_OFFER, by=None, at=at)
    _tell_many("offer_expired", applications, at)
    call_next(campaign=applications[0].campaign, at=at)
    return len(late)


def _locked(offer: Offer) -> tuple[Application, Offer]:
    application = Application.objects.select_related("candidate").get(offer=offer.pk)
    application.campaign = lock_campaign(application.campaign_id)
    return application, Offer.objects.get(pk=offer.pk)


def _tell(kind: str, application: Application, at: datetime) -> None:
    post(
        f"applications/{kind}",
        to=application.candidate,
        key=_key(kind, application),
        at=at,
        url=reverse("applications:status"),
    )


def _tell_many(
    kind: str,
    applications: Sequence[Application],
    at: datetime,
    *,
    category: Category = Category.TRANSACTIONAL,
    expires_at: datetime | None = None,
) -> None:
    url = reverse("applications:status")
    envelopes = [
        Envelope(
            kind=f"applications/{kind}",
            to=application.candidate,
            key=_key(kind, application),
            context={"url": url, "expires_at": expires_at},
        )
        for application in applications
    ]
    post_many(envelopes, at=at, category=category, expires_at=expires_at)


def _key(kind: str, application: Application) -> str:
    return f"application-{application.pk}-{kind}"
