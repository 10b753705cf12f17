"""One slot: who comes, closing it, giving it to somebody by hand; somebody was there, or was not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import book, day, slots
from applications.actions.invite import without_a_slot
from applications.forms.interview import ReasonForm
from applications.models import Application, Interview, Panel, Slot
from applications.views.interviews.agenda import rows_with_people
from portal.journal.moves import Refusal
from portal.people.models import READERS, Role
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

MOST = 200  # people offered in one list to choose from
RUNNING = (Role.MANAGER,)


@door(*RUNNING, data=Data.FILES)
def slot(request: SignedIn, pk: int) -> HttpResponse:
    """Who comes, or who could."""
    found, at = _find(request, pk), timezone.now()
    permit(request.user, "applications.run_interviews")
    (row,) = rows_with_people(Slot.objects.filter(pk=pk), request.user)
    is_to_give = row.kind in {"free", lifecycle.Interview.NO_SHOW} and at < found.ends_at
    context = {
        "slot": found,
        "panel": found.panel,
        "campaign": found.panel.campaign,
        "row": row,
        "interview": row.interview,
        "is_to_give": is_to_give,
        "is_to_come": bool(row.interview and row.interview.is_to_come(at)),
        "is_the_day": timezone.localdate(at) >= timezone.localdate(found.starts_at),
        "rights": found.panel.campaign.rights,
        "waiting": _waiting(request, found) if is_to_give else [],
        "is_past": found.ends_at <= at,
        "form": ReasonForm(),
    }
    return render(request, "applications/interviews/slot.html", context)


@door(*RUNNING, data=Data.SETTINGS, methods=("POST",))
def close_slot(request: SignedIn, pk: int) -> HttpResponse:
    permit(request.user, "applications.run_interviews")
    return _answer(request, _find(request, pk), slots.close, _("Le créneau est fermé."))


@door(*RUNNING, data=Data.SETTINGS, methods=("POST",))
def reopen_slot(request: SignedIn, pk: int) -> HttpResponse:
    permit(request.user, "applications.run_interviews")
    return _answer(request, _find(request, pk), slots.reopen, _("Le créneau est ouvert de nouveau."))


@door(*RUNNING, data=Data.FILES, methods=("POST",))
def give_slot(request: SignedIn, pk: int) -> HttpResponse:
    """Give the slot to somebody who waits."""
    found = _find(request, pk)
    permit(request.user, "applications.run_interviews")
    files = Application.objects.visible_to(request.user).filter(campaign=found.panel.campaign_id)
    application = get_object_or_404(files, pk=number(request.POST.get("file")))
    try:
        book.book(application=application, slot=found, by=request.user, at=timezone.now(), reason=_reason(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est réservé. Une lettre part à la personne."))
    return redirect("applications:slot", pk)


@door(*RUNNING, data=Data.FILES, methods=("POST",))
def cancel_for(request: SignedIn, pk: int) -> HttpResponse:
    """Cancel somebody's interview for them."""
    interview = _interview(request, pk)
    permit(request.user, "applications.run_interviews")
    try:
        book.cancel(interview=interview, by=request.user, at=timezone.now(), reason=_reason(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("L’entretien est annulé. Une lettre part à la personne, qui peut choisir une autre heure.")
        )
    return redirect("applications:slot", interview.slot_id)


@door(*READERS, data=Data.FILES, methods=("POST",))
def note_presence(request: SignedIn, pk: int, answer: str) -> HttpResponse:
    """Somebody came, or did not."""
    interview = _interview(request, pk)
    permit(request.user, "applications.note_presence", interview)
    try:
        if answer == "present":
            day.hold(interview=interview, by=request.user, at=timezone.now())
        else:
            day.miss(interview=interview, by=request.user, at=timezone.now(), reason=_reason(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La présence est notée.") if answer == "present" else _("L’absence est notée."))
    if request.user.role == Role.MANAGER:
        return redirect("applications:slot", interview.slot_id)
    return redirect("applications:my_interviews")


def _answer(request: SignedIn, found: Slot, verb: object, words: str) -> HttpResponse:
    try:
        verb(slot=found, by=request.user, at=timezone.now())  # type: ignore[operator]
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("applications:slot", found.pk)


def _waiting(request: SignedIn, found: Slot) -> list[Application]:
    """Invited people without an hour whom this panel may meet; those absent before, too."""
    campaign = found.panel.campaign
    absent = Interview.objects.filter(slot__panel__campaign=campaign, state=lifecycle.Interview.NO_SHOW)
    busy = Interview.objects.holding_their_slot().filter(slot__panel__campaign=campaign).values("application")
    again = campaign.applications.filter(pk__in=absent.values("application")).exclude(pk__in=busy)
    people = Application.objects.filter(pk__in=without_a_slot(campaign).values("pk")) | again
    apart = Panel.objects.filter(pk=found.panel_id).values("members__conflicts__application")
    visible = Application.objects.visible_to(request.user).filter(pk__in=people.values("pk"))
    known = visible.exclude(pk__in=apart.filter(members__conflicts__application__isnull=False))
    return list(known.order_by("last_name", "first_name", "pk")[:MOST])


def _find(request: SignedIn, pk: int) -> Slot:
    return get_object_or_404(Slot.objects.visible_to(request.user).select_related("panel__campaign"), pk=pk)


def _interview(request: SignedIn, pk: int) -> Interview:
    known = Interview.objects.visible_to(request.user).select_related("slot__panel__campaign", "application")
    return get_object_or_404(known, pk=pk)


def _reason(request: SignedIn) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""
