"""Who must not read whom: declared, kept apart from then on, lifted only by hand and with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.totals import refresh
from applications.models import Application, Conflict, Review
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.people.models import User


class AlreadyApart(Refusal):
    """The pair is kept apart already."""


class GivenBack(Refusal):
    """The person had begun this file and it was given back: it never returns to them."""


@transaction.atomic
def declare(*, application: Application, reader: User, by: User, at: datetime, reason: str) -> Conflict:
    """Keep a person away from a file. What they may have written about it stops counting."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    conflict, new = Conflict.objects.get_or_create(
        application=application,
        reviewer=reader,
        defaults={"reason": reason, "declared_by": by, "declared_at": at},
    )
    if not new:
        raise AlreadyApart(_("Cette incompatibilité est déjà déclarée."))
    _set_aside(application, reader, by=by, at=at, reason=reason)
    record("applications.conflict.declare", conflict, by=by, at=at, application=application.pk, reader=reader.pk)
    return conflict


@transaction.atomic
def lift(*, conflict: Conflict, by: User, at: datetime, reason: str) -> Application:
    """Allow the pair again, because the declaration was wrong."""
    application = Application.objects.select_for_update().get(pk=conflict.application_id)
    if _given_back(application, conflict.reviewer_id):
        raise GivenBack(_("Ce dossier a été rendu après avoir été confié à cette personne : il ne peut plus l’être."))
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
    return application


def _set_aside(application: Application, reader: User, *, by: User, at: datetime, reason: str) -> None:
    review = Review.objects.select_for_update().filter(application=application, reviewer=reader).first()
    if review is None or review.state == lifecycle.Review.RECUSED:
        return
    if review.state == lifecycle.Review.SUBMITTED:
        review = move(review, lifecycle.REOPEN_REVIEW, by=by, at=at, submitted_at=None, total=None)
    if review.state == lifecycle.Review.ASSIGNED:
        review.delete()
    else:
        move(review, lifecycle.RECUSE_REVIEW, by=by, at=at, recusal_reason=reason)
    refresh(application=application)


def _given_back(application: Application, reader: int) -> bool:
    return Review.objects.filter(application=application, reviewer=reader, state=lifecycle.Review.RECUSED).exists()
