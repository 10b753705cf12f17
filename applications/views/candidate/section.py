"""One part of the file on one page, saved as it is written."""

import secrets
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions.answer import answer
from applications.actions.save import ChangedElsewhere, NotEditable, Seen, save
from applications.files import sections
from applications.files.answers import answers
from applications.files.file import File
from applications.files.sections import REQUIRED, SECTIONS, Section, after
from applications.forms.file import FORMS, DraftForm
from applications.models import Branch, EqualityData
from applications.views.candidate.own import file_or_404, section_or_404
from portal.people.models import STUDENTS
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door
from portal.web.order import moved


@door(*STUDENTS, data=Data.OWN, methods=("GET", "POST"))
def section(request: SignedIn, code: str) -> HttpResponse:
    """Fill in one part; the button saves it and leads to the next."""
    at, part = timezone.now(), section_or_404(code)
    if part is sections.DOCUMENTS:
        return redirect("applications:documents")
    file = file_or_404(request.user)
    if request.method == "POST":
        return _keep(request, file, part, at)
    if not file.may_edit(part, at):
        return render(request, "applications/candidate/section_closed.html", _page(file, part, at))
    return _show(request, file, part, _form(file, part), at)


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def autosave(request: SignedIn, code: str) -> HttpResponse:
    """Keep what is well formed, say what is not, while the person writes."""
    at, part, file = timezone.now(), section_or_404(code), file_or_404(request.user)
    form = _form(file, part, _arranged(request.POST))
    form.is_valid()
    try:
        application = save(
            application=file.application,
            section=part,
            values=form.valid_values(),
            by=request.user,
            at=at,
            seen=_seen(request.POST),
        )
    except (ChangedElsewhere, NotEditable) as refusal:
        context = {"refusal": refusal, "is_conflict": isinstance(refusal, ChangedElsewhere), "section": part}
        return render(request, "applications/candidate/not_saved.html", context, status=409)
    return render(request, "applications/candidate/saved.html", {"application": application, "form": form, "at": at})


def _keep(request: SignedIn, file: File, part: Section, at: datetime) -> HttpResponse:
    form = _form(file, part, _arranged(request.POST))
    is_valid = form.is_valid()
    seen = None if "keep" in request.POST else _seen(request.POST)
    try:
        save(application=file.application, section=part, values=form.valid_values(), by=request.user, at=at, seen=seen)
    except ChangedElsewhere:
        return _show(request, file, part, form, at, is_conflict=True)
    if not is_valid:
        return _show(request, file_or_404(request.user), part, form, at)
    if {"up", "down"} & request.POST.keys():
        return redirect("applications:section", part.code)
    if answer(application=file.application, section=part, by=request.user, at=at):
        messages.success(request, _("Votre correction est transmise à l’équipe du programme."))
        return redirect("applications:status")
    return redirect(_next(part))


def _next(part: Section) -> str:
    following = after(part)
    return reverse("applications:section", args=[following.code]) if following else reverse("applications:file")


def _form(file: File, part: Section, data: QueryDict | None = None) -> DraftForm:
    if part.code not in FORMS:
        raise Http404
    instance = file.equality or EqualityData(application=file.application)
    return FORMS[part.code](data, instance=instance if part is sections.EQUALITY else file.application)


def _arranged(data: QueryDict) -> QueryDict:
    """Without script, an arrow button sends the list with the one to move."""
    arranged = data.copy()
    arranged.setlist("wishes", moved(data.getlist("wishes"), up=data.get("up"), down=data.get("down")))
    return arranged


def _seen(data: QueryDict) -> Seen:
    window = data.get("window", "")[:32]
    return Seen(number(data.get("version")), window if window.isalnum() else "")


def _show(
    request: SignedIn, file: File, part: Section, form: DraftForm, at: datetime, *, is_conflict: bool = False
) -> HttpResponse:
    context = {
        **_page(file, part, at),
        "form": form,
        "is_conflict": is_conflict,
        "version": request.POST.get("version") if is_conflict else file.application.version,
        "window": request.POST.get("window") or secrets.token_hex(8),
        "wishes": _ranking(file, form) if part is sections.BRANCHES else None,
    }
    return render(request, "applications/candidate/section.html", context, status=409 if is_conflict else 200)


def _ranking(file: File, form: DraftForm) -> list[Branch]:
    """The branches in the order on the page; those never ranked come last."""
    sent = form.data.getlist("wishes") if isinstance(form.data, QueryDict) else []
    first = [Branch(value) for value in dict.fromkeys(sent) if value in Branch.values] if form.is_bound else file.wishes
    return [*first, *(branch for branch in Branch if branch not in first)]


def _page(file: File, part: Section, at: datetime) -> dict[str, object]:
    return {
        "application": file.application,
        "section": part,
        "position": SECTIONS.index(part) + 1,
        "total": len(REQUIRED),
        "answers": answers(file, part),
        "corrections": [c for c in file.open_corrections(at) if c.concerns(part.code)],
        "at": at,
    }
