"""One's interview: choose an hour, change it, say that one will come."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import book as actions
from applications.interviewing import agenda
from applications.interviewing.calendar_file import calendar
from applications.models import Application, Interview, Slot
from applications.views.candidate.own import application_or_404
from portal.journal.moves import Refusal
from portal.people.models import STUDENTS
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door
from portal.web.words import moment

DAYS_A_PAGE = 5


@door(*STUDENTS, data=Data.OWN)
def interview(request: SignedIn) -> HttpResponse:
    """What is booked, else the free hours, day by day."""
    at, application = timezone.now(), application_or_404(request.user)
    booked = last(application)
    may_choose = agenda.may_choose(application, booked, at)
    days = agenda.days_to_choose(application, at) if may_choose else []
    return render(
        request,
        "applications/candidate/interview.html",
        {
            "application": application,
            "campaign": application.campaign,
            "interview": booked,
            "is_to_come": bool(booked and booked.is_to_come(at)),
            "limit": actions.limit(booked) if booked else None,
            "may_change": bool(booked and booked.is_to_come(at) and at < actions.limit(booked)),
            "may_choose": may_choose,
            "page": Paginator(days, DAYS_A_PAGE).get_page(request.GET.get("page")),
        },
    )


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def book_interview(request: SignedIn) -> HttpResponse:
    """Take a free hour, in one click."""
    application = application_or_404(request.user)
    slot = _slot(request, application)
    try:
        actions.book(application=application, slot=slot, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est réservé : %(when)s. Une lettre vous le confirme.") % _when(slot))
    return redirect("applications:interview")


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def move_interview(request: SignedIn) -> HttpResponse:
    """Leave one's hour for another one, in one go."""
    application = application_or_404(request.user)
    slot = _slot(request, application)
    try:
        actions.move_to(interview=_to_come(application), slot=slot, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est changé : %(when)s. Une lettre vous le confirme.") % _when(slot))
    return redirect("applications:interview")


@door(*STUDENTS, data=Data.OWN, methods=("GET", "POST"))
def cancel_interview(request: SignedIn) -> HttpResponse:
    """Give one's hour back, after a page that says what it means."""
    application = application_or_404(request.user)
    booked = _to_come(application)
    if request.method == "POST":
        try:
            actions.cancel(interview=booked, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Votre entretien est annulé. Vous pouvez choisir une autre heure."))
        return redirect("applications:interview")
    return render(request, "applications/candidate/interview_cancel.html", {"interview": booked})


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def confirm_interview(request: SignedIn) -> HttpResponse:
    """Say that one will be there."""
    try:
        actions.confirm(interview=_to_come(application_or_404(request.user)), by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Merci : votre présence est confirmée."))
    return redirect("applications:interview")


@door(*STUDENTS, data=Data.OWN)
def interview_file(request: SignedIn) -> HttpResponse:
    """The interview as a calendar file."""
    booked = _to_come(application_or_404(request.user))
    return HttpResponse(
        calendar([booked], reader=request.user),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="entretien-galon.ics"'},
    )


def last(application: Application) -> Interview | None:
    """The one that counts: to be held, held or missed; the newest."""
    known = Interview.objects.on_the_agenda().filter(application=application)
    return known.select_related("slot__panel__campaign", "application__campaign").order_by("-pk").first()


def _to_come(application: Application) -> Interview:
    booked = Interview.objects.to_hold().filter(application=application)
    found = booked.select_related("slot__panel__campaign", "application__campaign").first()
    if found is None:
        raise Http404
    return found


def _slot(request: SignedIn, application: Application) -> Slot:
    """A panel that must not meet this person does not exist for them."""
    return get_object_or_404(Slot.objects.for_file(application), pk=number(request.POST.get("slot")))


def _when(slot: Slot) -> dict[str, str]:
    return {"when": moment(slot.starts_at)}
