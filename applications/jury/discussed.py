"""The file under discussion, with its figures, for one person at the table; nothing for whoever must be out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from applications import lifecycle
from applications.models import (
    AgendaItem,
    Application,
    Ballot,
    Decision,
    Remark,
    Result,
    Review,
    Sitting,
    Standing,
    Vote,
)
from applications.ranking.spread import Spread, spread_of
from portal.people.models import User

AHEAD = 6


@dataclass(frozen=True, slots=True)
class Discussed:
    application: Application
    rank: int
    ranked: int
    readings: Sequence[Review]
    spread: Spread | None
    decision: Decision | None
    standing: Standing | None  # adjusted figures: advice, beside the official ones
    remarks: Sequence[Remark]  # those written for a circle this person belongs to
    ballots: Sequence[Ballot]  # of this sitting, newest first
    results: Sequence[Result]  # from outside, those this person may know

    @property
    def is_decided(self) -> bool:
        """Taken by the jury, in this meeting or another."""
        return self.decision is not None and self.decision.sitting_id is not None

    @property
    def ballot(self) -> Ballot | None:
        """The vote under way."""
        return next((ballot for ballot in self.ballots if ballot.is_open), None)

    @property
    def counted(self) -> Ballot | None:
        """The last vote that was counted."""
        return next((ballot for ballot in self.ballots if ballot.result is not None), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the agenda is, and what comes next."""

    items: Sequence[AgendaItem]
    current: int | None

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def decided(self) -> int:
        return sum(item.decided_at is not None for item in self.items)

    @property
    def left(self) -> int:
        return self.total - self.decided

    @property
    def ahead(self) -> list[AgendaItem]:
        left = [item for item in self.items if item.decided_at is None and item.application_id != self.current]
        return left[:AHEAD]


def discussed(sitting: Sitting, user: User, *, to_the_room: bool = False) -> Discussed | None:
    """What this person may look at now; nothing while no file is called, or while they are out for it.

    What goes on the wall is read by the whole room: nothing that only those who run the selection may know.
    """
    if sitting.current is None or sitting.room.keeps_out(user):
        return None
    application, order = sitting.current, _ranked(sitting)
    readings = _readings(application, user)
    return Discussed(
        application=application,
        rank=order.index(application.pk) + 1 if application.pk in order else len(order),
        ranked=len(order),
        readings=[reading for reading in readings if reading.is_open],
        spread=spread_of(application.total, [reading.total for reading in readings if reading.total is not None]),
        decision=getattr(application, "decision", None),
        standing=getattr(application, "standing", None),
        remarks=list(Remark.objects.visible_to(user).of(application).standing()),
        ballots=_ballots(sitting, user),
        results=_results(application, user, to_the_room=to_the_room),
    )


def progress(sitting: Sitting) -> Progress:
    """How far the agenda is."""
    items = AgendaItem.objects.filter(sitting=sitting).select_related("application").order_by("position", "pk")
    return Progress(list(items), sitting.current_id)


def _ranked(sitting: Sitting) -> list[int]:
    files = Application.objects.filter(campaign=sitting.campaign_id, state__in=lifecycle.RANKED)
    return list(files.ranked().values_list("pk", flat=True))


def _readings(application: Application, user: User) -> list[Any]:
    """Every finished reading, each saying whether this person may read its score and its comment."""
    open_to = Review.objects.with_scores_open_to(user).filter(application=application).values("pk")
    found = Review.objects.done().filter(application=application).select_related("reviewer")
    return list(found.annotate(is_open=Q(pk__in=open_to)).order_by("-total", "pk"))


def _results(application: Application, user: User, *, to_the_room: bool) -> list[Result]:
    found = Result.objects.open_at_the_table(user).filter(application=application)
    return list((found.open_to_the_jury() if to_the_room else found).order_by("trial"))


def _ballots(sitting: Sitting, user: User) -> list[Ballot]:
    """Each says how many have voted, and what this person has."""
    own = Vote.objects.filter(ballot=OuterRef("pk"), member__person=user).values("choice")[:1]
    found = Ballot.objects.filter(sitting=sitting, application=sitting.current_id).select_related("cast_by")
    return list(found.annotate(given=Count("votes"), mine=Subquery(own)))
