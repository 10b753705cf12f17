"""What asks for somebody today, the most pressing first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from applications import lifecycle
from applications.actions.invite import without_a_slot
from applications.lifecycle import Phase, State
from applications.models import (
    Application,
    Campaign,
    Condition,
    Correction,
    Offer,
    ProposedConflict,
    Redaction,
    Result,
    Review,
)
from portal.outbox.models import Delivery, Letter

SOON = timedelta(days=3)
CONDITION_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Matter:
    """So many things to look at, and where."""

    count: int
    words: str
    url: str
    is_late: bool = False


def matters(campaign: Campaign, at: datetime) -> list[Matter]:
    """Everything that waits for the manager in this campaign; nothing that does not."""
    late = _late_readings(campaign, at)
    found = [_armed(campaign), *_files(campaign, at), late, _letters()]
    if not late.count:
        found.append(_phase(campaign, at))
    return [matter for matter in found if matter.count]


# What a file may wait for: its words for one and for several, the page that deals with it, and whether it presses.
FILES: dict[str, tuple[Any, str, str, bool]] = {
    "orphans": (
        ngettext_lazy("dossier que plus personne ne peut suivre", "dossiers que plus personne ne peut suivre"),
        "applications:conflicts",
        "",
        True,
    ),
    "barred": (
        ngettext_lazy(
            "place tenue malgré un résultat extérieur défavorable, à examiner",
            "places tenues malgré un résultat extérieur défavorable, à examiner",
        ),
        "applications:offers",
        "",
        True,
    ),
    "corrected": (
        ngettext_lazy("dossier corrigé par la personne, à vérifier", "dossiers corrigés, à vérifier"),
        "applications:table",
        "&eligibility=answered",
        True,
    ),
    "offered": (
        ngettext_lazy("place sans réponse, à trois jours du délai", "places sans réponse, à trois jours du délai"),
        "applications:table",
        "&state=offered",
        False,
    ),
    "conditional": (
        ngettext_lazy(
            "place dont une condition arrive à sa date, à juger", "places dont une condition arrive à sa date, à juger"
        ),
        "applications:offers",
        "",
        False,
    ),
    "to_check": (
        ngettext_lazy("recevabilité à vérifier", "recevabilités à vérifier"),
        "applications:checks",
        "",
        False,
    ),
    "to_redact": (
        ngettext_lazy("copie sans nom à vérifier", "copies sans nom à vérifier"),
        "applications:redactions",
        "",
        False,
    ),
    "proposed": (
        ngettext_lazy("dossier avec une incompatibilité à confirmer", "dossiers avec une incompatibilité à confirmer"),
        "applications:conflicts",
        "",
        False,
    ),
    "hourless": (
        ngettext_lazy(
            "personne invitée à un entretien, sans heure choisie",
            "personnes invitées à un entretien, sans heure choisie",
        ),
        "applications:invited",
        "&sans-heure=1",
        False,
    ),
}


def _files(campaign: Campaign, at: datetime) -> list[Matter]:
    """What the files themselves wait for, all of it counted at once."""
    counted = {name: Count("pk", filter=waits) for name, waits in _waits(campaign, at).items()}
    found = Application.objects.filter(campaign=campaign).aggregate(**counted)
    return [
        Matter(found[name], str(words % found[name]), _address(page, campaign, more), is_late=is_late)
        for name, (words, page, more, is_late) in FILES.items()
    ]


def _waits(campaign: Campaign, at: datetime) -> dict[str, Q]:
    """Which files wait for what."""
    corrections = Correction.objects.filter(application__campaign=campaign)
    asked = corrections.filter(state=lifecycle.Correction.ASKED).values("application")
    answered = corrections.filter(state=lifecycle.Correction.ANSWERED).values("application")
    orphans = Application.objects.filter(campaign=campaign).in_selection().without_manager().values("pk")
    proposed = ProposedConflict.objects.open().filter(application__campaign=campaign).values("application")
    return {
        "orphans": Q(pk__in=orphans),
        "corrected": Q(pk__in=answered),
        "to_check": Q(state=State.SUBMITTED) & ~Q(pk__in=asked),
        "to_redact": _is_to_redact(campaign),
        "proposed": Q(pk__in=proposed),
        "hourless": Q(pk__in=without_a_slot(campaign).values("pk")) if campaign.rights.interview else NOTHING,
        **_of_places(campaign, at),
    }


NOTHING = Q(pk__in=[])


def _is_to_redact(campaign: Campaign) -> Q:
    """Readers get an automatic copy until somebody has looked at it; once reading is over it is too late to."""
    if not campaign.anonymous_reading or campaign.phase not in {Phase.ELIGIBILITY, Phase.READING}:
        return NOTHING
    return Q(state__in=lifecycle.IN_SELECTION) & ~Q(pk__in=Redaction.objects.whole_files())


def _of_places(campaign: Campaign, at: datetime) -> dict[str, Q]:
    """Places without an answer, conditions whose date comes, and results that bar the way of somebody who holds one."""
    held = Offer.objects.filter(application__campaign=campaign, state__in=lifecycle.HOLDS_A_PLACE)
    soon = Offer.objects.filter(application__campaign=campaign, state=lifecycle.Offer.OPEN, expires_at__lte=at + SOON)
    pending = Condition.objects.filter(
        offer__in=held, verdict=Condition.Verdict.PENDING, due_on__lte=timezone.localdate(at) + CONDITION_SOON
    )
    barred = Result.objects.barring().filter(application__campaign=campaign)
    return {
        "offered": Q(pk__in=soon.values("application")),
        "conditional": Q(pk__in=pending.values("offer__application")),
        "barred": Q(pk__in=barred.values("application"), offer__state__in=lifecycle.HOLDS_A_PLACE),
    }


def _armed(campaign: Campaign) -> Matter:
    """Letters about to leave can still be stopped, and nothing else about them can change."""
    words = _("départ de lettres programmé : il peut encore s’annuler")
    return Matter(int(campaign.is_armed), words, reverse("applications:publish", args=[campaign.pk]), is_late=True)


def _phase(campaign: Campaign, at: datetime) -> Matter:
    """A phase whose date is over, that the clock will not change by itself."""
    words = _overdue(campaign, at)
    return Matter(int(bool(words)), words, reverse("applications:phases", args=[campaign.pk]))


def _overdue(campaign: Campaign, at: datetime) -> str:
    today = timezone.localdate(at)
    if campaign.is_published or campaign.is_armed:
        return ""
    if today > campaign.results_on:
        return _("phase à changer : la date annoncée pour les résultats est passée")
    if campaign.planned_phases.filter(dealt_with_at=None).exists():
        return ""
    if campaign.phase == Phase.ELIGIBILITY and at >= campaign.closes_at:
        return _("phase à changer : les dossiers sont clos, la lecture peut commencer")
    if campaign.phase == Phase.READING and campaign.reviews_due_on and today > campaign.reviews_due_on:
        return _("phase à changer : la date des lectures est passée")
    return ""


def _late_readings(campaign: Campaign, at: datetime) -> Matter:
    due = campaign.reviews_due_on
    count = 0
    if campaign.rights.score and due and timezone.localdate(at) > due:
        waiting = Review.objects.to_read().filter(application__campaign=campaign)
        count = waiting.filter(application__state__in=lifecycle.IN_SELECTION).count()
    words = ngettext("lecture en retard", "lectures en retard", count)
    return Matter(count, words, _address("applications:assignment", campaign), is_late=True)


def _letters() -> Matter:
    count = Letter.objects.filter(delivery__in=[Delivery.DEAD, Delivery.UNKNOWN]).count()
    words = ngettext("lettre qui n’a pas pu être remise", "lettres qui n’ont pas pu être remises", count)
    return Matter(count, words, _address("outbox"), is_late=True)


def _address(name: str, campaign: Campaign | None = None, more: str = "") -> str:
    try:
        return reverse(name) + (f"?campaign={campaign.pk}{more}" if campaign else "")
    except NoReverseMatch:
        return ""
