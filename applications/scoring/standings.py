"""Where each file stands once the readers' severity is taken out, and which figures are kept back."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Generic, TypeVar

import numpy as np

from applications.scoring.certainty import CERTAIN, UNLIKELY, certainty
from applications.scoring.crossed import Floats
from applications.scoring.ranking import rank
from applications.scoring.severity import Candidate, Part, Reviewer, Severity, severity

Id = TypeVar("Id", bound=Hashable)
FEWEST_READINGS, FEWEST_FILES = 2, 5
DRAWS, DRAWS_OF_READERS = 2000, 500


class Guard(StrEnum):
    """Why a file has no adjusted figure."""

    UNREAD = "unread"
    ONE_READING = "one_reading"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Place:
    """One file among those that compare: total 0..100, rank from 1, 80 % interval of the rank, chance of a place."""

    adjusted: float
    rank: int
    moves: int
    low: int
    high: int
    probability: float


@dataclass(frozen=True, slots=True)
class Effect:
    """How far a reader stands from the others, in points, with the values it has in 80 draws of 100."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Standings(Generic[Candidate, Reviewer]):
    fit: Severity[Candidate, Reviewer]
    parts: tuple[Part[Candidate, Reviewer], ...]  # the largest first; only the first is compared
    place: dict[Candidate, Place]
    guard: dict[Candidate, Guard]
    effect: dict[Reviewer, Effect]
    files: dict[Reviewer, int]


@dataclass(frozen=True, eq=False)
class Weighed(Severity[Candidate, Reviewer]):
    """A fit whose totals take the interview in: it weighs its share of the total and is taken as it is."""

    interview: Mapping[Candidate, float]
    share: float

    @property
    def adjusted(self) -> dict[Candidate, float]:
        read = np.array([[self.mean + effect] for effect in self.candidate.values()])
        return dict(zip(self.candidate, self._with_interview(read)[:, 0].tolist(), strict=True))

    def draw_candidates(self, draws: int, rng: np.random.Generator) -> Floats:
        return self._with_interview(self.mean + super().draw_candidates(draws, rng))

    def _with_interview(self, read: Floats) -> Floats:
        """Shapes: (candidates, any), 0..100, in the order of `candidate`."""
        met = np.array([self.interview.get(one, np.nan) for one in self.candidate])[:, None]
        total: Floats = np.where(np.isnan(met), read, (1 - self.share) * read + self.share * met)
        return total


def standings(
    readings: Sequence[tuple[Candidate, Reviewer, float]],
    order: Sequence[Candidate],
    places: int,
    interview: Mapping[Candidate, float] | None = None,
    share: float = 0.0,
    seed: int = 0,
) -> Standings[Candidate, Reviewer]:
    """Adjust the totals, rank them anew, and say how sure each place is.

    Files of parts that no reader links are not compared: only those of the largest part get figures, ranked among
    themselves. A file of another part that the official order puts among the first places keeps that place, so the
    chances are for those that are left. A file with one reading takes part, but its own figures are not given.

    Shapes: readings (file, reader, total 0..100), one a finished reading; order: every file, best first, unread last;
    interview: 0..100 for those who were met; share of the interview in the total, 0..1.
    Source: `severity` and `certainty`. The same inputs give the same figures.
    """
    whole = _fit(readings)
    main = whole.components[0] if whole.components else Part((), ())
    inside = set(main.candidates)
    fit = whole if len(whole.components) < 2 else _fit([one for one in readings if one[0] in inside])
    ahead = sum(one not in inside for one in order[:places] if one in whole.candidate)
    return Standings(
        fit=fit,
        parts=whole.components,
        place=_places(_weighed(fit, interview or {}, share), order, places - ahead, seed),
        guard={one: guard for one in order if (guard := _guard(whole, inside, one))},
        effect=_effects(fit, seed),
        files=whole.reviews_by_reviewer,
    )


def _fit(readings: Sequence[tuple[Candidate, Reviewer, float]]) -> Severity[Candidate, Reviewer]:
    return severity([one[0] for one in readings], [one[1] for one in readings], [one[2] for one in readings])


def _weighed(
    fit: Severity[Candidate, Reviewer], interview: Mapping[Candidate, float], share: float
) -> Weighed[Candidate, Reviewer]:
    known = {field.name: getattr(fit, field.name) for field in fields(fit)}
    return Weighed(**known, interview=interview, share=share)


def _guard(whole: Severity[Candidate, Reviewer], inside: set[Candidate], one: Candidate) -> Guard | None:
    if one not in whole.candidate:
        return Guard.UNREAD
    if whole.reviews_of_candidate[one] < FEWEST_READINGS:
        return Guard.ONE_READING
    return None if one in inside else Guard.APART


def _places(
    fit: Weighed[Candidate, Reviewer], order: Sequence[Candidate], places: int, seed: int
) -> dict[Candidate, Place]:
    if not fit.candidate:
        return {}
    sure = certainty(fit, max(places, 0), DRAWS, seed)
    adjusted = fit.adjusted
    before = {one: number for number, one in enumerate((one for one in order if one in adjusted), 1)}
    after = _ranked_like(before, adjusted)
    return {
        one: Place(
            adjusted=min(100.0, max(0.0, adjusted[one])),
            rank=after[one],
            moves=before[one] - after[one],
            low=sure.low[one],
            high=sure.high[one],
            probability=sure.probability[one],
        )
        for one in before
        if fit.reviews_of_candidate[one] >= FEWEST_READINGS
    }


def _ranked_like(before: Mapping[Id, int], totals: Mapping[Id, float]) -> dict[Id, int]:
    """Rank by total; equal files keep the order they had."""
    ids = {number: one for one, number in before.items()}
    ranked = rank({number: round(totals[one], 6) for number, one in ids.items()})
    return {ids[number]: place for number, place in ranked.items()}


def _effects(fit: Severity[Candidate, Reviewer], seed: int) -> dict[Reviewer, Effect]:
    if fit.equations is None:
        return {}
    few, many = fit.equations.draw(DRAWS_OF_READERS, np.random.default_rng(seed))
    low, high = np.quantile(many if fit.candidates_are_few else few, (UNLIKELY, CERTAIN), axis=1)
    return {
        one: Effect(value, float(low[row]), float(high[row]))
        for row, (one, value) in enumerate(fit.reviewer.items())
        if fit.reviews_by_reviewer[one] >= FEWEST_FILES
    }
