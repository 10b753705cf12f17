"""The private address of a calendar: made, made anew, taken back."""

from datetime import datetime

from django.db import transaction

from applications.models import CalendarKey
from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def make(*, person: User, by: User, at: datetime) -> CalendarKey:
    """Give a new address; the one before, if any, opens nothing any more."""
    User.objects.select_for_update().get(pk=person.pk)
    CalendarKey.objects.filter(person=person).delete()
    key = CalendarKey.objects.create(person=person, made_at=at)
    record("applications.calendarkey.make", person, by=by, at=at)
    return key


@transaction.atomic
def take_back(*, person: User, by: User, at: datetime) -> User:
    """Close the address: programs that still read it find nothing."""
    User.objects.select_for_update().get(pk=person.pk)
    if CalendarKey.objects.filter(person=person).delete()[0]:
        record("applications.calendarkey.take_back", person, by=by, at=at)
    return person
