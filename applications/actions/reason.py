"""The sentences the school keeps at hand for the reasons people read."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from applications.models import Reason
from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def add(*, by: User, at: datetime, **fields: Any) -> Reason:
    """Keep one more, after the others."""
    last = Reason.objects.aggregate(last=Max("position"))["last"] or 0
    reason = Reason.objects.create(position=last + 1, **fields)
    record("applications.reason.add", reason, by=by, at=at)
    return reason


@transaction.atomic
def edit(*, reason: Reason, by: User, at: datetime, **fields: Any) -> Reason:
    """Say it better; what was copied into decisions stays as it is."""
    reason = Reason.objects.select_for_update().get(pk=reason.pk)
    for name, value in fields.items():
        setattr(reason, name, value)
    reason.save(update_fields=[*fields])
    record("applications.reason.edit", reason, by=by, at=at)
    return reason


@transaction.atomic
def remove(*, reason: Reason, by: User, at: datetime) -> None:
    """Offer it no more."""
    record("applications.reason.remove", reason, by=by, at=at, words=reason.words)
    reason.delete()
