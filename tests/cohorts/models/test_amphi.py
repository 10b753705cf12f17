"""What the database itself refuses of a live amphi, whatever an action forgets."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from cohorts import lifecycle
from cohorts.models import Amphi, How, Pick
from portal.people.models import Role
from tests.build import a_cohort, a_person, a_post, a_trainee, an_amphi

pytestmark = pytest.mark.django_db


def test_two_people_never_hold_the_same_seat(noon: datetime) -> None:
    cohort = a_cohort()
    amphi, post = an_amphi(cohort=cohort), a_post(cohort=cohort)
    first, second = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    taken = Pick.objects.create(amphi=amphi, trainee=first, post=post, seat=1, how=How.OWN, at=noon)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pick.objects.create(amphi=amphi, trainee=second, post=post, seat=1, how=How.OWN, at=noon)

    Pick.objects.filter(pk=taken.pk).update(undone_at=noon, undone_by=a_person(Role.MANAGER), undo_reason="Erreur.")
    Pick.objects.create(amphi=amphi, trainee=second, post=post, seat=1, how=How.OWN, at=noon)


def test_nobody_holds_two_places(noon: datetime) -> None:
    cohort = a_cohort()
    amphi, trainee = an_amphi(cohort=cohort), a_trainee(cohort=cohort)
    Pick.objects.create(amphi=amphi, trainee=trainee, post=a_post(cohort=cohort), seat=1, how=How.OWN, at=noon)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pick.objects.create(amphi=amphi, trainee=trainee, post=None, how=How.PROXY, at=noon)


def test_a_cohort_has_one_amphi_that_is_not_closed(noon: datetime) -> None:
    amphi = an_amphi()

    with pytest.raises(IntegrityError), transaction.atomic():
        an_amphi(cohort=amphi.cohort)

    Amphi.objects.filter(pk=amphi.pk).update(state=lifecycle.Amphi.CLOSED, closed_at=noon)
    an_amphi(cohort=amphi.cohort)


def test_a_clock_runs_only_while_somebody_chooses(noon: datetime) -> None:
    amphi = an_amphi()

    with pytest.raises(IntegrityError), transaction.atomic():
        Amphi.objects.filter(pk=amphi.pk).update(turn_ends_at=noon)


@pytest.mark.parametrize("role", Role)
def test_those_who_run_it_and_its_trainees_know_an_amphi(role: Role) -> None:
    amphi = an_amphi()
    person = a_person(role)
    if role == Role.TRAINEE:
        a_trainee(cohort=amphi.cohort, person=person)

    known = role in {Role.MANAGER, Role.LIAISON, Role.TRAINEE}
    assert Amphi.objects.visible_to(person).exists() == known
    assert not Amphi.objects.visible_to(a_person(Role.TRAINEE)).exists()
