"""One's own letters, and which of them also come by mail."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portal.outbox.models import Letter
from portal.outbox.preferences import choose_reminders, person_of
from portal.outbox.read import mark_all_read, mark_read, mark_unread
from portal.outbox.words import Words, readable
from portal.web.doors import EVERYONE_SIGNED_IN, Data, SignedIn, door, public_door


@door(*EVERYONE_SIGNED_IN, data=Data.OWN, methods=("GET", "POST"))
def inbox(request: SignedIn) -> HttpResponse:
    """Every letter written to me, the newest first."""
    if request.method == "POST":
        mark_all_read(person=request.user, at=timezone.now())
        return redirect("inbox")
    letters = Letter.objects.visible_to(request.user).in_inbox()
    page = Paginator(letters, 20).get_page(request.GET.get("page"))
    return render(request, "portal/inbox.html", {"page": page, "rows": _rows(request, page.object_list)})


@door(*EVERYONE_SIGNED_IN, data=Data.OWN, methods=("GET", "POST"))
def letter(request: SignedIn, pk: int) -> HttpResponse:
    """One of my letters; opening it counts as reading it."""
    found = get_object_or_404(Letter.objects.visible_to(request.user).in_inbox().select_related("to"), pk=pk)
    if request.method == "POST":
        mark_unread(letter=found)
        return redirect("inbox")
    mark_read(letter=found, at=timezone.now())
    return render(request, "portal/letter.html", {"letter": found, "words": readable(found)})


@door(*EVERYONE_SIGNED_IN, data=Data.OWN, methods=("POST",))
def reminders(request: SignedIn) -> HttpResponse:
    """Ask for optional reminders by mail, or leave them in the inbox."""
    wanted = request.POST.get("by_mail") == "yes"
    choose_reminders(person=request.user, by_mail=wanted, by=request.user, at=timezone.now())
    said = _("Vous recevrez les rappels par courriel.") if wanted else _("Les rappels restent dans vos messages.")
    messages.success(request, said)
    return redirect("inbox")


@csrf_exempt  # a mail program presses the button without having seen the page
@public_door(methods=("GET", "POST"))
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop optional reminders by mail, signed out too; looking at the page changes nothing."""
    person = person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        person = choose_reminders(person=person, by_mail=False, by=None, at=timezone.now())
    return render(request, "portal/unsubscribe.html", {"stopped": not person.reminders_by_mail})


def _rows(request: SignedIn, letters: Iterable[Letter]) -> list[tuple[Letter, Words]]:
    rows = []
    for found in letters:
        found.to = request.user  # already at hand: no query a row
        rows.append((found, readable(found)))
    return rows
