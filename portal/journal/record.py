"""Write down what happened, in the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from portal.journal.models import Entry
from portal.people.models import User

Fact = str | int | float | bool | list[str] | list[int] | None


def label(subject: models.Model) -> str:
    """The name a thing carries in the journal, e.g. `applications.application:12`."""
    return f"{subject._meta.label_lower}:{subject.pk}"


def entry(event: str, subject: models.Model, *, by: User | None, at: datetime, facts: dict[str, Fact]) -> Entry:
    return Entry(event=event, subject=label(subject), by=by, at=at, facts=facts)


def record(event: str, subject: models.Model, *, by: User | None, at: datetime, **facts: Fact) -> Entry:
    """Write down one fact about one thing."""
    fact = entry(event, subject, by=by, at=at, facts=facts)
    fact.save()
    return fact


def record_many(event: str, subjects: Iterable[models.Model], *, by: User | None, at: datetime, **facts: Fact) -> None:
    """Write down the same fact about many things, in one query."""
    Entry.objects.bulk_create([entry(event, subject, by=by, at=at, facts=facts) for subject in subjects])
