"""The day itself: the sheet to print, and each member's own agenda."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from applications import lifecycle
from applications.interviewing.agenda import Row
from applications.interviewing.calendar_file import called
from applications.interviewing.day_sheet import by_panel
from applications.interviewing.day_sheet import day_sheet as print_sheet
from applications.jury.beside import OWN, finished_sheets, own_sheet
from applications.lifecycle import IN_SELECTION
from applications.models import Campaign, Interview, PanelMember, Sheet, Slot
from applications.phases import RIGHTS
from applications.views.interviews.agenda import rows_of, rows_with_people, slots_of_the_day
from portal.people.models import READERS, Role, User
from portal.web.doors import Data, SignedIn, door, permit

DAYS = 60  # how many days ahead a member is shown
MOST_LEFT = 50  # sheets left to finish, the latest first
WRITES_SHEETS = [phase for phase, rights in RIGHTS.items() if rights.interview]


@door(Role.MANAGER, data=Data.FILES)
def day_sheet(request: SignedIn, pk: int, day: str) -> HttpResponse:
    """Everything about one day on one page, made to be printed."""
    campaign, asked, rows = _day(request, pk, day)
    sheets = finished_sheets([row.interview for row in rows if row.interview], request.user)
    context = {"campaign": campaign, "day": asked, "panels": by_panel(rows), "sheets": sheets}
    return render(request, "applications/interviews/day_sheet.html", context)


@door(Role.MANAGER, data=Data.FILES)
def day_sheet_pdf(request: SignedIn, pk: int, day: str) -> HttpResponse:
    """The same, as PDF."""
    campaign, asked, rows = _day(request, pk, day)
    return HttpResponse(
        print_sheet(campaign, asked, rows, at=timezone.now()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="entretiens-{asked}.pdf"'},
    )


@door(*READERS, data=Data.FILES)
def my_interviews(request: SignedIn) -> HttpResponse:
    """The agenda of one member: today's people first, then the days to come."""
    today = timezone.localdate()
    panels = PanelMember.objects.filter(person=request.user).values("panel")
    coming = Slot.objects.filter(panel__in=panels, starts_at__date__gte=today)
    days = sorted({timezone.localdate(starts_at) for starts_at in coming.values_list("starts_at", flat=True)})[:DAYS]
    asked = _date(request.GET.get("jour", ""))
    current = asked if asked in days else next(iter(days), None)
    slots = slots_of_the_day(coming, current) if current else coming.none()
    rows = [row for row in rows_with_people(slots, request.user) if row.kind != "closed"]
    earlier = _left_to_write(request.user, today)
    context = {
        "days": days,
        "day": current,
        "today": today,
        "rows": [_known(row, request.user) for row in rows],
        "earlier": [(one, called(one, request.user), OWN[_own(one)]) for one in earlier],
    }
    return render(request, "applications/interviews/my_interviews.html", context)


def _left_to_write(user: User, today: date) -> list[Interview]:
    """The interviews of the days before whose sheet this person has not finished, while sheets may be written."""
    finished = Sheet.objects.done().filter(author=user).values("interview")
    panels = PanelMember.objects.filter(person=user).values("panel")
    held = Interview.objects.holding_their_slot().visible_to(user).filter(slot__panel__in=panels)
    open_now = held.filter(application__campaign__phase__in=WRITES_SHEETS, application__state__in=IN_SELECTION)
    before = open_now.filter(slot__starts_at__date__lt=today).exclude(pk__in=finished)
    known = before.select_related("slot__panel__campaign", "application__campaign", "application__candidate")
    return list(known.annotate(own_sheet=own_sheet(user)).order_by("-slot__starts_at", "pk")[:MOST_LEFT])


def _own(interview: Interview) -> str:
    state: str | None = interview.own_sheet  # type: ignore[attr-defined]  # annotated by the query
    return state or ""


def _known(row: Row, reader: User) -> dict[str, object]:
    """What a member sees of a slot: who comes, and whether presence may be noted now."""
    interview, rights = row.interview, row.slot.panel.campaign.rights
    own = _own(interview) if interview else ""
    may_meet = bool(interview and rights.interview)
    is_day = timezone.localdate() >= timezone.localdate(row.slot.starts_at)
    return {
        "slot": row.slot,
        "interview": interview,
        "kind": row.kind,
        "words": called(interview, reader) if interview else row.words,
        "may_note": bool(interview and rights.interview and is_day),
        "leads_to_the_sheet": bool(own) or (may_meet and row.kind != lifecycle.Interview.NO_SHOW),
        "sheet": OWN[own],
    }


def _day(request: SignedIn, pk: int, day: str) -> tuple[Campaign, date, list[Row]]:
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.run_interviews")
    asked = _date(day)
    if asked is None:
        raise Http404
    return campaign, asked, rows_of(campaign, asked, request.user)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
