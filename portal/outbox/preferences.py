"""Which letters a person wants by mail. The inbox of the portal always has them all."""

from datetime import datetime

from django.core import signing
from django.db import transaction

from portal.journal.record import record
from portal.outbox.mail import UNSUBSCRIBE
from portal.people.models import User


@transaction.atomic
def choose_reminders(*, person: User, by_mail: bool, by: User | None, at: datetime) -> User:
    """Send optional reminders by mail, or keep them to the inbox."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.reminders_by_mail != by_mail:
        person.reminders_by_mail = by_mail
        person.save(update_fields=["reminders_by_mail"])
        record("people.user.reminders", person, by=by, at=at, by_mail=by_mail)
    return person


def person_of(token: str) -> User | None:
    """Whom an unsubscribe address stands for; it stays good as long as the account."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=UNSUBSCRIBE)).first()
    except signing.BadSignature:
        return None
