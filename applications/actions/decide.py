"""Drafts of the jury's decisions: the cut line, the waiting list, the reasons. Nobody else sees them yet."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import lock_campaign
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User

Outcome = Decision.Outcome


class NotDecidable(Refusal):
    """The decisions cannot be drafted, or changed, as things stand."""


@transaction.atomic
def draft(*, campaign: Campaign, by: User, at: datetime, waiting: int) -> list[Decision]:
    """Draw the line at the number of places, then `waiting` people on the list, then the others; as often as wanted."""
    campaign = _open_to_drafts(campaign)
    ranked = list(Application.objects.filter(campaign=campaign, state=State.ELIGIBLE).ranked())
    _refuse_unread(ranked)
    kept = {decision.application_id: decision for decision in Decision.objects.filter(application__in=ranked)}
    order = sorted(ranked, key=lambda file: (-(file.total or 0), _drafted_rank(kept, file)))
    decisions = [
        _draft_of(file, rank, campaign.places, waiting, kept.get(file.pk), by, at) for rank, file in enumerate(order, 1)
    ]
    Decision.objects.filter(application__campaign=campaign, published_at=None).delete()
    Decision.objects.bulk_create(decisions, batch_size=500)
    record("applications.campaign.draft_decisions", campaign, by=by, at=at, files=len(decisions), waiting=waiting)
    return decisions


@transaction.atomic
def revise(*, decision: Decision, outcome: str, reason: str, by: User, at: datetime) -> Decision:
    """Change one draft, with the reason the person will read; the waiting list is numbered again."""
    _open_to_drafts(decision.application.campaign)
    decision.outcome, decision.reason = outcome, reason
    decision.waiting_rank = 1 if outcome == Outcome.WAITING else None
    decision.drafted_by, decision.drafted_at = by, at
    decision.save(update_fields=["outcome", "reason", "waiting_rank", "drafted_by", "drafted_at"])
    _number_the_waiting_list(decision.application.campaign)
    record("applications.decision.revise", decision, by=by, at=at, outcome=outcome)
    decision.refresh_from_db()
    return decision


@transaction.atomic
def settle_tie(*, below: Decision, before: str, reason: str, by: User, at: datetime) -> Decision:
    """Justify the order of two equal neighbours in writing, or turn it round (`before` is "above" or "below")."""
    campaign = _open_to_drafts(below.application.campaign)
    drafts = Decision.objects.filter(application__campaign=campaign).select_related("application")
    above = drafts.filter(rank=below.rank - 1).first()
    if above is None or above.application.total != below.application.total:
        raise NotDecidable(_("Il n’y a pas d’égalité avec la personne juste au-dessus : l’ordre suit les notes."))
    if before == "below":
        _swap(above, below)
    above.tie_reason = below.tie_reason = reason
    Decision.objects.bulk_update([below, above], ["rank", "outcome", "waiting_rank", "tie_reason"])
    record("applications.decision.settle_tie", below, by=by, at=at, neighbour=above.application_id, reason=reason)
    return below


def open_ties(decisions: Sequence[Decision]) -> list[tuple[Decision, Decision]]:
    """Neighbours with equal totals and different outcomes, or both waiting, whose order nobody has justified yet."""
    pairs = pairwise(decisions)
    return [
        (above, below)
        for above, below in pairs
        if above.application.total == below.application.total
        and (above.outcome != below.outcome or above.outcome == Outcome.WAITING)
        and not (above.tie_reason and below.tie_reason)
    ]


def _open_to_drafts(campaign: Campaign) -> Campaign:
    campaign = lock_campaign(campaign.pk)
    if campaign.state != lifecycle.Campaign.OPEN:
        raise NotDecidable(_("Les résultats de cette campagne sont publiés : les décisions ne changent plus ici."))
    return campaign


def _refuse_unread(ranked: Sequence[Application]) -> None:
    if not ranked:
        raise NotDecidable(_("Aucune candidature recevable n’attend de décision."))
    unread = [file.number for file in ranked if file.total is None]
    if unread:
        raise NotDecidable(
            _("Ces dossiers n’ont encore aucune lecture terminée : %(files)s.") % {"files": ", ".join(unread[:12])}
        )


def _drafted_rank(kept: dict[int, Decision], file: Application) -> tuple[int, datetime, int]:
    """Among equals, the order of the last draft, then the hour the file was handed in."""
    assert file.submitted_at is not None
    decision = kept.get(file.pk)
    return (decision.rank if decision and decision.tie_reason else 0, file.submitted_at, file.pk)


def _draft_of(
    file: Application, rank: int, places: int, waiting: int, before: Decision | None, by: User, at: datetime
) -> Decision:
    outcome = _outcome(rank, places, waiting)
    same = before is not None and before.outcome == outcome
    return Decision(
        application=file,
        outcome=outcome,
        rank=rank,
        waiting_rank=rank - places if outcome == Outcome.WAITING else None,
        reason=before.reason if before and same else "",
        tie_reason=before.tie_reason if before else "",
        drafted_by=by,
        drafted_at=at,
    )


def _outcome(rank: int, places: int, waiting: int) -> str:
    if rank <= places:
        return Outcome.ADMITTED
    return Outcome.WAITING if rank <= places + waiting else Outcome.REFUSED


def _number_the_waiting_list(campaign: Campaign) -> None:
    waiting = list(
        Decision.objects.filter(application__campaign=campaign, outcome=Outcome.WAITING).order_by("rank", "pk")
    )
    for position, decision in enumerate(waiting, 1):
        decision.waiting_rank = position
    Decision.objects.bulk_update(waiting, ["waiting_rank"], batch_size=500)


def _swap(above: Decision, below: Decision) -> None:
    for name in ("rank", "outcome", "waiting_rank"):
        upper, lower = getattr(above, name), getattr(below, name)
        setattr(above, name, lower)
        setattr(below, name, upper)
