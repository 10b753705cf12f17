"""A published result was wrong: put it right, in writing, without ever taking a place away from anybody."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import call_next, expiry, lock_campaign
from applications.actions.places import free_places, open_offers, taken
from applications.actions.waiting_list import enter, moved_by, others_on, placed
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision
from portal.journal.moves import Refusal, move
from portal.journal.record import Fact, record
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post_many
from portal.people.models import User

Outcome = Decision.Outcome


class NotAmendable(Refusal):
    """This result is not corrected this way; the text says what to do instead."""


class NoFreePlace(Refusal):
    """Every place is held, and none is ever taken back."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What should have been published about one person, and why."""

    outcome: str
    reason: str
    position: int = 1  # on the waiting list, 1 is the next one called
    extra_place: bool = False  # one place more than the campaign had, said in so many words


@transaction.atomic
def amend(*, decision: Decision, amendment: Amendment, by: User, at: datetime) -> Decision:
    """Admit after all, or put on the waiting list at a rank; the people concerned are told, the trace stays."""
    decision = _locked(decision)
    refuse_unless_amendable(decision, amendment)
    application, campaign = decision.application, decision.application.campaign
    before = [decision.outcome, str(decision.waiting_rank or "")]
    letters = planned_letters(decision, amendment, at)
    decision.reason = amendment.reason
    decision.save(update_fields=["reason"])
    if amendment.outcome == Outcome.ADMITTED:
        _admit(decision, amendment, by, at)
    else:
        move(application, lifecycle.LIST_AFTER_ALL, by=by, at=at)
        enter(decision=decision, campaign=campaign, position=amendment.position, by=by, at=at)
    record("applications.application.amend", application, by=by, at=at, before=before, **_facts(decision, amendment))
    post_many(letters, at=at, category=Category.CRITICAL)
    call_next(campaign=campaign, at=at)
    return decision


@transaction.atomic
def set_places(*, campaign: Campaign, places: int, reason: str, by: User, at: datetime) -> Campaign:
    """Raise or lower the number of places after the results; never under those held; the next people are called."""
    campaign = lock_campaign(campaign.pk)
    if campaign.state != lifecycle.Campaign.DECIDED:
        raise NotAmendable(_("Les places se changent ici après les résultats ; avant, sur la page de la campagne."))
    if places < (held := taken(campaign)):
        raise NoFreePlace(
            _("%(held)s places sont proposées ou acceptées : le nombre ne descend pas en dessous.") % {"held": held}
        )
    before, campaign.places = campaign.places, places
    campaign.save(update_fields=["places"])
    record("applications.campaign.set_places", campaign, by=by, at=at, before=before, places=places, reason=reason)
    call_next(campaign=campaign, at=at, by=by)
    return campaign


def refuse_unless_amendable(decision: Decision, amendment: Amendment) -> None:
    """Say why this result cannot be corrected so, and what to do instead."""
    application, campaign = decision.application, decision.application.campaign
    if decision.published_at is None or campaign.state != lifecycle.Campaign.DECIDED:
        raise NotAmendable(_("Ce résultat n’est pas publié : changez la décision tant qu’elle est en brouillon."))
    if application.state in {State.OFFERED, State.ACCEPTED, State.DEFERRED}:
        raise NotAmendable(_("Une place a été proposée à cette personne : une correction ne la reprend jamais."))
    if application.state not in {State.REFUSED, State.WAITING}:
        raise NotAmendable(_("Cette personne n’est plus dans la sélection : reprenez d’abord sa candidature."))
    if amendment.outcome == Outcome.REFUSED:
        raise NotAmendable(_("Une correction ne retire personne de la liste complémentaire."))
    if amendment.outcome == Outcome.ADMITTED and not amendment.extra_place and not free_places(campaign):
        raise NoFreePlace(
            _(
                "Les %(n)s places sont tenues et aucune n’est reprise : ajoutez une place en le disant, ou mettez la "
                "personne en tête de la liste complémentaire."
            )
            % {"n": campaign.places}
        )


def planned_letters(decision: Decision, amendment: Amendment, at: datetime) -> list[Envelope]:
    """Every letter this correction would send, to read before it is made."""
    campaign = decision.application.campaign
    if amendment.outcome == Outcome.ADMITTED:
        return [_letter("corrected_admitted", decision, at, expires_at=expiry(campaign, at), reason=amendment.reason)]
    others = others_on(campaign, decision.application)
    rank, _after = placed([one.waiting_rank or 0 for one in others], amendment.position)
    moved = moved_by(others, amendment.position)
    return [
        _letter("corrected_waiting", decision, at, waiting_rank=rank, reason=amendment.reason),
        *(_letter("waiting_rank_moved", one, at, waiting_rank=new) for one, new in moved),
    ]


def _admit(decision: Decision, amendment: Amendment, by: User, at: datetime) -> None:
    application, campaign = decision.application, decision.application.campaign
    if amendment.extra_place and not free_places(campaign):
        campaign.places = taken(campaign) + 1
        campaign.save(update_fields=["places"])
    move(application, lifecycle.ADMIT_AFTER_ALL, by=by, at=at)
    decision.outcome, decision.waiting_rank = Outcome.ADMITTED, None
    decision.save(update_fields=["outcome", "waiting_rank"])
    open_offers(applications=[application], campaign=campaign, expires_at=expiry(campaign, at), by=by, at=at)


def _facts(decision: Decision, amendment: Amendment) -> dict[str, Fact]:
    campaign = decision.application.campaign
    after = [decision.outcome, str(decision.waiting_rank or "")]
    return {"after": after, "reason": amendment.reason, "places": campaign.places}


def _letter(kind: str, decision: Decision, at: datetime, **facts: str | int | datetime) -> Envelope:
    application = decision.application
    return Envelope(
        kind=f"applications/{kind}",
        to=application.candidate,
        key=f"application-{application.pk}-{kind}-{at:%Y%m%d%H%M%S%f}",
        context={"url": reverse("applications:status"), "rank": decision.rank, **facts},
    )


def _locked(decision: Decision) -> Decision:
    campaign = lock_campaign(Application.objects.values_list("campaign", flat=True).get(decision=decision.pk))
    held = Decision.objects.select_for_update(of=("self",)).select_related("application__candidate")
    decision = held.get(pk=decision.pk)
    decision.application.campaign = campaign
    return decision
