"""A freed place that is not offered any more: closed with a reason, or filled by hand."""

from datetime import datetime

from django.db import transaction

from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.actions.replacement import call_next, withdraw_offer
from cohorts.actions.replacement_letters import tell
from cohorts.models import Post, Vacancy
from portal.journal.moves import move
from portal.people.models import User


@transaction.atomic
def close(*, vacancy: Vacancy, reason: str, by: User, at: datetime) -> Vacancy:
    """Stop offering this place; whoever was being asked is told, and comes first for the others."""
    cohort = hold(vacancy.cohort)
    vacancy = move(vacancy, lifecycle.CLOSE_VACANCY, by=by, at=at, closed_at=at, reason=reason)
    offers = [withdraw_offer(offer=offer, by=by, at=at) for offer in vacancy.offers.standing()]
    tell("place_withdrawn", offers, at=at)
    call_next(cohort=cohort, at=at)
    return vacancy


@transaction.atomic
def fill_by_hand(*, post: Post, by: User, at: datetime) -> Vacancy | None:
    """A place of this post has been given by hand: the oldest vacancy nobody is being asked about is filled."""
    vacancy = Vacancy.objects.filter(post=post).unoffered().first()
    return move(vacancy, lifecycle.FILL_VACANCY, by=by, at=at, closed_at=at) if vacancy else None
