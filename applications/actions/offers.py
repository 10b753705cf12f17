"""A place offered: answered, expired, given to the next person. Places are only counted under the campaign's lock."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.places import free_places, open_offers, refuse_a_second_place
from applications.lifecycle import State
from applications.models import Application, Campaign, Condition, Offer
from portal.journal.moves import Refusal, move, move_many
from portal.outbox.models import Category
from portal.outbox.post import Envelope, Value, post_many
from portal.people.models import User


class OfferOver(Refusal):
    """The time to answer has passed."""


def lock_campaign(pk: int) -> Campaign:
    """Whoever takes or frees a place goes first through this one row: campaign, then application, then offer.

    Its key never changes: a file saved meanwhile may still look at it to know that its campaign exists (PostgreSQL asks
    at commit), instead of waiting for somebody who waits for that file.
    """
    return Campaign.objects.select_for_update(no_key=True).get(pk=pk)


def expiry(campaign: Campaign, at: datetime) -> datetime:
    """Return the first instant refused: midnight in Paris after the last whole day to answer."""
    last_day: date = timezone.localdate(at) + timedelta(days=campaign.answer_days)
    return datetime.combine(last_day + timedelta(days=1), time(), tzinfo=timezone.get_default_timezone())


@transaction.atomic
def accept(*, offer: Offer, by: User, at: datetime) -> Offer:
    """Take the place, before the deadline, once, and in one session only."""
    application, offer = _locked(offer)
    if at >= offer.expires_at:
        raise OfferOver(_("Le délai pour répondre est passé : la place est proposée à la personne suivante."))
    offer = move(offer, lifecycle.ACCEPT_OFFER, by=by, at=at, answered_at=at)
    move(application, lifecycle.ACCEPT, by=by, at=at)
    refuse_a_second_place(application)
    left = offer.conditions.exclude(verdict=Condition.Verdict.MET).count()
    tell("offer_accepted", [application], at=at, left=left)
    return offer


@transaction.atomic
def decline(*, offer: Offer, by: User, at: datetime) -> Offer:
    """Leave the place to the next person, at once."""
    application, offer = _locked(offer)
    offer = move(offer, lifecycle.DECLINE_OFFER, by=by, at=at, answered_at=at)
    move(application, lifecycle.DECLINE, by=by, at=at)
    tell("offer_declined", [application], at=at)
    call_next(campaign=application.campaign, at=at)
    return offer


@transaction.atomic
def expire_due(*, at: datetime) -> int:
    """Close every offer whose time is over, and call the next people; returns how many expired."""
    late = Offer.objects.filter(state=lifecycle.Offer.OPEN, expires_at__lte=at)
    campaigns = late.order_by("application__campaign").values_list("application__campaign", flat=True).distinct()
    return sum(_expire_in(campaign, at) for campaign in list(campaigns))


@transaction.atomic
def call_next(*, campaign: Campaign, at: datetime, by: User | None = None) -> list[Offer]:
    """Offer every free place to the waiting list, in its order; nobody is called when no place is free."""
    campaign = lock_campaign(campaign.pk)
    if campaign.state != lifecycle.Campaign.DECIDED:
        return []
    called = list(waiting_list(campaign)[: free_places(campaign)])
    if not called:
        return []
    move_many(called, lifecycle.CALL_FROM_WAITING_LIST, by=by, at=at)
    expires_at = expiry(campaign, at)
    offers = open_offers(
        applications=called, campaign=campaign, expires_at=expires_at, by=by, at=at, from_waiting_list=True
    )
    tell("called_from_waiting_list", called, at=at, category=Category.CRITICAL, expires_at=expires_at)
    return offers


def waiting_list(campaign: Campaign) -> QuerySet[Application]:
    """Who waits for a place, the next one first."""
    waiting = Application.objects.filter(campaign=campaign, state=State.WAITING)
    return waiting.select_related("candidate", "decision").order_by("decision__waiting_rank", "pk")


def _expire_in(campaign: int, at: datetime) -> int:
    lock_campaign(campaign)
    late = _late_in(campaign, at)
    if not late:
        return 0
    applications = [offer.application for offer in late]
    move_many(applications, lifecycle.EXPIRE, by=None, at=at)
    move_many(late, lifecycle.EXPIRE_OFFER, by=None, at=at)
    tell("offer_expired", applications, at=at)
    call_next(campaign=applications[0].campaign, at=at)
    return len(late)


def _late_in(campaign: int, at: datetime) -> list[Offer]:
    late = Offer.objects.filter(state=lifecycle.Offer.OPEN, expires_at__lte=at, application__campaign=campaign)
    return list(late.select_related("application__candidate", "application__campaign").order_by("pk"))


def _locked(offer: Offer) -> tuple[Application, Offer]:
    application = Application.objects.select_related("candidate").get(offer=offer.pk)
    application.campaign = lock_campaign(application.campaign_id)
    return application, Offer.objects.get(pk=offer.pk)


def tell(
    kind: str,
    applications: Sequence[Application],
    *,
    at: datetime,
    category: Category = Category.TRANSACTIONAL,
    expires_at: datetime | None = None,
    **context: Value,
) -> None:
    """Write to each person what has just happened to their place; the moment is in the key, since places come back."""
    facts = {"url": reverse("applications:status"), "expires_at": expires_at, **context}
    envelopes = [
        Envelope(
            kind=f"applications/{kind}",
            to=application.candidate,
            key=f"application-{application.pk}-{kind}-{at:%Y%m%d%H%M%S%f}",
            context=facts,
        )
        for application in applications
    ]
    post_many(envelopes, at=at, category=category, expires_at=expires_at)
