"""The results of a campaign, all at once: decisions, offers and letters in one transaction."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import lifecycle
from applications.actions.decide import open_ties
from applications.actions.offers import expiry, lock_campaign
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision, Offer
from portal.journal.moves import Move, Refusal, move, move_many
from portal.journal.record import record_many
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post_many
from portal.people.models import User

Outcome = Decision.Outcome
STEPS: dict[str, Move] = {
    Outcome.ADMITTED: lifecycle.ADMIT,
    Outcome.WAITING: lifecycle.PUT_ON_WAITING_LIST,
    Outcome.REFUSED: lifecycle.REFUSE,
}
LETTERS: dict[str, str] = {
    Outcome.ADMITTED: "applications/admitted",
    Outcome.WAITING: "applications/waiting_list",
    Outcome.REFUSED: "applications/not_selected",
}


class NotPublishable(Refusal):
    """The results cannot leave yet; the text says what is missing."""


@transaction.atomic
def publish(*, campaign: Campaign, by: User, at: datetime) -> list[Decision]:
    """Publish every drafted decision at once, offer the places, and write to everybody; once."""
    campaign = lock_campaign(campaign.pk)
    decisions = drafts(campaign)
    missing = obstacles(campaign, decisions, at)
    if missing:
        raise NotPublishable(" ".join(missing))
    move(campaign, lifecycle.PUBLISH_RESULTS, by=by, at=at, published_at=at)
    for outcome, step in STEPS.items():
        move_many(_files(decisions, outcome), step, by=by, at=at)
    _offer_places(campaign, _files(decisions, Outcome.ADMITTED), by, at)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(published_at=at)
    for outcome in STEPS:
        _write(campaign, [decision for decision in decisions if decision.outcome == outcome], at)
    return decisions


def drafts(campaign: Campaign) -> list[Decision]:
    """Return the drafted decisions, best rank first."""
    found = Decision.objects.filter(application__campaign=campaign, application__state=State.ELIGIBLE)
    decisions = list(found.select_related("application__candidate").order_by("rank", "pk"))
    for decision in decisions:
        decision.application.campaign = campaign  # one for all of them
    return decisions


def obstacles(campaign: Campaign, decisions: Sequence[Decision], at: datetime) -> list[str]:
    """Say everything that keeps the results from leaving, in sentences; empty when they can."""
    if campaign.state != lifecycle.Campaign.OPEN:
        return [_("Les résultats de cette campagne sont déjà publiés.")]
    states = Application.objects.filter(campaign=campaign).in_selection().values_list("state", flat=True)
    counts = Counter(states)
    undecided = counts[State.ELIGIBLE] - len(decisions)
    admitted = sum(decision.outcome == Outcome.ADMITTED for decision in decisions)
    found = [
        (at < campaign.closes_at, _("La campagne est encore ouverte : attendez la clôture.")),
        (not decisions, _("Aucune décision n’est préparée.")),
        (counts[State.SUBMITTED] > 0, _unchecked(counts[State.SUBMITTED])),
        (bool(decisions) and undecided > 0, _undecided(undecided)),
        (admitted > campaign.places, _overbooked(admitted, campaign.places)),
        (bool(open_ties(decisions)), _("Une égalité change une décision : départagez-la, avec un motif.")),
    ]
    return [sentence for present, sentence in found if present]


def warnings(campaign: Campaign, decisions: Sequence[Decision]) -> list[str]:
    """What the jury should know before publishing, and may accept."""
    short = [d.application.number for d in decisions if d.application.reviews_done < campaign.reviews_per_file]
    if not short:
        return []
    return [
        ngettext(
            "%(n)s dossier a moins de lectures que prévu : %(files)s.",
            "%(n)s dossiers ont moins de lectures que prévu : %(files)s.",
            len(short),
        )
        % {"n": len(short), "files": ", ".join(short[:12])}
    ]


def envelope(decision: Decision, *, expires_at: datetime) -> Envelope:
    """The letter that announces one decision, with the person's own facts."""
    application = decision.application
    return Envelope(
        kind=LETTERS[decision.outcome],
        to=application.candidate,
        key=f"application-{application.pk}-decision",
        context={
            "campaign": application.campaign.name,
            "rank": decision.rank,
            "waiting_rank": decision.waiting_rank,
            "reason": decision.reason,
            "expires_at": expires_at,
            "url": reverse("applications:status"),
        },
    )


def _files(decisions: Sequence[Decision], outcome: str) -> list[Application]:
    return [decision.application for decision in decisions if decision.outcome == outcome]


def _offer_places(campaign: Campaign, admitted: Sequence[Application], by: User, at: datetime) -> None:
    expires_at = expiry(campaign, at)
    offers = Offer.objects.bulk_create(
        [Offer(application=application, made_at=at, expires_at=expires_at) for application in admitted]
    )
    record_many("applications.offer.make", offers, by=by, at=at, from_waiting_list=False)


def _write(campaign: Campaign, decisions: Sequence[Decision], at: datetime) -> None:
    expires_at = expiry(campaign, at)
    post_many([envelope(decision, expires_at=expires_at) for decision in decisions], at=at, category=Category.CRITICAL)


def _unchecked(number: int) -> str:
    return ngettext(
        "%(n)s dossier déposé attend encore sa vérification de recevabilité.",
        "%(n)s dossiers déposés attendent encore leur vérification de recevabilité.",
        number,
    ) % {"n": number}


def _undecided(number: int) -> str:
    return ngettext(
        "%(n)s candidature recevable n’a pas de décision : préparez de nouveau les décisions.",
        "%(n)s candidatures recevables n’ont pas de décision : préparez de nouveau les décisions.",
        number,
    ) % {"n": number}


def _overbooked(admitted: int, places: int) -> str:
    return _("%(admitted)s admissions sont préparées pour %(places)s places.") % {
        "admitted": admitted,
        "places": places,
    }
