"""Choose the documents a campaign asks for."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from applications.actions.campaign import locked_for_setting_up
from applications.models import Campaign, Correction, DocumentType
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class DocumentTypeUsed(Refusal):
    """Somebody has already given this document."""


@transaction.atomic
def add(*, campaign: Campaign, by: User, at: datetime, **fields: Any) -> DocumentType:
    """Ask for one more document, after the others."""
    locked_for_setting_up(campaign)
    last = campaign.document_types.aggregate(last=Max("position"))["last"]
    document_type = DocumentType.objects.create(
        campaign=campaign, code=_free_code(campaign, fields["name"]), position=(last or 0) + 1, **fields
    )
    record("applications.campaign.ask_document", campaign, by=by, at=at, document=document_type.name)
    return document_type


@transaction.atomic
def edit(*, document_type: DocumentType, by: User, at: datetime, changes: dict[str, Any]) -> DocumentType:
    """Say it better, or ask for it at another moment."""
    locked_for_setting_up(document_type.campaign)
    for name, value in changes.items():
        setattr(document_type, name, value)
    document_type.save(update_fields=list(changes))
    record("applications.campaign.edit_document", document_type.campaign, by=by, at=at, document=document_type.name)
    return document_type


@transaction.atomic
def remove(*, document_type: DocumentType, by: User, at: datetime) -> DocumentType:
    """No longer ask for a document that nobody has given."""
    locked_for_setting_up(document_type.campaign)
    if document_type.documents.exists() or Correction.objects.filter(document_type=document_type).exists():
        raise DocumentTypeUsed(
            _("« %(name)s » figure déjà dans des dossiers : rendez-la facultative plutôt que de la retirer.")
            % {"name": document_type.name}
        )
    record("applications.campaign.drop_document", document_type.campaign, by=by, at=at, document=document_type.name)
    document_type.delete()
    return document_type


@transaction.atomic
def shift(*, document_type: DocumentType, by: User, at: datetime, up: bool) -> DocumentType:
    """Move it one place up or down the list."""
    locked_for_setting_up(document_type.campaign)
    order = list(document_type.campaign.document_types.all())
    here = order.index(document_type)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        _number(order)
        record("applications.campaign.order_documents", document_type.campaign, by=by, at=at)
    return document_type


def _number(order: list[DocumentType]) -> None:
    for position, document_type in enumerate(order):
        document_type.position = position
    DocumentType.objects.bulk_update(order, ["position"])


def _free_code(campaign: Campaign, name: str) -> str:
    taken = set(campaign.document_types.values_list("code", flat=True))
    base = slugify(name)[:36] or "piece"
    return next(code for code in [base, *(f"{base}-{n}" for n in range(2, 100))] if code not in taken)
