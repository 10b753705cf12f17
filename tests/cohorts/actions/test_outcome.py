from datetime import datetime, timedelta

import pytest

from cohorts import lifecycle
from cohorts.actions import outcome
from cohorts.models import Cohort, Trainee
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role
from tests.build import a_cohort, a_person, a_trainee

pytestmark = pytest.mark.django_db
RESERVE = Trainee.Outcome.RESERVE


def a_trainee_in_the_last_week(noon: datetime, language: str = "fr") -> Trainee:
    """Noon is a Monday: the first day of week 23."""
    cohort = a_cohort(starts_on=noon.date() - timedelta(weeks=22))
    Cohort.objects.update(state=lifecycle.Cohort.PLACED)
    return a_trainee(cohort=cohort, person=a_person(Role.TRAINEE, language=language))


def test_what_comes_next_is_recorded_and_told(noon: datetime) -> None:
    trainee, liaison = a_trainee_in_the_last_week(noon), a_person(Role.LIAISON)

    done = outcome.record_outcome(trainee=trainee, outcome=RESERVE, by=liaison, at=noon)

    assert (done.state, done.outcome, done.outcome_at) == (lifecycle.Trainee.FINISHED, RESERVE, noon)
    assert Entry.objects.get(event="cohorts.trainee.record_outcome").by == liaison


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "la réserve opérationnelle"), ("en", "the operational reserve")]
)
def test_the_letter_says_it_in_the_reader_s_language(noon: datetime, language: str, words: str) -> None:
    trainee = a_trainee_in_the_last_week(noon, language)

    outcome.record_outcome(trainee=trainee, outcome=RESERVE, by=a_person(Role.LIAISON), at=noon)

    assert words in render(Letter.objects.get()).body


def test_it_waits_for_the_last_week(noon: datetime) -> None:
    trainee = a_trainee_in_the_last_week(noon)

    with pytest.raises(outcome.TooEarly, match="dernière semaine"):
        outcome.record_outcome(
            trainee=trainee, outcome=RESERVE, by=a_person(Role.LIAISON), at=noon - timedelta(hours=12, minutes=1)
        )


def test_it_is_recorded_once(noon: datetime) -> None:
    trainee, liaison = a_trainee_in_the_last_week(noon), a_person(Role.LIAISON)
    outcome.record_outcome(trainee=trainee, outcome=RESERVE, by=liaison, at=noon)

    with pytest.raises(IllegalMove):
        outcome.record_outcome(trainee=trainee, outcome=Trainee.Outcome.CIVIL, by=liaison, at=noon)


def test_a_cohort_is_finished_once_everybody_s_next_step_is_known(noon: datetime) -> None:
    trainee, manager = a_trainee_in_the_last_week(noon), a_person(Role.MANAGER)
    with pytest.raises(outcome.TooEarly, match="1 personne"):
        outcome.finish_cohort(cohort=trainee.cohort, by=manager, at=noon)
    outcome.record_outcome(trainee=trainee, outcome=RESERVE, by=manager, at=noon)

    finished = outcome.finish_cohort(cohort=Cohort.objects.get(), by=manager, at=noon)

    assert finished.state == lifecycle.Cohort.FINISHED
