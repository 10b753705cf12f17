"""The agenda of the interviews: panels, days, who has booked, who has not."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from applications import lifecycle
from applications.actions import invite
from applications.interviewing.agenda import Row, drawn, row_of
from applications.jury.beside import own_sheet
from applications.models import Campaign, Interview, PanelMember, Slot
from applications.views.chosen import AT_THE_INTERVIEWS, chosen
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit


@dataclass(frozen=True, slots=True)
class DayTab:
    day: date
    free: int
    to_move: int
    is_current: bool


@door(Role.MANAGER, data=Data.FILES)
def interviews(request: SignedIn) -> HttpResponse:
    """One day drawn, and around it what is still to do: panels, slots, invitations, people without an hour."""
    permit(request.user, "applications.run_interviews")
    at, campaigns = timezone.now(), list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_INTERVIEWS)
    if campaign is None:
        return render(request, "applications/interviews/agenda.html", {"campaign": None})
    tabs, free = _days(campaign, request.GET.get("jour", ""), at)
    current = next((tab.day for tab in tabs if tab.is_current), None)
    rows = rows_of(campaign, current, request.user) if current else []
    members = Prefetch("memberships", PanelMember.objects.select_related("person"))
    panels = campaign.panels.prefetch_related(members).annotate(many=Count("slots"))
    return render(
        request,
        "applications/interviews/agenda.html",
        {
            "campaign": campaign,
            "campaigns": campaigns,
            "panels": list(panels),
            "tabs": tabs,
            "day": current,
            "rows": rows,
            "drawing": drawn(rows),
            "taken": sum(row.kind not in {"free", "closed"} for row in rows),
            "free": free,
            "people": _people(campaign, at),
        },
    )


def rows_of(campaign: Campaign, day: date, user: User) -> list[Row]:
    """The slots of a day in order, with what this person may know of who comes."""
    slots = slots_of_the_day(Slot.objects.filter(panel__campaign=campaign), day)
    return rows_with_people(slots, user)


def slots_of_the_day(slots: QuerySet[Slot], day: date) -> QuerySet[Slot]:
    return slots.filter(starts_at__date=day)


def rows_with_people(slots: QuerySet[Slot], user: User) -> list[Row]:
    """In a fixed number of queries: the slots, and the interviews of theirs that this person may see."""
    agenda = Interview.objects.on_the_agenda()
    shown = agenda.filter(pk__in=Interview.objects.visible_to(user).values("pk"))
    shown = shown.select_related("application__campaign", "application__candidate").order_by("pk")
    shown = shown.annotate(own_sheet=own_sheet(user))
    taken = agenda.filter(slot=OuterRef("pk"), state__in=lifecycle.HOLDS_ITS_SLOT)
    to_move = Interview.objects.to_move().filter(slot=OuterRef("pk"))
    found = slots.select_related("panel__campaign").annotate(is_taken=Exists(taken), is_to_move=Exists(to_move))
    ordered = found.order_by("starts_at", "panel__name", "pk")
    return [
        row_of(slot, _last(slot), is_taken=slot.is_taken, is_to_move=slot.is_to_move)
        for slot in ordered.prefetch_related(Prefetch("interviews", shown, to_attr="shown"))
    ]


def _last(slot: Slot) -> Interview | None:
    """Who holds the slot, else who was expected in it."""
    shown: list[Interview] = slot.shown  # type: ignore[attr-defined]  # put there by the prefetch
    holding = [interview for interview in shown if interview.state in lifecycle.HOLDS_ITS_SLOT]
    return next(iter([*holding, *reversed(shown)]), None)


def _days(campaign: Campaign, asked: str, at: datetime) -> tuple[list[DayTab], int]:
    """Each day with slots and how many are free in it; the current one is the one asked for, else the next."""
    taken = Interview.objects.holding_their_slot().filter(slot=OuterRef("pk"))
    barred = Interview.objects.to_move().filter(slot=OuterRef("pk"))
    slots = Slot.objects.filter(panel__campaign=campaign).annotate(is_taken=Exists(taken), is_to_move=Exists(barred))
    free: Counter[date] = Counter()
    to_move: Counter[date] = Counter()
    for starts_at, state, is_taken, is_to_move in slots.values_list("starts_at", "state", "is_taken", "is_to_move"):
        is_free = state == lifecycle.Slot.OPEN and not is_taken and starts_at > at
        free[timezone.localdate(starts_at)] += int(is_free)
        to_move[timezone.localdate(starts_at)] += int(is_to_move)
    days = sorted(free)
    coming = [day for day in days if day >= timezone.localdate(at)]
    wanted = _day(asked)
    current = wanted if wanted in free else next(iter([*coming, *reversed(days)]), None)
    return [DayTab(day, free[day], to_move[day], day == current) for day in days], sum(free.values())


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _people(campaign: Campaign, at: datetime) -> dict[str, int]:
    """How many were invited, have no hour, say they will come, were met, may be reminded."""
    states = Interview.objects.filter(application=OuterRef("pk"))
    invited = campaign.applications.filter(state=lifecycle.State.ELIGIBLE, invited_at__isnull=False)
    marked = invited.annotate(
        is_known=Exists(states.on_the_agenda()),
        is_confirmed=Exists(states.filter(state=lifecycle.Interview.CONFIRMED)),
        is_met=Exists(states.filter(state=lifecycle.Interview.HELD)),
    )
    marked = marked.annotate(may_remind=Exists(invite.to_remind(campaign, at).filter(pk=OuterRef("pk"))))
    return marked.aggregate(
        invited=Count("pk"),
        waiting=Count("pk", filter=Q(is_known=False)),
        confirmed=Count("pk", filter=Q(is_confirmed=True)),
        met=Count("pk", filter=Q(is_met=True)),
        to_remind=Count("pk", filter=Q(may_remind=True)),
    )
