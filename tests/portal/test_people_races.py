"""Two at the same door, on PostgreSQL; each race is also run with its guard off, and must then go wrong."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from portal.journal.models import Entry
from portal.people.models import Invitation, Role, User
from portal.web.actions.people import accept, deactivate
from tests.build import a_person, an_invitation
from tests.races import REFUSED, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def come_in(invitation: Invitation, at: datetime) -> Callable[[], User]:
    return lambda: accept(invitation=invitation, first_name="Zoé", last_name="Roy", password="six chevaux", at=at)


def shut(person: User, by: User, at: datetime) -> Callable[[], User]:
    return lambda: deactivate(person=person, by=by, at=at)


def test_twenty_uses_of_one_link_make_one_person(noon: datetime) -> None:  # T14
    invitation = an_invitation()
    answers = at_once([come_in(invitation, noon) for _ in range(20)])
    assert answers.count(REFUSED) == 19
    assert User.objects.filter(email=invitation.email).count() == 1
    assert Entry.objects.filter(event="people.invitation.accepted").count() == 1


def test_without_the_lock_a_link_is_taken_twice(noon: datetime) -> None:  # T14, guard off
    invitation = an_invitation()
    both_looked = Barrier(2)

    @transaction.atomic
    def unguarded() -> User:
        found = Invitation.objects.open(noon).get(pk=invitation.pk)
        both_looked.wait(timeout=10)
        return User.objects.create_user(found.email, "six chevaux", role=found.role)

    with pytest.raises(IntegrityError):  # only the last net, the unique address, holds
        at_once([unguarded, unguarded])


def test_two_administrators_cannot_shut_each_other_out(noon: datetime) -> None:
    for _ in range(5):
        one, other = a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)
        assert at_once([shut(one, other, noon), shut(other, one, noon)]).count(REFUSED) == 1
        assert User.objects.filter(pk__in=(one.pk, other.pk), is_active=True).count() == 1


def test_without_holding_both_they_do(noon: datetime) -> None:  # guard off
    one, other = a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)
    both_looked = Barrier(2)

    @transaction.atomic
    def unguarded(person: User, by: User) -> None:
        assert User.objects.get(pk=by.pk).is_active
        both_looked.wait(timeout=10)
        User.objects.filter(pk=person.pk).update(is_active=False)

    at_once([lambda: unguarded(one, other), lambda: unguarded(other, one)])
    assert not User.objects.filter(pk__in=(one.pk, other.pk), is_active=True).exists()
