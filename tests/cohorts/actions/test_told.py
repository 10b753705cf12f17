from datetime import datetime

import pytest

from cohorts.actions import told
from cohorts.actions.wishes import WishesClosed
from cohorts.models import Cohort
from portal.journal.models import Entry
from tests.build import a_trainee

pytestmark = pytest.mark.django_db


def test_what_is_told_is_kept_and_the_journal_does_not_repeat_it(noon: datetime) -> None:
    trainee = a_trainee()

    for _ in range(2):
        trainee = told.tell(trainee=trainee, department="30", has_licence=True, by=trainee.person, at=noon)

    assert (trainee.department, trainee.has_licence) == ("30", True)
    assert Entry.objects.get(event="cohorts.trainee.tell").facts == {}


def test_a_department_that_does_not_exist_is_refused(noon: datetime) -> None:
    trainee = a_trainee()

    with pytest.raises(told.NotADepartment):
        told.tell(trainee=trainee, department="20", has_licence=None, by=trainee.person, at=noon)


def test_nothing_is_told_after_the_close(noon: datetime) -> None:
    trainee = a_trainee()
    Cohort.objects.update(wishes_close_at=noon)
    trainee.cohort.refresh_from_db()

    with pytest.raises(WishesClosed):
        told.tell(trainee=trainee, department="30", has_licence=None, by=trainee.person, at=noon)
