"""The results of a campaign, all at once: armed, undone or left to leave, then published in one transaction."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import lifecycle
from applications.actions.decide import open_ties
from applications.actions.letters import envelope, is_stale
from applications.actions.offers import expiry, lock_campaign
from applications.actions.phase import only_the_jury_decides
from applications.actions.places import free_places, open_offers
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, Decision, Sitting
from portal.journal.moves import Move, Refusal, move, move_many
from portal.journal.record import record
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post_many
from portal.people.models import Role, User
from portal.web.words import day

Outcome = Decision.Outcome
STEPS: dict[str, Move] = {
    Outcome.ADMITTED: lifecycle.ADMIT,
    Outcome.WAITING: lifecycle.PUT_ON_WAITING_LIST,
    Outcome.REFUSED: lifecycle.REFUSE,
}


class NotPublishable(Refusal):
    """The results cannot leave yet; the text says what is missing."""


@transaction.atomic
def arm(*, campaign: Campaign, by: User, at: datetime) -> Campaign:
    """Let the letters leave when the time to undo is over; until then nobody outside sees anything."""
    campaign = lock_campaign(campaign.pk)
    if campaign.is_armed:
        raise NotPublishable(_("Le départ des lettres est déjà programmé."))
    decisions = drafts(campaign)
    _refuse_if_missing(campaign, decisions, at)
    campaign.publishes_at, campaign.armed_by = at + timedelta(minutes=campaign.undo_minutes), by
    campaign.save(update_fields=["publishes_at", "armed_by"])
    record("applications.campaign.arm", campaign, by=by, at=at, letters=len(decisions))
    return campaign


@transaction.atomic
def disarm(*, campaign: Campaign, by: User, at: datetime, reason: str = "") -> Campaign:
    """Take the decision to publish back, as long as no letter exists; everything can be changed again."""
    campaign = lock_campaign(campaign.pk)
    if campaign.is_published:
        raise NotPublishable(_("Les lettres sont parties : une erreur se corrige maintenant personne par personne."))
    if not campaign.is_armed:
        raise NotPublishable(_("Aucun départ n’est programmé : il n’y a rien à annuler."))
    return _disarm(campaign, by=by, at=at, reason=reason)


@transaction.atomic
def publish_due(*, at: datetime) -> int:
    """Publish what was armed and not undone in time; what can no longer leave is disarmed, and its people told."""
    due = Campaign.objects.filter(state=lifecycle.Campaign.OPEN, publishes_at__lte=at).order_by("pk")
    return sum(_execute(pk, at) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def publish_now(*, campaign: Campaign, by: User, at: datetime) -> list[Decision]:
    """Publish before the time to undo is over; only what was armed, so that every letter could be read as it leaves."""
    campaign = lock_campaign(campaign.pk)
    if not campaign.is_published and not campaign.is_armed:
        raise NotPublishable(_("Programmez d’abord le départ des lettres : il peut s’annuler, puis s’avancer."))
    return publish(campaign=campaign, by=by, at=at)


@transaction.atomic
def publish(*, campaign: Campaign, by: User, at: datetime) -> list[Decision]:
    """Publish every drafted decision at once, offer the places, and write to everybody; once."""
    campaign = lock_campaign(campaign.pk)
    decisions = drafts(campaign)
    _refuse_if_missing(campaign, decisions, at)
    over = {"publishes_at": None, "armed_by": None, "phase": Phase.CLOSED, "phase_since": at}
    move(campaign, lifecycle.PUBLISH_RESULTS, by=by, at=at, published_at=at, **over)
    for outcome, step in STEPS.items():
        move_many(_files(decisions, outcome), step, by=by, at=at)
    admitted = _files(decisions, Outcome.ADMITTED)
    open_offers(applications=admitted, campaign=campaign, expires_at=expiry(campaign, at), by=by, at=at)
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
    places = free_places(campaign)  # some may be kept for people who deferred to this session
    stale = [decision.application.number for decision in decisions if is_stale(decision)]
    sitting = Sitting.objects.under_way().filter(campaign=campaign).first()
    found = [
        (not campaign.rights.decide, only_the_jury_decides(campaign)),
        (at < campaign.closes_at, _("La campagne est encore ouverte : attendez la clôture.")),
        (not decisions, _("Aucune décision n’est préparée.")),
        (counts[State.SUBMITTED] > 0, _unchecked(counts[State.SUBMITTED])),
        (bool(decisions) and undecided > 0, _undecided(undecided)),
        (admitted > places, _overbooked(admitted, places)),
        (bool(open_ties(decisions)), _("Une égalité change une décision : départagez-la, avec un motif.")),
        (bool(stale), _stale(stale)),
        (sitting is not None, _under_way(sitting)),
    ]
    return [sentence for present, sentence in found if present]


def _refuse_if_missing(campaign: Campaign, decisions: Sequence[Decision], at: datetime) -> None:
    if missing := obstacles(campaign, decisions, at):
        raise NotPublishable(" ".join(missing))


def _execute(pk: int, at: datetime) -> bool:
    campaign = lock_campaign(pk)
    if campaign.publishes_at is None or campaign.publishes_at > at:
        return False  # somebody undid it, or published it, while this hand waited for the campaign
    if missing := obstacles(campaign, drafts(campaign), at):
        _disarm(campaign, by=None, at=at, reason=" ".join(missing))
        _say_it_stopped(campaign, " ".join(missing), at)
        return False
    assert campaign.armed_by is not None  # a constraint of the row
    publish(campaign=campaign, by=campaign.armed_by, at=at)
    return True


def _disarm(campaign: Campaign, *, by: User | None, at: datetime, reason: str) -> Campaign:
    campaign.publishes_at = campaign.armed_by = None
    campaign.save(update_fields=["publishes_at", "armed_by"])
    record("applications.campaign.disarm", campaign, by=by, at=at, reason=reason)
    return campaign


def _say_it_stopped(campaign: Campaign, reason: str, at: datetime) -> None:
    people = User.objects.filter(role__in=[Role.MANAGER, Role.JURY_PRESIDENT], is_active=True).order_by("pk")
    envelopes = [
        Envelope(
            kind="applications/publication_stopped",
            to=person,
            key=f"campaign-{campaign.pk}-stopped-{at:%Y%m%d%H%M%S%f}-{person.pk}",
            context={
                "campaign": campaign.name,
                "reason": reason,
                "url": f"{reverse('applications:decisions')}?campaign={campaign.pk}",
            },
        )
        for person in people
    ]
    post_many(envelopes, at=at, category=Category.CRITICAL)


def _files(decisions: Sequence[Decision], outcome: str) -> list[Application]:
    return [decision.application for decision in decisions if decision.outcome == outcome]


def _write(campaign: Campaign, decisions: Sequence[Decision], at: datetime) -> None:
    expires_at = expiry(campaign, at)
    post_many([envelope(decision, expires_at=expires_at) for decision in decisions], at=at, category=Category.CRITICAL)


def _stale(numbers: Sequence[str]) -> str:
    return ngettext(
        "%(n)s lettre écrite à la main ne correspond plus à la décision, relisez-la : %(files)s.",
        "%(n)s lettres écrites à la main ne correspondent plus à la décision, relisez-les : %(files)s.",
        len(numbers),
    ) % {"n": len(numbers), "files": ", ".join(numbers[:12])}


def _under_way(sitting: Sitting | None) -> str:
    if sitting is None:
        return ""
    words = (
        _("La séance du %(day)s est encore ouverte : levez-la avant de publier.")
        if sitting.is_open
        else _("La séance du %(day)s est suspendue : reprenez-la puis levez-la, ou levez-la, avant de publier.")
    )
    return words % {"day": day(sitting.held_on)}


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
    return ngettext(
        "Trop d’admissions sont préparées : %(admitted)s pour %(n)s place.",
        "Trop d’admissions sont préparées : %(admitted)s pour %(n)s places.",
        places,
    ) % {"admitted": admitted, "n": places}
