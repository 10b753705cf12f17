"""Answer what the school asked to be corrected."""

from datetime import datetime

from django.db import transaction

from applications import lifecycle
from applications.files.sections import Section
from applications.models import Application, Correction, DocumentType
from portal.journal.moves import move
from portal.people.models import User


@transaction.atomic
def answer(
    *, application: Application, section: Section, by: User, at: datetime, document_type: DocumentType | None = None
) -> list[Correction]:
    """Mark as corrected whatever was asked of this part, or of this document, and is still in time."""
    asked = application.corrections.filter(state=lifecycle.Correction.ASKED)
    return [
        move(correction, lifecycle.ANSWER_CORRECTION, by=by, at=at, answered_at=at)
        for correction in asked
        if correction.opens(section.code, at, document_type)
    ]
