"""The order of the waiting list when somebody is put on it after the results: only the ranks in the way move."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from applications.actions.offers import waiting_list
from applications.models import Application, Campaign, Decision
from portal.journal.record import record
from portal.people.models import User

FIRST = 1


def placed(others: Sequence[int], position: int) -> tuple[int, list[int]]:
    """The rank at this position of the list (1 = next), and the new ranks of the others; no rank moves without need."""
    index = min(position, len(others) + 1) - 1
    if index == len(others):
        return (others[-1] + 1 if others else FIRST), list(others)
    ranks, last = list(others), others[index]
    for n in range(index, len(ranks)):
        if ranks[n] > last:
            break
        last = ranks[n] = last + 1
    return others[index], ranks


def others_on(campaign: Campaign, application: Application) -> list[Decision]:
    """The decisions of those who wait, the next first, without this person."""
    return [one.decision for one in waiting_list(campaign).exclude(pk=application.pk)]


def moved_by(others: Sequence[Decision], position: int) -> list[tuple[Decision, int]]:
    """Whose rank changes if somebody enters at this position, and the rank they get."""
    ranks = [one.waiting_rank or 0 for one in others]
    _rank, after = placed(ranks, position)
    return [(one, new) for one, old, new in zip(others, ranks, after, strict=True) if old != new]


@transaction.atomic
def enter(
    *, decision: Decision, campaign: Campaign, position: int, by: User, at: datetime
) -> list[tuple[Decision, int]]:
    """Put one person on the list at this position; returns whose rank moved. Under the campaign's lock."""
    others = others_on(campaign, decision.application)
    rank, _after = placed([one.waiting_rank or 0 for one in others], position)
    moved = moved_by(others, position)
    for one, new in moved:
        one.waiting_rank = new
    Decision.objects.bulk_update([one for one, _new in moved], ["waiting_rank"], batch_size=500)
    decision.outcome, decision.waiting_rank, decision.listed_at = Decision.Outcome.WAITING, rank, at
    decision.save(update_fields=["outcome", "waiting_rank", "listed_at"])
    record("applications.decision.list", decision, by=by, at=at, rank=rank, moved=len(moved))
    return moved
