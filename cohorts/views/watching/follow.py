"""A page that follows the room: whole at first, then only its part, and nothing at all when nothing has changed."""

from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cohorts.actions.live.choose import let_time_pass
from cohorts.models import Amphi
from cohorts.room.clock import clock_of
from cohorts.room.room import Room
from cohorts.room.told import of_map
from cohorts.views.placing.map import drawn, garrison
from portal.web.doors import SignedIn

LATE = timedelta(seconds=1)  # for a choice confirmed in the last second and still on its way


def now(found: QuerySet[Amphi], at: datetime) -> Amphi | None:
    """The first of these amphis; when its clock has run out, whoever looks first lets time pass for all."""
    amphi = found.select_related("cohort").defer("inputs").first()
    if amphi and amphi.turn_ends_at and at >= amphi.turn_ends_at + LATE:
        return let_time_pass(amphi=amphi, at=at)
    return amphi


def is_polled(request: SignedIn) -> bool:
    return "v" in request.GET


def nothing_new(request: SignedIn, amphi: Amphi) -> bool:
    return request.GET.get("v") == str(amphi.version)


def unchanged(amphi: Amphi, at: datetime) -> HttpResponse:
    """Only the time left, so that no clock drifts."""
    clock = clock_of(amphi, at)
    return HttpResponse(status=204, headers={"Seconds-Left": clock.running})


def shared(room: Room, template: str) -> SafeString:
    """What everybody sees alike: rendered once a version, a language and an audience."""
    return _rendered(room, template, get_language() or "")


@lru_cache(maxsize=32)
def _rendered(room: Room, template: str, language: str) -> SafeString:
    return render_to_string(template, {"room": room, "map": map_of(room)})


def map_of(room: Room) -> dict[str, object]:
    places = (
        garrison(post.regiment, is_open=room.left(post) > 0, is_ringed=pk == room.watched)
        for pk, post in room.posts.items()
    )
    return drawn(places, told=of_map(room))
