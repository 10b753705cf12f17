"""The desk of whoever presides: who is there, what is discussed, what is decided, what comes next."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import agenda as order
from applications.actions import decide
from applications.actions import sitting as actions
from applications.forms.sitting import BallotForm, TakeForm
from applications.jury.discussed import Discussed, discussed, progress
from applications.models import AgendaItem, Decision, Sitting
from applications.models.ballot import Choice
from applications.views.polled import polled
from portal.journal.moves import Refusal
from portal.people.models import READERS
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

POST = ("POST",)
ROWS = 50
STEPS: dict[str, Callable[..., Sitting]] = {
    "open": actions.open_sitting,
    "suspend": actions.suspend,
    "close": actions.close,
}


@door(*READERS, data=Data.SCORES)
def sitting(request: SignedIn, pk: int) -> HttpResponse:
    """The meeting from the president's chair; a neutral page for whoever is out for the current file."""
    held = find(request, pk)
    room = held.room
    if not room.keeps_out(request.user):
        permit(request.user, "applications.lead_sitting", held)
    if request.htmx and number(request.GET.get("file")) != (held.current_id or 0):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _desk(request, held)


def _desk(request: SignedIn, held: Sitting, form: TakeForm | None = None) -> HttpResponse:
    """The whole desk; with the form as it was sent, if what it asked was refused."""
    room, found = held.room, discussed(held, request.user)
    context: dict[str, object] = {
        "sitting": held,
        "room": room,
        "is_out": room.keeps_out(request.user),
        "may_move_on": room.may_be_moved_on_by(request.user),
        "is_leader": room.leader is not None and room.leader.pk == request.user.pk,
        "progress": progress(held),
        "ballot": found.ballot if found else None,
        "seat": room.seat_of(request.user),
        "choices": Choice.choices,
        "discussed": found,
        "watches": True,
        "reserved": {file for file, person in room.conflicts if person == request.user.pk},
    }
    if not request.htmx:
        asked = {"question": _question(), "secret": True}
        context |= {"form": form or _form(found), "ballot_form": BallotForm(initial=asked)}
    answer = polled(request, "applications/jury/sitting.html", "applications/jury/sitting_room.html", context, every=3)
    if form:
        answer.status_code = 422
    return answer


@door(*READERS, data=Data.SCORES)
def agenda(request: SignedIn, pk: int) -> HttpResponse:
    """Every file of the meeting in the order of discussion, with what moves it."""
    held = find(request, pk)
    permit(request.user, "applications.lead_sitting", held)
    items = AgendaItem.objects.filter(sitting=held).order_by("position", "pk")
    page = Paginator(items.select_related("application__decision"), ROWS).get_page(request.GET.get("page"))
    rows = [(item, [seat.person for seat in held.room.leaving_for(item.application_id)]) for item in page]
    reserved = {file for file, person in held.room.conflicts if person == request.user.pk}
    context = {"sitting": held, "page": page, "rows": rows, "reserved": reserved, "outcomes": Decision.Outcome}
    return render(request, "applications/jury/agenda.html", context)


@door(*READERS, data=Data.SCORES, methods=POST)
def step(request: SignedIn, pk: int) -> HttpResponse:
    """Open, suspend or close the meeting."""
    held = find(request, pk)
    permit(request.user, "applications.lead_sitting", held)
    deed = STEPS.get(request.POST.get("step", ""))
    if deed is None:
        return redirect("applications:sitting", pk)
    return attempt(request, held, lambda: deed(sitting=held, by=request.user, at=timezone.now()))


