"""Drafts of the jury's decisions: the cut line, the waiting list, the reasons. Nobody else sees them yet."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.line import Line, drawn
from applications.actions.offers import lock_campaign
from applications.actions.phase import refuse_unless_deciding
from applications.actions.places import free_places
from applications.actions.quorum import refuse_under_quorum
from applications.actions.sitting import held
from applications.lifecycle import State
from applications.models import AgendaItem, Application, Campaign, Decision, Sitting
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User

Outcome = Decision.Outcome


class NotDecidable(Refusal):
    """The decisions cannot be drafted, or changed, as things stand."""


@transaction.atomic
def draft(*, campaign: Campaign, by: User, at: datetime, waiting: int, anew: bool = False) -> list[Decision]:
    """Draw the line at the number of places, then `waiting` people on the list, then the others; as often as wanted.

    What was decided by hand stays as it is and takes its place first, unless everything is drawn anew.
    """
    campaign = _open_to_drafts(campaign)
    ranked = list(Application.objects.filter(campaign=campaign, state=State.ELIGIBLE).ranked())
    _refuse_unread(ranked)
    before = {decision.application_id: decision for decision in Decision.objects.filter(application__in=ranked)}
    order = sorted(ranked, key=lambda file: (-(file.total or 0), _drafted_rank(before, file)))
    kept = {} if anew else {pk: decision for pk, decision in before.items() if decision.by_hand}
    line = Line(free_places(campaign), waiting, kept.values())
    decisions = drawn(order, before, kept, line, by, at)
    Decision.objects.filter(application__campaign=campaign, published_at=None).delete()
    Decision.objects.bulk_create(decisions, batch_size=500)
    facts = {"files": len(decisions), "waiting": waiting, "kept": len(kept)}
    record("applications.campaign.draft_decisions", campaign, by=by, at=at, **facts)
    return decisions


@transaction.atomic
def take(*, sitting: Sitting, application: Application, outcome: str, reason: str, by: User, at: datetime) -> Decision:
    """Decide, in a meeting, on the file under discussion; a draft until the campaign publishes."""
    campaign = _open_to_drafts(sitting.campaign)
    application = Application.objects.select_for_update().get(pk=application.pk)
    sitting = held(sitting)
    _refuse_unless_discussed(sitting, application, by)
    refuse_under_quorum(sitting.room)
    decision = _draft_by_hand(application, outcome, reason, by, at)
    decision.sitting = sitting
    decision.save()
    room = sitting.room
    AgendaItem.objects.filter(sitting=sitting, application=application).update(
        decided_at=at, in_the_room=len(room.inside), out_of_the_room=len(room.out)
    )
    _number_the_waiting_list(campaign)
    record("applications.decision.take", decision, by=by, at=at, outcome=outcome, sitting=sitting.pk)
    decision.refresh_from_db()
    return decision


@transaction.atomic
def revise(*, decision: Decision, outcome: str, reason: str, by: User, at: datetime) -> Decision:
    """Change one draft, with the reason the person will read; the waiting list is numbered again."""
    _open_to_drafts(decision.application.campaign)
    decision.outcome, decision.reason = outcome, reason
    decision.waiting_rank = 1 if outcome == Outcome.WAITING else None
    decision.drafted_by, decision.drafted_at, decision.by_hand = by, at, True
    decision.save(update_fields=["outcome", "reason", "waiting_rank", "drafted_by", "drafted_at", "by_hand"])
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
    _number_the_waiting_list(campaign)
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
    refuse_unless_deciding(campaign)
    if campaign.is_armed:
        raise NotDecidable(_("Les résultats sont sur le point de partir : annulez d’abord le départ des lettres."))
    return campaign


def _refuse_unread(ranked: Sequence[Application]) -> None:
    if not ranked:
        raise NotDecidable(_("Aucune candidature recevable n’attend de décision."))
    unread = [file.number for file in ranked if file.total is None]
    if unread:
        raise NotDecidable(
            _("Ces dossiers n’ont encore aucune lecture terminée : %(files)s.") % {"files": ", ".join(unread[:12])}
        )


def _refuse_unless_discussed(sitting: Sitting, application: Application, by: User) -> None:
    if not sitting.is_open:
        raise NotDecidable(_("La séance n’est pas ouverte : ouvrez-la pour décider."))
    if sitting.current_id != application.pk:
        raise NotDecidable(_("Le dossier en cours a changé : relisez l’écran avant de décider."))
    if sitting.room.keeps_out(by):
        raise NotDecidable(_("Vous avez quitté la salle pour le dossier en cours : une autre personne décide."))
    if application.state != State.ELIGIBLE or application.total is None:
        raise NotDecidable(_("Ce dossier n’est pas à décider : il n’est plus recevable, ou personne ne l’a lu."))


def _draft_by_hand(application: Application, outcome: str, reason: str, by: User, at: datetime) -> Decision:
    decision = Decision.objects.filter(application=application).first() or Decision(
        application=application, rank=_official_rank(application)
    )
    decision.outcome, decision.reason, decision.by_hand = outcome, reason, True
    decision.waiting_rank = 1 if outcome == Outcome.WAITING else None
    decision.drafted_by, decision.drafted_at = by, at
    return decision


def _official_rank(application: Application) -> int:
    """Where the file stands before any line is drawn."""
    files = Application.objects.filter(campaign=application.campaign_id, state=State.ELIGIBLE)
    return list(files.ranked().values_list("pk", flat=True)).index(application.pk) + 1


def _drafted_rank(before: dict[int, Decision], file: Application) -> tuple[float, datetime, int]:
    """Among equals, the order of the last draft, then the hour the file was handed in."""
    assert file.submitted_at is not None
    decision = before.get(file.pk)
    return (decision.rank if decision else float("inf"), file.submitted_at, file.pk)


def _number_the_waiting_list(campaign: Campaign) -> None:
    waiting = list(
        Decision.objects.filter(application__campaign=campaign, outcome=Outcome.WAITING).order_by("rank", "pk")
    )
    for position, decision in enumerate(waiting, 1):
        decision.waiting_rank = position
    Decision.objects.bulk_update(waiting, ["waiting_rank"], batch_size=500)


def _swap(above: Decision, below: Decision) -> None:
    """Turn two neighbours round; what was decided by hand stays with its file."""
    names = ["rank"] if above.by_hand or below.by_hand else ["rank", "outcome", "waiting_rank"]
    for name in names:
        upper, lower = getattr(above, name), getattr(below, name)
        setattr(above, name, lower)
        setattr(below, name, upper)
