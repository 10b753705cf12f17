"""Stepping out of the selection, at any time."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.book import release
from applications.actions.offers import call_next, lock_campaign
from applications.lifecycle import State
from applications.models import Application, Offer
from portal.journal.moves import Refusal, move
from portal.outbox.post import post
from portal.people.models import User


class PlaceDeferred(Refusal):
    """The person keeps a place for a later session: it is confirmed or left there."""


@transaction.atomic
def withdraw(
    *, application: Application, by: User, at: datetime, reason: str, words: str = "", another_session: bool = False
) -> Application:
    """Step out, say why if one wishes; a place held is given back and offered to the next person at once."""
    campaign = lock_campaign(application.campaign_id)
    application = Application.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=application.pk)
    if application.state == State.DEFERRED:
        raise PlaceDeferred(_("Votre place est reportée : répondez à ce report depuis votre situation."))
    application = move(
        application,
        lifecycle.WITHDRAW,
        by=by,
        at=at,
        withdrawn_from=application.state,
        withdrawn_at=at,
        withdrawal_reason=reason,
        withdrawal_words=words,
        another_session=another_session,
    )
    release(application=application, by=by, at=at)
    held = Offer.objects.filter(application=application).holding_a_place().first()
    if held:
        move(held, lifecycle.RETURN_OFFER, by=by, at=at, answered_at=at)
        call_next(campaign=campaign, at=at)
    post(
        "applications/withdrawn",
        to=application.candidate,
        key=f"application-{application.pk}-withdrawn-{at:%Y%m%d%H%M%S%f}",
        at=at,
        url=reverse("applications:status"),
        another_session=another_session,
    )
    return application
