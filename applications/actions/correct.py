"""Ask the candidate to correct one part of the file or one document, and settle it once it is in order."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications import lifecycle
from applications.models import Application, Correction, DocumentType
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.post import post
from portal.people.models import User


class NothingToCorrect(Refusal):
    """The file has left the selection."""


class AlreadyAsked(Refusal):
    """The same thing is asked and not settled."""


class DueInThePast(Refusal):
    """Nobody can answer before now."""


@transaction.atomic
def ask(
    *,
    application: Application,
    by: User,
    at: datetime,
    words: str,
    due_at: datetime,
    section: str = "",
    document_type: DocumentType | None = None,
) -> Correction:
    """Open one part, or one document, of a file handed in until a date, and tell the person."""
    application = _held(application)
    if application.state not in lifecycle.IN_SELECTION:
        raise NothingToCorrect(_("Ce dossier n’est plus à corriger : il est décidé, ou la personne s’est désistée."))
    if due_at <= at:
        raise DueInThePast(_("Cette date est passée : laissez au moins une journée pour répondre."))
    _refuse_twice(application, section, document_type)
    correction = Correction.objects.create(
        application=application,
        section=section,
        document_type=document_type,
        words=words,
        due_at=due_at,
        asked_by=by,
        asked_at=at,
    )
    record("applications.correction.ask", correction, by=by, at=at, application=application.pk)
    _tell(correction, at=at)
    return correction


@transaction.atomic
def settle(*, correction: Correction, by: User, at: datetime) -> Correction:
    """Say that it is in order, or no longer needed."""
    return move(correction, lifecycle.SETTLE_CORRECTION, by=by, at=at)


def _held(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def _refuse_twice(application: Application, section: str, document_type: DocumentType | None) -> None:
    same = application.corrections.filter(section=section, document_type=document_type)
    if same.exclude(state=lifecycle.Correction.SETTLED).exists():
        raise AlreadyAsked(_("Cette correction est déjà demandée. Vérifiez-la d’abord si elle est faite."))


def _tell(correction: Correction, *, at: datetime) -> None:
    candidate = correction.application.candidate
    with override(candidate.language):
        what = correction.what
    post(
        "applications/correction_asked",
        to=candidate,
        key=f"correction-{correction.pk}-asked",
        at=at,
        expires_at=correction.due_at,
        what=what,
        words=correction.words,
        due_at=correction.due_at,
        url=reverse("applications:file"),
    )
