"""One's interviews in one's own calendar program, through a private address."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import calendar_key as actions
from applications.interviewing.calendar_file import calendar_of
from applications.models import CalendarKey
from portal.people.models import READERS, STUDENTS
from portal.web.doors import Data, SignedIn, door, public_door
from portal.web.throttle import allowed

PEOPLE = tuple(sorted(STUDENTS | READERS))
# A program asks every quarter of an hour at most; who guesses addresses is stopped after a few.
A_PROGRAM, GUESSES = "60/h/key", "20/h/ip"
FRESH = timedelta(minutes=15)


@door(*PEOPLE, data=Data.OWN)
def calendar_page(request: SignedIn) -> HttpResponse:
    """What the address is for, the address itself, and how to take it back."""
    key = CalendarKey.objects.filter(person=request.user).first()
    address = settings.SITE_URL.rstrip("/") + reverse("applications:calendar", args=[key.token]) if key else ""
    back = "applications:interview" if request.user.is_student else "applications:my_interviews"
    return render(request, "applications/calendar.html", {"key": key, "address": address, "back": reverse(back)})


@door(*PEOPLE, data=Data.OWN, methods=("POST",))
def make_calendar(request: SignedIn) -> HttpResponse:
    actions.make(person=request.user, by=request.user, at=timezone.now())
    messages.success(request, _("Votre adresse privée est prête."))
    return redirect("applications:calendar_page")


@door(*PEOPLE, data=Data.OWN, methods=("POST",))
def take_calendar_back(request: SignedIn) -> HttpResponse:
    actions.take_back(person=request.user, by=request.user, at=timezone.now())
    messages.success(request, _("L’adresse est fermée : elle ne donne plus rien à personne."))
    return redirect("applications:calendar_page")


@public_door()
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a private address; the address is the proof."""
    if not allowed(request, "calendar_guess", GUESSES, only_look=True):
        return HttpResponse(status=429)
    key = CalendarKey.objects.opened_by(token).select_related("person").first()
    if key is None or not key.person.is_active:
        allowed(request, "calendar_guess", GUESSES)
        raise Http404
    if not allowed(request, "calendar", A_PROGRAM, key=str(key.pk)):
        return HttpResponse(status=429, headers={"Retry-After": str(int(FRESH.total_seconds()))})
    return HttpResponse(
        calendar_of(key.person, timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="galon.ics"'},
    )
