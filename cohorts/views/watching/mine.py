"""The amphi of somebody who chooses: before, while others choose, at their turn, after."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Amphi
from cohorts.room.clock import clock_of
from cohorts.room.mine import Mine
from cohorts.room.reading import room_of
from cohorts.room.room import Room
from cohorts.room.told import of_turn
from cohorts.views.watching import follow
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door


@door(Role.TRAINEE, data=Data.OWN)
def my_amphi(request: SignedIn) -> HttpResponse:
    return show(request)


def show(request: SignedIn, *, refusal: str = "") -> HttpResponse:
    """Their page, its part, or nothing when nothing has changed; `refusal`: why what they asked is not done."""
    amphi, at = amphi_of(request.user), timezone.now()
    if amphi and follow.nothing_new(request, amphi):
        return follow.unchanged(amphi, at)
    room = room_of(amphi) if amphi else None
    seat = room.seat_of(request.user.pk) if room else None
    if not (amphi and room and seat):
        return render(request, "cohorts/room/none.html")
    mine = Mine(room, seat, None if refusal else _asked(request))
    context = {
        "room": room,
        "mine": mine,
        "clock": clock_of(amphi, at),
        "says": says(room, mine),
        "shared": follow.shared(room, "cohorts/room/mine_shared.html"),
    }
    part = render_to_string("cohorts/room/mine_part.html", context, request)
    if follow.is_polled(request):
        return HttpResponse(part)
    again = f"?choisir={mine.asked}" if mine.asked else ""
    page = {"room": room, "part": part, "follow": reverse("cohorts:my_amphi") + again, "refusal": refusal}
    return render(request, "cohorts/room/mine.html", page, status=409 if refusal else 200)


def amphi_of(person: User) -> Amphi | None:
    """The newest amphi of this person's cohort."""
    found = Amphi.objects.visible_to(person).select_related("cohort").defer("inputs")
    return found.order_by("-opened_at", "-pk").first()


def says(room: Room, mine: Mine) -> str:
    return _("C’est à vous de choisir.") if mine.is_turn else of_turn(room)


def _asked(request: SignedIn) -> int | None:
    asked = request.GET.get("choisir", "")
    return int(asked) if asked.isdecimal() else None
