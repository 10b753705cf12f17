"""The documents of the file: each sent on its own, so that a refused one costs nothing else."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from rules.permissions import has_perm

from applications.actions import documents as actions
from applications.actions.save import refuse_unless_editable
from applications.files.file import File
from applications.files.sections import DOCUMENTS, REQUIRED, SECTIONS
from applications.lifecycle import State
from applications.models import Document, DocumentType
from applications.reading.seen import neutral_name, piece_of
from applications.views.candidate.own import application_or_404, file_or_404
from portal.people.models import STUDENTS, Role
from portal.vault.gate import FileRefused, receive
from portal.vault.serve import respond
from portal.web.doors import Data, SignedIn, door


@door(*STUDENTS, data=Data.OWN)
def documents(request: SignedIn) -> HttpResponse:
    """The documents asked for, given or still to give."""
    return _show(request, file_or_404(request.user), timezone.now())


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def give(request: SignedIn, pk: int) -> HttpResponse:
    """Send one document, or replace it."""
    at, application = timezone.now(), application_or_404(request.user)
    type = get_object_or_404(application.campaign.document_types, pk=pk)
    refuse_unless_editable(application, DOCUMENTS, at, type)
    asked = [correction for correction in application.corrections.all() if correction.opens(DOCUMENTS.code, at, type)]
    refusal = ""
    if upload := request.FILES.get("file"):
        try:
            file = receive(upload=upload, owner=request.user, at=at)
            actions.give(application=application, type=type, file=file, by=request.user, at=at)
        except FileRefused as error:
            refusal = str(error)
    else:
        refusal = _("Choisissez un fichier, puis envoyez-le.")
    if asked and not refusal:
        messages.success(request, _("Votre correction est transmise à l’équipe du programme."))
        status = reverse("applications:status")
        return HttpResponseClientRedirect(status) if request.htmx else redirect(status)
    return _answer(request, type, refusal, at)


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def remove(request: SignedIn, pk: int) -> HttpResponse:
    """Take a document back while the file is a draft."""
    at, application = timezone.now(), application_or_404(request.user)
    document = get_object_or_404(application.documents.select_related("type", "application"), type=pk)
    actions.remove(document=document, by=request.user, at=at)
    return _answer(request, document.type, "", at)


@door(*STUDENTS, Role.REVIEWER, Role.MANAGER, Role.JURY_PRESIDENT, data=Data.FILES)
def document(request: SignedIn, pk: int) -> HttpResponse:
    """Open one document; the journal remembers who did. For a reading it says nothing of whose it is."""
    related = ("file", "type", "application__campaign", "masked__file")
    found = get_object_or_404(Document.objects.visible_to(request.user).select_related(*related), pk=pk)
    knows_who = has_perm("applications.know_who", request.user, found.application)
    if "lecture" in request.GET or not knows_who:
        return _for_reading(request, found)
    return respond(found.file, by=request.user, at=timezone.now(), inline="voir" in request.GET)


def _for_reading(request: SignedIn, found: Document) -> HttpResponse:
    piece = piece_of(found)
    if piece.file is None:
        raise Http404
    return respond(
        piece.file,
        by=request.user,
        at=timezone.now(),
        inline="voir" in request.GET,
        name=neutral_name(found, piece.file),
        nameless=found.application.campaign.anonymous_reading,
    )


def _answer(request: SignedIn, type: DocumentType, refusal: str, at: datetime) -> HttpResponse:
    if not request.htmx:
        return (
            _show(request, file_or_404(request.user), at, {type.pk: refusal})
            if refusal
            else redirect("applications:documents")
        )
    file = file_or_404(request.user)
    [row] = [row for row in _rows(file, at, {type.pk: refusal}) if row["type"] == type]
    return render(request, "applications/candidate/document.html", {"row": row, "is_answer": True})


def _show(request: SignedIn, file: File, at: datetime, refusals: dict[int, str] | None = None) -> HttpResponse:
    context = {
        "application": file.application,
        "campaign": file.application.campaign,
        "section": DOCUMENTS,
        "position": SECTIONS.index(DOCUMENTS) + 1,
        "total": len(REQUIRED),
        "rows": _rows(file, at, refusals or {}),
        "has_refusals": bool(refusals),
        "corrections": [c for c in file.open_corrections(at) if c.concerns(DOCUMENTS.code)],
    }
    return render(request, "applications/candidate/documents.html", context)


def _rows(file: File, at: datetime, refusals: dict[int, str]) -> list[dict[str, object]]:
    return [
        {
            "type": type,
            "document": file.documents.get(type.pk),
            "refusal": refusals.get(type.pk, ""),
            "may_change": file.may_edit(DOCUMENTS, at, type),
            "may_remove": file.application.state == State.DRAFT and file.application.is_editable(at),
        }
        for type in file.types
    ]
