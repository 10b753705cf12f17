"""Prepare what readers get of a file: copies of its texts, and of its documents, that do not say who wrote it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.models import Application, Campaign, Document, MaskedDocument, Redaction, Score
from applications.models.redaction import known_as
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User
from portal.vault.models import StoredFile


class NothingToRedact(Refusal):
    """The file has left the selection: nobody reads it any more."""


class OriginalChanged(Refusal):
    """The person changed the file since the page was opened."""


class ScoresWritten(Refusal):
    """Some files were scored in one way: the others are read in the same way."""


@transaction.atomic
def choose(*, campaign: Campaign, anonymous: bool, by: User, at: datetime) -> Campaign:
    """Say whether readers know who they read; the same for every file, so before the first score."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.anonymous_reading == anonymous:
        return campaign
    if Score.objects.filter(review__application__campaign=campaign).exists():
        raise ScoresWritten(_("Des notes sont déjà écrites : tous les dossiers se lisent de la même façon."))
    campaign.anonymous_reading = anonymous
    campaign.save(update_fields=["anonymous_reading"])
    record("applications.campaign.choose_reading", campaign, by=by, at=at, anonymous=anonymous)
    return campaign


@transaction.atomic
def check(*, application: Application, copies: Mapping[str, str], seen: int, by: User, at: datetime) -> Application:
    """Say that nothing is left to hide in the texts: readers get these copies, as long as the originals stay."""
    application = _held(application)
    if application.version != seen:
        raise OriginalChanged(_("La personne vient de modifier ce dossier : relisez les textes avant de les valider."))
    Redaction.objects.bulk_create(
        [_copy(application, field, copies[field], by=by, at=at) for field in Redaction.Field.values],
        update_conflicts=True,
        unique_fields=["application", "field"],
        update_fields=["text", "original", "known_as", "version", "by", "at"],
    )
    record("applications.redaction.check", application, by=by, at=at, version=application.version)
    return application


@transaction.atomic
def mask(*, document: Document, file: StoredFile, seen: str, by: User, at: datetime) -> MaskedDocument:
    """Give readers a masked copy, already through the gate, in the place of the document staff has seen."""
    return _replace(document, file, seen, "applications.document.mask", by=by, at=at)


@transaction.atomic
def hide(*, document: Document, seen: str, by: User, at: datetime) -> MaskedDocument:
    """Keep one document from readers."""
    return _replace(document, None, seen, "applications.document.hide", by=by, at=at)


@transaction.atomic
def show(*, document: Document, by: User, at: datetime) -> Document:
    """Let readers see the document as the person gave it."""
    application = _held(document.application)
    MaskedDocument.objects.filter(document=document).delete()
    record("applications.document.show", application, by=by, at=at, document=document.pk)
    return document


def _replace(
    document: Document, file: StoredFile | None, seen: str, event: str, *, by: User, at: datetime
) -> MaskedDocument:
    application = _held(document.application)
    document = Document.objects.select_related("file").get(pk=document.pk)
    if document.file.sha256 != seen:
        raise OriginalChanged(_("La personne vient de remplacer cette pièce : ouvrez-la de nouveau."))
    masked, _new = MaskedDocument.objects.update_or_create(
        document=document, defaults={"original": seen, "file": file, "by": by, "at": at}
    )
    record(event, application, by=by, at=at, document=document.pk, file=file.pk if file else None)
    return masked


def _held(application: Application) -> Application:
    held = Application.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=application.pk)
    if held.state not in lifecycle.IN_SELECTION:
        raise NothingToRedact(_("Ce dossier n’est plus à lire : il est décidé, ou la personne s’est désistée."))
    return held


def _copy(application: Application, field: str, text: str, *, by: User, at: datetime) -> Redaction:
    return Redaction(
        application=application,
        field=field,
        text=text,
        original=getattr(application, field),
        known_as=known_as(application),
        version=application.version,
        by=by,
        at=at,
    )