@door(*READERS, data=Data.SCORES, methods=POST)
def attendance(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody comes in or goes: oneself, or anybody by whoever leads."""
    held = find(request, pk)
    seat = next((one for one in held.room.seats if one.person.pk == number(request.POST.get("person"))), None)
    person = seat.person if seat else request.user
    permit(request.user, "applications.sit" if person == request.user else "applications.lead_sitting", held)
    deed = actions.leave if request.POST.get("there") == "no" else actions.arrive
    return attempt(request, held, lambda: deed(sitting=held, person=person, by=request.user, at=timezone.now()))


@door(*READERS, data=Data.SCORES, methods=POST)
def confirm_out(request: SignedIn, pk: int) -> HttpResponse:
    """Everybody who must be out for this file has left: the screen of the room may show it."""
    held = find(request, pk)
    permit(request.user, "applications.lead_sitting", held)
    return attempt(request, held, lambda: actions.confirm_out(sitting=held, by=request.user, at=timezone.now()))


@door(*READERS, data=Data.SCORES, methods=POST)
def show_names(request: SignedIn, pk: int) -> HttpResponse:
    """Names or numbers on the screen of the room."""
    held = find(request, pk)
    permit(request.user, "applications.lead_sitting", held)
    shown = request.POST.get("shown") == "yes"
    return attempt(
        request, held, lambda: actions.show_names(sitting=held, shown=shown, by=request.user, at=timezone.now())
    )


@door(*READERS, data=Data.SCORES, methods=POST)
def call(request: SignedIn, pk: int) -> HttpResponse:
    """The next file, or straight to one."""
    held = find(request, pk)
    permit(request.user, "applications.move_sitting_on", held)
    item = _item(held, request.POST.get("item"))
    if item is not None:
        return attempt(request, held, lambda: order.call(item=item, by=request.user, at=timezone.now()))
    return attempt(request, held, lambda: _next(request, held))


@door(*READERS, data=Data.SCORES, methods=POST)
def arrange(request: SignedIn, pk: int) -> HttpResponse:
    """Move one file up or down, or compute the whole order again."""
    held = find(request, pk)
    permit(request.user, "applications.lead_sitting", held)
    item = _item(held, request.POST.get("up") or request.POST.get("down"))
    by, at = request.user, timezone.now()
    try:
        if item is None:
            order.reorder(sitting=held, by=by, at=at)
        else:
            order.shift(item=item, up="up" in request.POST, by=by, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    page = number(request.POST.get("page")) or 1
    return redirect(f"{reverse('applications:agenda', args=[pk])}?page={page}")


@door(*READERS, data=Data.SCORES, methods=POST)
def take(request: SignedIn, pk: int) -> HttpResponse:
    """Decide on the file under discussion, then go on to the next if asked."""
    held = find(request, pk)
    permit(request.user, "applications.lead_sitting", held)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _desk(request, held, form)
    try:
        _take(request, held, form)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        if held.current_id == form.cleaned_data["file"]:
            return _desk(request, held, form)  # what was typed stays on the page
    return redirect("applications:sitting", pk)


def find(request: SignedIn, pk: int) -> Sitting:
    """The meeting, if this person may know of it."""
    sittings = Sitting.objects.visible_to(request.user)
    return get_object_or_404(
        sittings.select_related("campaign", "current__decision", "current__standing", "president"), pk=pk
    )


def attempt(request: SignedIn, held: Sitting, deed: Callable[[], object]) -> HttpResponse:
    """Do it, say why not if it is refused, and come back to the page it was asked from."""
    try:
        deed()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if request.POST.get("from") == "mine":
        return redirect("applications:my_sitting")
    return redirect("applications:sitting", held.pk)


def _take(request: SignedIn, held: Sitting, form: TakeForm) -> None:
    given = form.cleaned_data
    if held.current is None or held.current_id != given["file"]:
        raise decide.NotDecidable(_("Le dossier en cours a changé : relisez l’écran avant de décider."))
    facts = {"outcome": given["outcome"], "reason": given["reason"], "by": request.user, "at": timezone.now()}
    decide.take(sitting=held, application=held.current, **facts)
    if request.POST.get("then") == "next":
        order.call_next(sitting=held, after=given["file"], by=request.user, at=timezone.now())


def _next(request: SignedIn, held: Sitting) -> Sitting:
    after = number(request.POST.get("after"))
    return order.call_next(sitting=held, after=after or None, by=request.user, at=timezone.now())


def _item(held: Sitting, given: str | None) -> AgendaItem | None:
    return AgendaItem.objects.filter(sitting=held, pk=number(given)).select_related("sitting").first()


def _form(found: Discussed | None) -> TakeForm | None:
    if found is None:
        return None
    initial: dict[str, object] = {"file": found.application.pk}
    if found.decision is not None:
        initial |= {"outcome": found.decision.outcome, "reason": found.decision.reason}
    return TakeForm(initial=initial)


def _question() -> str:
    return _("Admettre ce dossier sur la liste principale ?")
