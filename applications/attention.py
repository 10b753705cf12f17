"""What asks for somebody today, the most pressing first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import ngettext

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Campaign, Correction, Offer, Review
from portal.outbox.models import Delivery, Letter

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Matter:
    """So many things to look at, and where."""

    count: int
    words: str
    url: str
    is_late: bool = False


def matters(campaign: Campaign, at: datetime) -> list[Matter]:
    """Everything that waits for the manager in this campaign; nothing that does not."""
    found = [
        _corrections(campaign),
        _late_readings(campaign, at),
        _letters(),
        _offers(campaign, at),
        _to_check(campaign),
    ]
    return [matter for matter in found if matter.count]


def _to_check(campaign: Campaign) -> Matter:
    asked = Correction.objects.filter(state=lifecycle.Correction.ASKED).values("application")
    count = Application.objects.filter(campaign=campaign, state=State.SUBMITTED).exclude(pk__in=asked).count()
    words = ngettext("recevabilité à vérifier", "recevabilités à vérifier", count)
    return Matter(count, words, _address("applications:checks", campaign))


def _corrections(campaign: Campaign) -> Matter:
    answered = Correction.objects.filter(application__campaign=campaign, state=lifecycle.Correction.ANSWERED)
    count = answered.values("application").distinct().count()
    words = ngettext("dossier corrigé par la personne, à vérifier", "dossiers corrigés, à vérifier", count)
    return Matter(count, words, _address("applications:table", campaign, "&eligibility=answered"), is_late=True)


def _late_readings(campaign: Campaign, at: datetime) -> Matter:
    due = campaign.reviews_due_on
    count = 0
    if due and timezone.localdate(at) > due:
        waiting = Review.objects.to_read().filter(application__campaign=campaign)
        count = waiting.filter(application__state__in=lifecycle.IN_SELECTION).count()
    words = ngettext("lecture en retard", "lectures en retard", count)
    return Matter(count, words, _address("applications:assignment", campaign), is_late=True)


def _letters() -> Matter:
    count = Letter.objects.filter(delivery__in=[Delivery.DEAD, Delivery.UNKNOWN]).count()
    words = ngettext("lettre qui n’a pas pu être remise", "lettres qui n’ont pas pu être remises", count)
    return Matter(count, words, _address("outbox"), is_late=True)


def _offers(campaign: Campaign, at: datetime) -> Matter:
    soon = Offer.objects.filter(application__campaign=campaign, state=lifecycle.Offer.OPEN, expires_at__lte=at + SOON)
    count = soon.count()
    words = ngettext("place sans réponse, à trois jours du délai", "places sans réponse, à trois jours du délai", count)
    return Matter(count, words, _address("applications:table", campaign, "&state=offered"))


def _address(name: str, campaign: Campaign | None = None, more: str = "") -> str:
    try:
        return reverse(name) + (f"?campaign={campaign.pk}{more}" if campaign else "")
    except NoReverseMatch:
        return ""
