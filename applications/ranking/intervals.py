"""Where ranks and notes stand in the drawings of the ranking. Whole numbers in the units of each drawing. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

WIDTH = 200


@dataclass(frozen=True, slots=True)
class Scale:
    """Ranks from the first to the last one drawn, along a line 200 wide."""

    first: int
    last: int

    def at(self, rank: float) -> int:
        return round((rank - self.first) * WIDTH / max(1, self.last - self.first))

    def line(self, places: int) -> int | None:
        """Between the last place and the next one; nothing when it lies outside."""
        return self.at(places + 0.5) if self.first <= places < self.last else None


@dataclass(frozen=True, slots=True)
class Interval:
    x: int
    x_low: int
    x_high: int

    @property
    def length(self) -> int:
        return max(2, self.x_high - self.x_low)


def scale_of(ends: Iterable[tuple[int, int]]) -> Scale | None:
    """The ranks that one page of intervals covers."""
    ends = list(ends)
    return Scale(min(low for low, _ in ends), max(high for _, high in ends)) if ends else None


def interval_on(scale: Scale, rank: int, low: int, high: int) -> Interval:
    return Interval(scale.at(min(max(rank, scale.first), scale.last)), scale.at(low), scale.at(high))


LEFT, FOOT, TOP = 34, 24, 18


@dataclass(frozen=True, slots=True)
class Curve:
    """Every adjusted total from the first to the last, each rank with its interval, and the line at the places.

    A band is one path whose points are strokes without length: a hundred files cost four elements.
    """

    width: int
    height: int
    bars: str
    certain: str
    open: str
    unlikely: str
    grid: list[tuple[int, int]]  # a note and its height
    x_line: int | None
    last: int
    drawn: int

    @property
    def left(self) -> int:
        return LEFT

    @property
    def foot(self) -> int:
        return self.height - FOOT


@dataclass(frozen=True, slots=True)
class Frame:
    """Ranks across, notes upwards, in tenths of a unit where a whole one would show."""

    width: int
    height: int
    last: int
    bottom: int
    top: int

    def across(self, rank: float) -> float:
        return round(LEFT + 6 + (rank - 1) * (self.width - LEFT - 12) / max(1, self.last - 1), 1)

    def up(self, note: float) -> float:
        room = self.height - FOOT - TOP
        return round(self.height - FOOT - (note - self.bottom) * room / (self.top - self.bottom), 1)


def curve_of(points: Sequence[Sequence[Any]], places: int, *, width: int, height: int) -> Curve | None:
    """Lay (rank, total, low, high, band) out; nothing under three points."""
    if len(points) < 3:
        return None
    frame = _frame(points, width, height)
    step = 10 if frame.top - frame.bottom <= 60 else 20
    return Curve(
        width=width,
        height=height,
        bars="".join(
            f"M{frame.across(low)} {frame.up(note)}H{frame.across(high)}" for _rank, note, low, high, _band in points
        ),
        certain=_dots(frame, points, "certain"),
        open=_dots(frame, points, "jury"),
        unlikely=_dots(frame, points, "unlikely"),
        grid=[(note, round(frame.up(note))) for note in range(frame.bottom, frame.top + 1, step)],
        x_line=round(frame.across(places + 0.5)) if places < frame.last else None,
        last=frame.last,
        drawn=len(points),
    )


def _frame(points: Sequence[Sequence[Any]], width: int, height: int) -> Frame:
    notes: list[float] = [point[1] for point in points]
    bottom = floor(min(notes) / 10) * 10
    last: int = max(max(point[0], point[3]) for point in points)
    return Frame(width, height, last, bottom, max(ceil(max(notes) / 10) * 10, bottom + 10))


def _dots(frame: Frame, points: Sequence[Sequence[Any]], wanted: str) -> str:
    return "".join(
        f"M{frame.across(rank)} {frame.up(note)}h0" for rank, note, _low, _high, band in points if band == wanted
    )


@dataclass(frozen=True, slots=True)
class Dot:
    """One value around zero, with its interval."""

    x: int
    x_low: int
    x_high: int

    @property
    def length(self) -> int:
        return max(2, self.x_high - self.x_low)


def around_zero(value: float, low: float, high: float, *, reach: float) -> Dot:
    """Zero in the middle of a line 200 wide, `reach` at either end."""
    return Dot(*(round(WIDTH / 2 + min(max(one, -reach), reach) * WIDTH / 2 / reach) for one in (value, low, high)))
