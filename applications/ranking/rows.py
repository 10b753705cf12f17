"""One row of the ranking: the official rank and note, the adjusted ones beside, how sure the place is."""

from collections.abc import Sequence
from dataclasses import dataclass

from applications.models import Application, Standing
from applications.ranking.intervals import Interval, Scale, interval_on, scale_of

WORTH_SAYING = 3  # places between the two ranks, from which a row says so
Around = Sequence[Application | None]


@dataclass(frozen=True, slots=True)
class Row:
    """`rank` is the official one, nothing for a file without a note; `place` is the one in a part of the ranking."""

    rank: int | None
    place: int
    file: Application
    standing: Standing | None
    is_tied: bool
    is_last_inside: bool  # the line passes after it
    interval: Interval | None
    x_line: int | None

    @property
    def gains(self) -> int:
        """Places gained once severity is taken out, if they are worth a word."""
        return max(0, self._moves)

    @property
    def loses(self) -> int:
        return max(0, -self._moves)

    @property
    def _moves(self) -> int:
        moves = (self.standing and self.standing.moves) or 0
        return moves if abs(moves) >= WORTH_SAYING else 0


def rows_of(around: Around, *, first: int, places: int, is_whole: bool) -> list[Row]:
    """Rows of one page, in the official order; `around` also holds the neighbour before and the one after, or None.

    `first` is the place of the first row. In the whole ranking it is the rank; in a part of it, the rank is the one of
    the calculation.
    """
    shown = [_shown(file) for file in around]
    scale = scale_of((one.low, one.high) for one in shown[1:-1] if one and one.low and one.high)
    ranks = [_rank(file, place, is_whole) for place, file in enumerate(around, first - 1)]
    return [
        Row(
            rank=ranks[n],
            place=first + n - 1,
            file=file,
            standing=shown[n],
            is_tied=any(_equal(file, neighbour) for neighbour in (around[n - 1], around[n + 1])),
            is_last_inside=_is_last_inside(ranks[n], ranks[n + 1], places),
            interval=_interval(shown[n], scale),
            x_line=scale.line(places) if scale else None,
        )
        for n, file in enumerate(around[:-1])
        if n and file
    ]


def _shown(file: Application | None) -> Standing | None:
    """Nothing of a file that is kept from this person."""
    return None if file is None or _is_reserved(file) else getattr(file, "standing", None)


def _is_reserved(file: Application) -> bool:
    return bool(getattr(file, "is_reserved", False))


def _rank(file: Application | None, place: int, is_whole: bool) -> int | None:
    if file is None or file.total is None:
        return None
    standing = getattr(file, "standing", None)
    return place if is_whole or standing is None else standing.rank


def _equal(file: Application, neighbour: Application | None) -> bool:
    if neighbour is None or file.total is None or _is_reserved(file) or _is_reserved(neighbour):
        return False
    return file.total == neighbour.total


def _is_last_inside(rank: int | None, following: int | None, places: int) -> bool:
    if rank is None or rank > places:
        return False
    return rank == places or (following is not None and following > places)


def _interval(standing: Standing | None, scale: Scale | None) -> Interval | None:
    if scale is None or standing is None or not (standing.adjusted_rank and standing.low and standing.high):
        return None
    return interval_on(scale, standing.adjusted_rank, standing.low, standing.high)
