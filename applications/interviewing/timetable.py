"""Cut the time a panel gives into slots: pure clock arithmetic, in the time of the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Cut:
    """How to cut: length and pause in minutes, and the hours of a lunch that nothing may touch."""

    length: int
    pause: int = 0
    lunch_from: time | None = None
    lunch_until: time | None = None


def cut(starts_at: datetime, ends_at: datetime, how: Cut, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Give each whole slot of a stretch of time, in order; what would touch lunch begins again after it.

    Instants in, instants out. Lunch is read on the clock of `zone`, each day of the stretch.
    """
    length, pause = timedelta(minutes=how.length), timedelta(minutes=how.pause)
    at = starts_at
    while at + length <= ends_at:
        resumes = _after_lunch(at, at + length, how, zone)
        if resumes:
            at = resumes
            continue
        yield at, at + length
        at += length + pause


def _after_lunch(starts_at: datetime, ends_at: datetime, how: Cut, zone: ZoneInfo) -> datetime | None:
    """When to begin again, if this slot touches lunch."""
    if how.lunch_from is None or how.lunch_until is None:
        return None
    day = starts_at.astimezone(zone).date()
    lunch_from = datetime.combine(day, how.lunch_from, tzinfo=zone)
    lunch_until = datetime.combine(day, how.lunch_until, tzinfo=zone)
    touches = starts_at < lunch_until and lunch_from < ends_at
    return lunch_until if touches else None
