"""Who must not read whom: declared, kept apart from then on, lifted only by hand and with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.totals import refresh
from applications.models import Application, Conflict, Review, Sheet
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.post import Envelope, Value, post_many
from portal.people.models import Role, User


class AlreadyApart(Refusal):
    """The pair is kept apart already."""


@transaction.atomic
def declare(*, application: Application, reader: User, by: User, at: datetime, reason: str) -> Conflict:
    """Keep a person away from a file. What they may have written about it stops counting, unless it is published."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    conflict, new = Conflict.objects.get_or_create(
        application=application,
        reviewer=reader,
        defaults={"reason": reason, "declared_by": by, "declared_at": at},
    )
    if not new:
        raise AlreadyApart(_("Cette incompatibilité est déjà déclarée."))
    if not application.campaign.is_published:
        _set_aside(application, reader, by=by, at=at, reason=reason)
    hand_over(application, reader, at=at)
    record("applications.conflict.declare", conflict, by=by, at=at, application=application.pk, reader=reader.pk)
    return conflict


@transaction.atomic
def lift(*, conflict: Conflict, by: User, at: datetime, reason: str) -> Application:
    """Allow the pair again, because the declaration was wrong; a reading given back by mistake is taken up again."""
    application = Application.objects.select_for_update().get(pk=conflict.application_id)
    record(
        "applications.conflict.lift",
        conflict,
        by=by,
        at=at,
        application=application.pk,
        reader=conflict.reviewer_id,
        reason=reason,
    )
    conflict.delete()
    _restore(application, conflict.reviewer, by=by, at=at)
    return application


def hand_over(application: Application, person: User, *, at: datetime) -> None:
    """A file its manager must not follow goes to the other managers; without any, to whoever can invite one."""
    if person.role != Role.MANAGER:
        return
    others = list(other_managers(application, person))
    page = reverse("applications:one", args=[application.pk]) if others else reverse("people")
    people = others or User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    post_many(
        [
            Envelope(
                kind="applications/file_taken_over" if others else "applications/file_without_manager",
                to=one,
                key=f"application-{application.pk}-without-{person.pk}-{one.pk}-{at:%Y%m%d%H%M%S}",
                context={"number": application.number, "person": str(person), "url": page},
            )
            for one in people
        ],
        at=at,
    )


def other_managers(application: Application, person: User) -> QuerySet[User, Any]:
    """Who would follow the file without this person."""
    apart = application.conflicts.values("reviewer")
    return User.objects.filter(role=Role.MANAGER, is_active=True).exclude(pk__in=apart).exclude(pk=person.pk)


def _set_aside(application: Application, reader: User, *, by: User, at: datetime, reason: str) -> None:
    """Their reading and their sheet, finished or not; nothing is refreshed if they wrote none."""
    sheets = list(Sheet.objects.done().filter(interview__application=application, author=reader))
    for sheet in sheets:
        move(sheet, lifecycle.REOPEN_SHEET, by=by, at=at, submitted_at=None, total=None)
    review = Review.objects.select_for_update().filter(application=application, reviewer=reader).first()
    is_reading = review is not None and review.state != lifecycle.Review.RECUSED
    if review and is_reading:
        _give_back(review, by=by, at=at, reason=reason)
    if sheets or is_reading:
        refresh(application=application)


def _give_back(review: Review, *, by: User, at: datetime, reason: str) -> None:
    if review.state == lifecycle.Review.SUBMITTED:
        review = move(review, lifecycle.REOPEN_REVIEW, by=by, at=at, submitted_at=None, total=None)
    if review.state == lifecycle.Review.ASSIGNED:
        review.delete()
    else:
        move(review, lifecycle.RECUSE_REVIEW, by=by, at=at, recusal_reason=reason)


def _restore(application: Application, reader: User, *, by: User, at: datetime) -> None:
    """A file given back by mistake returns, with what was written of it, while it can still be read."""
    review = Review.objects.filter(application=application, reviewer=reader, state=lifecycle.Review.RECUSED).first()
    if review is None or application.state not in lifecycle.IN_SELECTION:
        return
    move(review, lifecycle.RESTORE_REVIEW, by=by, at=at, recusal_reason="")
    refresh(application=application)
    campaign = application.campaign
    words: dict[str, Value] = {"campaign": campaign.name, "count": 1, "due_on": campaign.reviews_due_on}
    key = f"reading-{review.pk}-restored-{at:%Y%m%d%H%M%S}"
    post_many([Envelope(kind="applications/readings_assigned", to=reader, key=key, context=words)], at=at)
