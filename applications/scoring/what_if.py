"""What another rule would change. It reads, compares and never writes."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Generic, TypeVar

from applications.scoring.errors import UnusableInput
from applications.scoring.ranking import kendall_tau, rank

Candidate = TypeVar("Candidate", bound=Hashable)


@dataclass(frozen=True)
class WhatIf(Generic[Candidate]):
    """How another ranking differs from the official one.

    tau: Kendall's τ between the two; enter, leave: who gains or loses one of the first places, best first in the
    ranking that admits them; rank: the other ranking; climb: places gained by each (negative: lost).
    """

    tau: float
    enter: list[Candidate]
    leave: list[Candidate]
    rank: dict[Candidate, int]
    climb: dict[Candidate, int]


def what_if(
    official: Mapping[Candidate, float],
    other: Mapping[Candidate, float],
    places: int,
    official_places: int | None = None,
) -> WhatIf[Candidate]:
    """Compare the official totals with those of other weights, for the same or another number of places.

    Shapes: the same ids on both sides; a file without a total (nan) takes no place.
    Raises UnusableInput: different files, fewer than 0 places.
    """
    if official.keys() != other.keys():
        raise UnusableInput("Two rankings can only be compared over the same files.")
    if min(places, official_places or 0) < 0:
        raise UnusableInput("There cannot be fewer than no places.")
    before, after = rank(official), rank(other)
    was_in = _first(official, before, places if official_places is None else official_places)
    is_in = _first(other, after, places)
    return WhatIf(
        tau=kendall_tau([official[one] for one in before], [other[one] for one in before]),
        enter=[one for one in is_in if one not in was_in],
        leave=[one for one in was_in if one not in is_in],
        rank=after,
        climb={one: before[one] - place for one, place in after.items()},
    )


def _first(totals: Mapping[Candidate, float], ranking: dict[Candidate, int], places: int) -> dict[Candidate, int]:
    return {one: place for one, place in ranking.items() if place <= places and not isnan(totals[one])}
