"""The weeks of the path along a line: where each phase begins and ends, for a drawing across or upright. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

GAP = 4.0


@dataclass(frozen=True, slots=True)
class Block:
    """One phase. Positions are texts: a number in an SVG is never written with a comma."""

    number: int
    weeks: int
    start: str
    length: str
    ticks: tuple[str, ...]  # between two of its weeks


@dataclass(frozen=True, slots=True)
class Week:
    number: int
    middle: str


@dataclass(frozen=True, slots=True)
class Line:
    blocks: tuple[Block, ...]
    weeks: tuple[Week, ...]


def lay_out(lengths: Sequence[int], *, along: float) -> Line:
    """Share a line of this length between phases, in proportion to their weeks, with a gap between phases."""
    unit = (along - GAP * (len(lengths) - 1)) / sum(lengths)
    firsts = list(accumulate(lengths, initial=0))[:-1]
    starts = [first * unit + phase * GAP for phase, first in enumerate(firsts)]
    blocks = tuple(
        _block(n, weeks, start, unit) for n, (weeks, start) in enumerate(zip(lengths, starts, strict=True), 1)
    )
    marks = tuple(
        Week(first + week + 1, _text(start + (week + 0.5) * unit))
        for first, start, weeks in zip(firsts, starts, lengths, strict=True)
        for week in range(weeks)
    )
    return Line(blocks, marks)


def _block(number: int, weeks: int, start: float, unit: float) -> Block:
    ticks = tuple(_text(week * unit) for week in range(1, weeks))
    return Block(number, weeks, _text(start), _text(weeks * unit), ticks)


def _text(value: float) -> str:
    return f"{value:.1f}"
