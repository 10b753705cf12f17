"""A person reads the letters of their inbox."""

from datetime import datetime

from portal.outbox.models import Letter
from portal.people.models import User


def mark_read(*, letter: Letter, at: datetime) -> Letter:
    """The first reading is the one that counts."""
    if Letter.objects.filter(pk=letter.pk).unread().update(read_at=at):
        letter.read_at = at
    return letter


def mark_unread(*, letter: Letter) -> Letter:
    letter.read_at = None
    letter.save(update_fields=["read_at"])
    return letter


def mark_all_read(*, person: User, at: datetime) -> int:
    return Letter.objects.visible_to(person).in_inbox().unread().update(read_at=at)
