"""What the calendar does for the places freed after the publication: time runs out, the next person is called."""

from datetime import datetime, timedelta

from django.db import transaction

from applications.actions.remind import unsaid
from cohorts import lifecycle
from cohorts.actions.answer_vacancy import expire_due
from cohorts.actions.replacement import call_next
from cohorts.actions.replacement_letters import tell
from cohorts.models import Cohort, VacancyOffer

BEFORE = timedelta(days=1)


@transaction.atomic
def follow(*, at: datetime) -> None:
    """Close the offers whose time is over, and offer whatever waits for somebody; harmless when doubled."""
    expire_due(at=at)
    waiting = Cohort.objects.filter(state=lifecycle.Cohort.PLACED, vacancies__state=lifecycle.Vacancy.OPEN)
    for cohort in waiting.distinct():
        call_next(cohort=cohort, at=at)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Write once to those whose time ends within a day, unless they were asked this very day."""
    ending = VacancyOffer.objects.standing().filter(
        expires_at__gt=at, expires_at__lte=at + BEFORE, made_at__lte=at - BEFORE
    )
    return tell("place_due", unsaid(ending, "vacancyoffer", "place_due"), at=at)
