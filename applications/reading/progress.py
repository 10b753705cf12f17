"""How far each reader is: counts, the last sign of life, and a bar to draw."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Campaign
from portal.people.models import READERS, User

WIDTH = 200
RANKED = Q(reviews__application__state__in=lifecycle.RANKED | {State.SUBMITTED})


@dataclass(frozen=True, slots=True)
class Progress:
    """One person's line."""

    reader: User
    waiting: int
    under_way: int
    done: int
    last: datetime | None
    is_late: bool

    @property
    def given(self) -> int:
        return self.waiting + self.under_way + self.done

    @property
    def left(self) -> int:
        return self.waiting + self.under_way

    @property
    def done_width(self) -> int:
        return round(WIDTH * self.done / self.given) if self.given else 0

    @property
    def begun_width(self) -> int:
        """Of the finished and the begun together."""
        return round(WIDTH * (self.done + self.under_way) / self.given) if self.given else 0


def readers_of(campaign: Campaign) -> QuerySet[User]:
    """Those who hold or held files of this campaign, whoever has most left first."""
    here = Q(reviews__application__campaign=campaign) & RANKED
    people = User.objects.filter(role__in=READERS).annotate(
        waiting=Count("reviews", filter=here & Q(reviews__state=lifecycle.Review.ASSIGNED)),
        under_way=Count("reviews", filter=here & Q(reviews__state=lifecycle.Review.STARTED)),
        done=Count("reviews", filter=here & Q(reviews__state=lifecycle.Review.SUBMITTED)),
        last=Max(Coalesce("reviews__submitted_at", "reviews__saved_at"), filter=here),
    )
    return people.filter(Q(waiting__gt=0) | Q(under_way__gt=0) | Q(done__gt=0)).order_by("-waiting", "-under_way", "pk")


def lines(readers: Iterable[User], *, due_on: date | None, today: date) -> list[Progress]:
    """One line a reader; late means files left after the date they were expected."""
    is_past = due_on is not None and today > due_on
    return [
        Progress(one, one.waiting, one.under_way, one.done, one.last, is_past and one.waiting + one.under_way > 0)  # type: ignore[attr-defined]  # annotated above
        for one in readers
    ]
