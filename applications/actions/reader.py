"""What is known of a reader as a reader."""

from datetime import datetime

from django.db import transaction

from applications.models import Reader
from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def describe(*, person: User, specialities: str, cap: int | None, by: User, at: datetime) -> Reader:
    """Note what a reader knows best and how many files they can hold."""
    written = {"specialities": specialities, "cap": cap}
    reader, _new = Reader.objects.update_or_create(person=person, defaults=written)
    record("applications.reader.describe", reader, by=by, at=at, cap=cap, specialities=specialities.splitlines())
    return reader
