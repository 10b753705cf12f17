"""The officer's desk: whose turn, the clock, the order, what is open; it follows the room by itself."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cohorts.actions.live.undo import last_standing
from cohorts.models import Amphi
from cohorts.room.clock import clock_of
from cohorts.room.desk import Desk
from cohorts.room.reading import room_of
from cohorts.room.told import of_turn
from cohorts.views.watching import follow
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door


@door(Role.MANAGER, Role.LIAISON, data=Data.PLACEMENTS)
def amphi_desk(request: SignedIn, pk: int) -> HttpResponse:
    found = Amphi.objects.visible_to(request.user).select_related("cohort", "run").defer("inputs")
    amphi, at = get_object_or_404(found, pk=pk), timezone.now()
    if follow.nothing_new(request, amphi):
        return follow.unchanged(amphi, at)
    desk = Desk(room_of(amphi), shows_all=request.GET.get("ordre") == "tout")
    context = {
        "amphi": amphi,
        "desk": desk,
        "room": desk.room,
        "clock": clock_of(amphi, at),
        "says": of_turn(desk.room),
        "last": None if amphi.is_closed else last_standing(amphi),
        "map": follow.map_of(desk.room),
    }
    part = render_to_string("cohorts/desk/part.html", context, request)
    if follow.is_polled(request):
        return HttpResponse(part)
    address = reverse("cohorts:amphi_desk", args=[pk])
    page = {
        "amphi": amphi,
        "room": desk.room,
        "part": part,
        "follow": address + ("?ordre=tout" if desk.shows_all else ""),
    }
    return render(request, "cohorts/desk/desk.html", page)
