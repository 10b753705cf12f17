"""What the room looks at: the screen on the wall, and each member's own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from applications.jury.discussed import discussed, progress
from applications.models import Member, Sitting
from applications.models.ballot import Choice
from applications.reading.seen import texts_of
from applications.views.jury.desk import find
from applications.views.polled import polled
from portal.people.models import READERS, User
from portal.web.doors import Data, SignedIn, door, permit


@door(*READERS, data=Data.SCORES)
def live(request: SignedIn, pk: int) -> HttpResponse:
    """The projected screen: it follows the president, and shows nothing while somebody who must be out is in."""
    held = find(request, pk)
    permit(request.user, "applications.follow_sitting", held)
    room = held.room
    is_interrupted = held.current_id is not None and (not room.is_clear or room.keeps_out(request.user))
    context: dict[str, object] = {
        "sitting": held,
        "room": room,
        "is_interrupted": is_interrupted,
        "progress": progress(held),
        "discussed": None,
    }
    if held.is_open and not is_interrupted:
        context["discussed"] = discussed(held, request.user, to_the_room=True)
    page = polled(request, "applications/jury/live.html", "applications/jury/live_part.html", context)
    if "seul" in request.GET:  # asked for by a screen without JavaScript
        page.headers["Refresh"] = "5"
    return page


@door(*READERS, data=Data.SCORES)
def my_sitting(request: SignedIn) -> HttpResponse:
    """A member's screen: « Je suis là », the file under discussion, their vote."""
    held = _mine(request.user)
    if held is None:
        return render(request, "applications/jury/no_sitting.html")
    room = held.room
    seat = room.seat_of(request.user)
    found = discussed(held, request.user) if held.is_open and seat and seat.is_present else None
    context: dict[str, object] = {
        "sitting": held,
        "room": room,
        "seat": seat,
        "is_out": room.keeps_out(request.user),
        "leads": request.user.has_perm("applications.lead_sitting", held),
        "progress": progress(held),
        "ballot": found.ballot if found else None,
        "choices": Choice.choices,
        "discussed": found,
        "texts": texts_of(found.application) if found else None,
    }
    return polled(request, "applications/jury/my_sitting.html", "applications/jury/my_sitting_part.html", context)


def _mine(user: User) -> Sitting | None:
    """The meeting under way where this person sits, else the next one prepared."""
    seats = Member.objects.filter(person=user).values("sitting")
    sittings = (
        Sitting.objects.not_over()
        .filter(pk__in=seats)
        .select_related(
            "campaign", "current__campaign", "current__candidate", "current__decision", "current__standing", "president"
        )
    )
    to_come = sittings.filter(held_on__gte=timezone.localdate()).order_by("held_on", "pk")
    return sittings.under_way().order_by("-pk").first() or to_come.first()
