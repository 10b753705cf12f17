"""The screen on the wall: whose turn it is, how long is left, what is taken and what is open. Nothing to press."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from cohorts.models import Amphi
from cohorts.room.clock import clock_of
from cohorts.room.reading import room_of
from cohorts.room.told import of_turn
from cohorts.views.watching import follow
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door

BY_ITSELF = 5  # seconds between two readings, for a screen without JavaScript


@door(Role.MANAGER, Role.LIAISON, data=Data.PLACEMENTS)
def amphi_board(request: SignedIn, pk: int) -> HttpResponse:
    at = timezone.now()
    amphi = follow.now(Amphi.objects.visible_to(request.user).filter(pk=pk), at)
    if amphi is None:
        raise Http404
    if follow.nothing_new(request, amphi):
        return follow.unchanged(amphi, at)
    room = room_of(amphi)
    part = render_to_string(
        "cohorts/room/board_part.html",
        {
            "room": room,
            "clock": clock_of(amphi, at),
            "says": of_turn(room),
            "lists": follow.shared(room, "cohorts/room/board_lists.html"),
            "places": follow.shared(room, "cohorts/room/board_places.html"),
        },
    )
    if follow.is_polled(request):
        return HttpResponse(part)
    page = {"room": room, "part": part, "follow": request.path, "refresh": BY_ITSELF if "seul" in request.GET else None}
    return render(request, "cohorts/room/board.html", page)
