"""The demo's great session: three hundred files read three times, sixty people met by two panels, a jury about to sit."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from applications import lifecycle
from applications.actions import calculate, rubric, sitting, totals
from applications.lifecycle import State
from applications.models import (
    Application,
    Campaign,
    Cell,
    Conflict,
    Interview,
    Panel,
    Remark,
    Result,
    Review,
    Rubric,
    Sheet,
    SheetScore,
    Slot,
)
from applications.models.interview import cells_of
from applications.models.result import VERDICTS, Trial
from portal.people.models import User

MET, HALF_AN_HOUR = 60, timedelta(minutes=30)
MORNING = [time(9), time(9, 30), time(10), time(10, 30), time(11), time(11, 30)]
AFTERNOON = [time(14), time(14, 30), time(15), time(15, 30)]
SHARE = 40  # per cent
HEARD = (
    "Raconte une décision prise seule pendant un chantier, et ce qu’elle referait autrement.",
    "Écoute, reformule, reconnaît une limite sans se justifier.",
    "Connaît les trois phases ; parle surtout du groupe et de ce qu’il y gagnerait.",
    "Un exemple solide de désaccord tenu calmement ; peu d’idée de la fatigue.",
)


@dataclass(frozen=True)
class Room:
    """Two people who meet candidates together."""

    name: str
    members: Sequence[User]


def meet(campaign: Campaign, rooms: Sequence[Room], *, by: User, at: datetime, chance: random.Random) -> None:
    """Sixty interviews over three days, their sheets finished, the results of the recruitment centre in."""
    grid = rubric.start(campaign=campaign, by=by, at=at - timedelta(days=30), suggestion=True, use="interview")
    Rubric.objects.filter(pk=grid.pk).update(frozen_at=at - timedelta(days=9))
    Campaign.objects.filter(pk=campaign.pk).update(interview_share=SHARE)
    files = list(campaign.applications.filter(state=State.ELIGIBLE).ranked()[:MET])
    Application.objects.filter(pk__in=[file.pk for file in files]).update(invited_at=at - timedelta(days=16))
    interviews = _interviews(campaign, rooms, files, at)
    _fill(interviews, grid, chance)
    _results(files, by, at, chance)
    totals.refresh_many(applications=[file.pk for file in files])


def convene(campaign: Campaign, jury: Sequence[User], *, by: User, at: datetime) -> None:
    """The figures are calculated, one member is kept from one file, and the first meeting is on the calendar."""
    president, *members = jury
    nearest = campaign.applications.ranked()[4]
    Review.objects.filter(application=nearest, reviewer=members[0]).delete()
    Conflict.objects.create(
        application=nearest, reviewer=members[0], reason="Stage suivi l’an dernier.", declared_by=members[0],
        declared_at=at - timedelta(days=25),
    )  # fmt: skip
    totals.refresh_many(applications=[nearest.pk])
    calculate.calculate(campaign=campaign, by=by, at=at - timedelta(days=6))
    sitting.prepare(
        campaign=campaign,
        held_on=timezone.localdate(at) + timedelta(days=1),
        president=president,
        members=members,
        quorum=3,
        by=by,
        at=at - timedelta(days=3),
    )
    _disagree(campaign, members[1], at)


def _interviews(
    campaign: Campaign, rooms: Sequence[Room], files: Sequence[Application], at: datetime
) -> list[Interview]:
    times = [(day, hour) for day in _days(at) for hour in MORNING + AFTERNOON]
    slots, people = [], {}
    for number, room in enumerate(rooms, 1):
        panel = Panel.objects.create(campaign=campaign, name=room.name)
        panel.members.set(room.members)
        people[panel.pk] = [member.pk for member in room.members]
        slots += [_slot(panel, day, hour, f"Salle B1{number}") for day, hour in times]
    slots.sort(key=lambda slot: (slot.starts_at, slot.panel_id))
    Slot.objects.bulk_create(slots)
    interviews = Interview.objects.bulk_create(
        Interview(
            application=file,
            slot=slot,
            state=lifecycle.Interview.HELD,
            booked_at=at - timedelta(days=14),
            confirmed_at=at - timedelta(days=12),
            ended_at=slot.ends_at,
        )
        for file, slot in zip(files, slots, strict=False)
    )
    cells = [cell for slot in slots for cell in cells_of(slot, people[slot.panel_id])]
    for interview in interviews:
        cells += cells_of(interview.slot, [interview.application.candidate_id], interview=interview)
    Cell.objects.bulk_create(cells, batch_size=1000)
    return interviews


def _days(at: datetime) -> list[date]:
    """Return three working days of last week."""
    monday = timezone.localdate(at) - timedelta(days=timezone.localdate(at).weekday() + 7)
    return [monday + timedelta(days=day) for day in (1, 2, 3)]


def _slot(panel: Panel, day: date, hour: time, place: str) -> Slot:
    starts_at = datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
    return Slot(panel=panel, starts_at=starts_at, ends_at=starts_at + HALF_AN_HOUR, place=place)


def _fill(interviews: Sequence[Interview], grid: Rubric, chance: random.Random) -> None:
    criteria = list(grid.criteria.all())
    members = {panel.pk: list(panel.members.all()) for panel in Panel.objects.filter(campaign=grid.campaign)}
    sheets, scores = [], []
    for interview in interviews:
        talent = chance.gauss(3.5, 0.7)
        for author in members[interview.slot.panel_id]:
            levels = [min(5, max(1, round(chance.gauss(talent, 0.5)))) for _ in criteria]
            sheet = Sheet(
                interview=interview,
                author=author,
                rubric=grid,
                state=lifecycle.Sheet.SUBMITTED,
                comment=chance.choice(HEARD),
                started_at=interview.slot.starts_at,
                saved_at=interview.slot.ends_at,
                submitted_at=interview.slot.ends_at,
            )
            written = [SheetScore(sheet=sheet, criterion=c, value=v) for c, v in zip(criteria, levels, strict=True)]
            sheet.total = totals.review_total(criteria=criteria, scores=written)
            sheets.append(sheet)
            scores += written
    Sheet.objects.bulk_create(sheets, batch_size=500)
    SheetScore.objects.bulk_create(scores, batch_size=1000)


def _results(files: Sequence[Application], by: User, at: datetime, chance: random.Random) -> None:
    """The recruitment centre has seen everybody it was sent; two visits are still awaited, one bars the way."""
    on = timezone.localdate(at) - timedelta(days=4)
    Result.objects.bulk_create(
        [
            Result(application=file, trial=trial, verdict=_verdict(trial, place, chance), on=on, by=by, at=at)
            for place, file in enumerate(files)
            for trial in Trial
        ],
        batch_size=500,
    )


def _verdict(trial: str, place: int, chance: random.Random) -> str:
    if trial == Trial.ENGLISH:
        return chance.choice(["B1", "B2", "B2", "C1", "C1", "C2"])
    if trial in {Trial.MEDICAL, Trial.SECURITY} and place in {7, 21}:
        return "pending"
    if trial == Trial.SPORT and place == 12:
        return "not_fit"
    return VERDICTS[trial][0]


def _disagree(campaign: Campaign, member: User, at: datetime) -> None:
    """Somebody does not share a colleague's view of one file, and says why."""
    own = Review.objects.filter(application__campaign=campaign, reviewer=member).done().order_by("-total", "pk").first()
    if own is None:
        return
    other = Review.objects.filter(application=own.application).exclude(pk=own.pk).done().order_by("total").first()
    Remark.objects.create(
        application=own.application,
        author=member,
        level=Remark.Level.READERS,
        words="L’engagement au secourisme dure depuis trois ans : je ne lis pas un dossier sans suite.",
        about=other,
        disagrees=True,
        at=at - timedelta(days=5),
    )
