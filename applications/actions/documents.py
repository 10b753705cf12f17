"""The documents of a file: give, replace, take back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actions.answer import answer
from applications.actions.save import hold, refuse_unless_editable, touch
from applications.files.sections import DOCUMENTS
from applications.lifecycle import State
from applications.models import Application, Document, DocumentType
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User
from portal.vault.models import StoredFile


class StillNeeded(Refusal):
    """A document handed in can be replaced, no longer taken back."""


@transaction.atomic
def give(*, application: Application, type: DocumentType, file: StoredFile, by: User, at: datetime) -> Document:
    """Put a file, already through the gate, in its place; it replaces the one before."""
    application = hold(application)
    refuse_unless_editable(application, DOCUMENTS, at, type)
    document, is_new = Document.objects.update_or_create(
        application=application, type=type, defaults={"file": file, "given_at": at}
    )
    touch(application, at=at)
    event = "applications.document.give" if is_new else "applications.document.replace"
    record(event, application, by=by, at=at, type=type.code, file=file.pk, version=application.version)
    answer(application=application, section=DOCUMENTS, document_type=type, by=by, at=at)
    return document


@transaction.atomic
def remove(*, document: Document, by: User, at: datetime) -> Application:
    """Take a document back, while the file is a draft."""
    application = hold(document.application)
    if application.state != State.DRAFT:
        raise StillNeeded(_("Une pièce déposée ne se retire plus ; vous pouvez la remplacer jusqu’à la clôture."))
    refuse_unless_editable(application, DOCUMENTS, at, document.type)
    document.delete()
    touch(application, at=at)
    record("applications.document.remove", application, by=by, at=at, type=document.type.code)
    return application
