"""What an admission depends on: verdicts and dates, given by the school; nothing of anybody's health is written."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import call_next, lock_campaign, tell
from applications.models import Application, Condition, Offer
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.models import Category
from portal.people.models import User

Verdict = Condition.Verdict


class PlaceNotHeld(Refusal):
    """The place is no longer held: its conditions are read, they no longer change."""


@transaction.atomic
def judge(*, condition: Condition, verdict: str, by: User, at: datetime) -> Condition:
    """Write the verdict on one condition; one not met ends the offer, the last one met makes the place firm."""
    application, offer, condition = _locked(condition)
    if offer.state not in lifecycle.HOLDS_A_PLACE:
        raise PlaceNotHeld(_("Cette place n’est plus tenue : ses conditions ne changent plus."))
    before = condition.verdict
    if before == verdict:
        return condition
    pending = verdict == Verdict.PENDING
    condition.verdict, condition.by, condition.at = verdict, None if pending else by, None if pending else at
    condition.save(update_fields=["verdict", "by", "at"])
    record("applications.condition.judge", condition, by=by, at=at, kind=condition.kind, before=before, verdict=verdict)
    if verdict == Verdict.NOT_MET:
        _end(condition, offer, application, by, at)
    elif offer.state == lifecycle.Offer.ACCEPTED and _all_met(offer):
        tell("place_firm", [application], at=at)
    return condition


def _end(condition: Condition, offer: Offer, application: Application, by: User, at: datetime) -> None:
    move(application, lifecycle.LAPSE, by=by, at=at)
    move(offer, lifecycle.LAPSE_OFFER, by=by, at=at)
    tell("condition_not_met", [application], at=at, category=Category.CRITICAL, kind_of_condition=condition.kind)
    call_next(campaign=application.campaign, at=at)


def _all_met(offer: Offer) -> bool:
    return not offer.conditions.exclude(verdict=Verdict.MET).exists()


def _locked(condition: Condition) -> tuple[Application, Offer, Condition]:
    """The campaign first, then the file, then the offer, then the condition."""
    application = Application.objects.select_related("candidate").get(offer__conditions=condition.pk)
    application.campaign = lock_campaign(application.campaign_id)
    offer = Offer.objects.select_for_update().get(application=application)
    return application, offer, Condition.objects.select_for_update().get(pk=condition.pk)
