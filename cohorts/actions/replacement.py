"""Down the list: a freed place is offered to one person at a time, in order of merit; nobody moves by themselves."""

from collections import deque
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from applications.actions.offers import expiry
from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.actions.replacement_letters import tell
from cohorts.models import Cohort, Post, Trainee, Vacancy, VacancyOffer
from cohorts.path import Path
from cohorts.placement.replacement import Standing
from cohorts.standing import standing_of
from portal.journal.moves import move
from portal.journal.record import record
from portal.people.models import User

PASSED = (lifecycle.VacancyOffer.DECLINED, lifecycle.VacancyOffer.EXPIRED)
IN_REGIMENT = 3  # the phase from which a place left empty stays empty


@transaction.atomic
def open_vacancy(*, post: Post, freed_by: Trainee, by: User | None, at: datetime) -> Vacancy:
    """Note that a place is free again. Under the cohort's lock."""
    vacancy = Vacancy.objects.create(cohort_id=post.cohort_id, post=post, freed_by=freed_by, freed_at=at)
    record("cohorts.vacancy.open", vacancy, by=by, at=at, post=post.pk, trainee=freed_by.pk)
    return vacancy


@transaction.atomic
def call_next(*, cohort: Cohort, at: datetime, by: User | None = None) -> list[VacancyOffer]:
    """Offer every free place to the first of its line; a better place takes the stead of the one they were offered.

    So what is offered never depends on the order in which places were freed, only on merit and wishes.
    """
    cohort = hold(cohort)
    if not are_offered(cohort, at):
        return []
    offers: list[VacancyOffer] = []
    now, waiting = standing_of(cohort), deque(Vacancy.objects.filter(cohort=cohort).unoffered())
    while waiting:
        vacancy = waiting.popleft()
        if (first := first_in_line(now, vacancy)) is None:
            continue
        before = _offered_to(first)
        if before:
            withdraw_offer(offer=before, by=by, at=at)
            waiting.append(before.vacancy)
        offers = [offer for offer in offers if offer.trainee_id != first]
        offers.append(_offer(vacancy, first, before, by, at))
        now = now.promising(first, vacancy.post_id)
    tell("place_offered", offers, at=at)
    return offers


@transaction.atomic
def withdraw_offer(*, offer: VacancyOffer, by: User | None, at: datetime) -> VacancyOffer:
    """Take one offer back before it is answered. Under the cohort's lock."""
    return move(offer, lifecycle.WITHDRAW_VACANCY, by=by, at=at)


def first_in_line(now: Standing[int, int], vacancy: Vacancy) -> int | None:
    """Who is asked next for this place; None when nobody still wants it."""
    passed = set(vacancy.offers.filter(state__in=PASSED).values_list("trainee", flat=True))
    return next(iter(now.line(vacancy.post_id, passed)), None)


def are_offered(cohort: Cohort, at: datetime) -> bool:
    """Places are offered between the publication and the day people join their regiment."""
    return cohort.state == lifecycle.Cohort.PLACED and timezone.localdate(at) < joins_on(cohort)


def joins_on(cohort: Cohort) -> date:
    """The Monday of the phase in regiment."""
    phases = Path(cohort.starts_on, cohort.weeks).phases
    return next(phase.monday for phase in phases if phase.number == IN_REGIMENT)


def _offered_to(trainee: int) -> VacancyOffer | None:
    return VacancyOffer.objects.standing().filter(trainee=trainee).select_related("vacancy").first()


def _offer(vacancy: Vacancy, trainee: int, before: VacancyOffer | None, by: User | None, at: datetime) -> VacancyOffer:
    offer = VacancyOffer.objects.create(
        vacancy=vacancy, trainee_id=trainee, instead_of=before, made_at=at, expires_at=_limit(vacancy.cohort, at)
    )
    record("cohorts.vacancyoffer.make", offer, by=by, at=at, vacancy=vacancy.pk, trainee=trainee)
    return offer


def _limit(cohort: Cohort, at: datetime) -> datetime:
    """The campaign's time to answer, never beyond the day people join their regiment."""
    joins = datetime.combine(joins_on(cohort), time(), tzinfo=timezone.get_default_timezone())
    return min(expiry(cohort.campaign, at), joins)
