"""Stepping out of the selection, at any time."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from applications import lifecycle
from applications.actions.offers import call_next, lock_campaign
from applications.models import Application, Offer
from portal.journal.moves import move
from portal.outbox.post import post
from portal.people.models import User


@transaction.atomic
def withdraw(
    *, application: Application, by: User, at: datetime, reason: str, words: str = "", another_session: bool = False
) -> Application:
    """Step out, say why if one wishes; a place held is given back and offered to the next person at once."""
    campaign = lock_campaign(application.campaign_id)
    application = move(
        application,
        lifecycle.WITHDRAW,
        by=by,
        at=at,
        withdrawal_reason=reason,
        withdrawal_words=words,
        another_session=another_session,
    )
    held = Offer.objects.filter(application=application).holding_a_place().first()
    if held:
        move(held, lifecycle.RETURN_OFFER, by=by, at=at, answered_at=at)
        call_next(campaign=campaign, at=at)
    post(
        "applications/withdrawn",
        to=application.candidate,
        key=f"application-{application.pk}-withdrawn",
        at=at,
        url=reverse("applications:status"),
        another_session=another_session,
    )
    return application
