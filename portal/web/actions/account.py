"""What a person changes about themself."""

from datetime import datetime

from django.db import transaction

from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def describe_oneself(*, user: User, by: User, at: datetime, **changes: str) -> User:
    """Keep a person's name, language and appearance; the journal names what changed, not the values."""
    person = User.objects.select_for_update().get(pk=user.pk)
    changed = sorted(name for name, value in changes.items() if getattr(person, name) != value)
    for name in changed:
        setattr(person, name, changes[name])
    if changed:
        person.save(update_fields=changed)
        record("people.user.described", person, by=by, at=at, changed=changed)
    return person
