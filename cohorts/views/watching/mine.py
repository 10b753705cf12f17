"""The amphi of somebody who chooses: before, while others choose, at their turn, after."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.live.absences import mark_absent, mark_present
from cohorts.actions.live.choose import look_at, pick
from cohorts.models import Amphi, Post, Trainee
from cohorts.room.clock import clock_of
from cohorts.room.mine import Mine
from cohorts.room.reading import room_of
from cohorts.room.room import Room
from cohorts.room.told import of_turn
from cohorts.views.watching import follow
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door


@door(Role.TRAINEE, data=Data.OWN)
def my_amphi(request: SignedIn) -> HttpResponse:
    return show(request)


@door(Role.TRAINEE, data=Data.OWN, methods=("POST",))
def pick_post(request: SignedIn, pk: int, post: int) -> HttpResponse:
    """Confirm one's choice; when it comes too late, say so at once, with what is left."""
    amphi, trainee = _place_in(request, pk)
    chosen = get_object_or_404(Post.objects.visible_to(request.user).filter(cohort=amphi.cohort_id), pk=post)
    try:
        pick(amphi=amphi, trainee=trainee, post=chosen, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return show(request, refusal=str(refusal))
    return redirect("cohorts:my_amphi")


@door(Role.TRAINEE, data=Data.OWN, methods=("POST",))
def watch_post(request: SignedIn, pk: int, post: int) -> HttpResponse:
    """Show the room what one is looking at."""
    amphi, trainee = _place_in(request, pk)
    seen = get_object_or_404(Post.objects.visible_to(request.user).filter(cohort=amphi.cohort_id), pk=post)
    look_at(amphi=amphi, trainee=trainee, post=seen)
    return redirect(f"{reverse('cohorts:my_amphi')}#post-{seen.pk}")


@door(Role.TRAINEE, data=Data.OWN, methods=("POST",))
def say_absent(request: SignedIn, pk: int) -> HttpResponse:
    """Say that one will not be there, or that one will after all."""
    amphi, trainee = _place_in(request, pk)
    say = mark_absent if request.POST.get("absent") == "yes" else mark_present
    try:
        say(amphi=amphi, trainee=trainee, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return show(request, refusal=str(refusal))
    return redirect("cohorts:my_amphi")


def show(request: SignedIn, *, refusal: str = "") -> HttpResponse:
    """Their page, its part, or nothing when nothing has changed; `refusal`: why what they asked is not done."""
    at = timezone.now()
    amphi = follow.now(Amphi.objects.visible_to(request.user).order_by("-opened_at", "-pk"), at)
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


def _place_in(request: SignedIn, pk: int) -> tuple[Amphi, Trainee]:
    found = Amphi.objects.visible_to(request.user).select_related("cohort").defer("inputs")
    amphi = get_object_or_404(found, pk=pk)
    return amphi, get_object_or_404(Trainee.objects.visible_to(request.user), cohort=amphi.cohort_id)


def says(room: Room, mine: Mine) -> str:
    return _("C’est à vous de choisir.") if mine.is_turn else of_turn(room)


def _asked(request: SignedIn) -> int | None:
    asked = request.GET.get("choisir", "")
    return int(asked) if asked.isdecimal() else None
