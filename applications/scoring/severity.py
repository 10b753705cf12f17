"""How severe each reviewer is, and what each file is worth once that is taken into account."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from applications.scoring.crossed import Crossed, Floats, connected_parts
from applications.scoring.equations import Equations
from applications.scoring.errors import UnusableInput
from applications.scoring.ranking import in_order
from applications.scoring.variances import most_likely

Id = TypeVar("Id")
Candidate = TypeVar("Candidate", bound=Hashable)
Reviewer = TypeVar("Reviewer", bound=Hashable)


class Part(NamedTuple, Generic[Candidate, Reviewer]):
    """Files and reviewers linked by reviews; nothing compares them with those of another part."""

    candidates: tuple[Candidate, ...]
    reviewers: tuple[Reviewer, ...]


@dataclass(frozen=True, eq=False)
class Severity(Generic[Candidate, Reviewer]):
    """What is left of the scores when each reviewer's severity is taken out.

    Effects and mean are in the unit of the scores, variances in its square. A reviewer of effect −0.1 scores 0.1 below
    the others. The number of reviews behind each figure is given so that a screen can keep the thin ones back.
    """

    mean: float
    candidate: dict[Candidate, float]
    reviewer: dict[Reviewer, float]
    var_candidate: float
    var_reviewer: float
    var_residual: float
    components: tuple[Part[Candidate, Reviewer], ...]
    reviews_of_candidate: dict[Candidate, int]
    reviews_by_reviewer: dict[Reviewer, int]
    equations: Equations | None = field(repr=False)
    candidates_are_few: bool = field(repr=False)

    @property
    def adjusted(self) -> dict[Candidate, float]:
        """The total of each file as an average reviewer would have given it."""
        return {one: self.mean + effect for one, effect in self.candidate.items()}

    def draw_candidates(self, draws: int, rng: np.random.Generator) -> Floats:
        """Draw effects from what the scores tell of them: (candidates, draws), in the order of `candidate`."""
        if self.equations is None:
            return np.zeros((len(self.candidate), draws))
        few, many = self.equations.draw(draws, rng)
        return few if self.candidates_are_few else many


def severity(
    candidate: Sequence[Candidate], reviewer: Sequence[Reviewer], score: Sequence[float] | Floats
) -> Severity[Candidate, Reviewer]:
    """Tell the worth of the files from the severity of those who read them.

    score = mean + candidate + reviewer + noise, all but the mean random and normal, variances by restricted maximum
    likelihood (the model of NIPS since 2002: Platt & Burges 2012; Ge, Welling & Ghahramani 2013), found by average
    information (Gilmour, Thompson & Cullis 1995) on Henderson's equations. Effects are shrunk: few reviews move little.

    Shapes: three parallel sequences, one entry a review; the order of the reviews does not matter. A nan score is a
    review that does not count (a recusal). Memory grows with the square of the smaller of the two numbers of ids.
    A variance the scores cannot tell from the noise (a single reviewer, one review for each file) is 0.
    Without any score the mean is nan and everything else is empty or 0.
    Raises UnusableInput: sequences of different lengths, an infinite score.
    Reference: Shrout & Fleiss (1979), 6 × 4: variances 2.5556 (candidate), 5.2444 (reviewer), 1.0194 (residual).
    """
    known = _known(candidate, reviewer, score)
    candidates, reviewers = in_order(candidate[i] for i in known), in_order(reviewer[i] for i in known)
    if not known:
        return Severity(nan, {}, {}, 0.0, 0.0, 0.0, (), {}, {}, None, True)
    candidate_place, reviewer_place = _places(candidates), _places(reviewers)
    rows = sorted((candidate_place[candidate[i]], reviewer_place[reviewer[i]], float(score[i])) for i in known)
    return _fitted(candidates, reviewers, rows)


def _known(candidate: Sequence[object], reviewer: Sequence[object], score: Sequence[float] | Floats) -> list[int]:
    if not len(candidate) == len(reviewer) == len(score):
        raise UnusableInput("Every score needs one file and one reviewer.")
    values = np.asarray(score, dtype=float)
    if np.isinf(values).any():
        raise UnusableInput("A score is a finite number.")
    return [int(index) for index in np.flatnonzero(~np.isnan(values))]


def _places(ids: list[Id]) -> dict[Id, int]:
    return {one: place for place, one in enumerate(ids)}


def _fitted(
    candidates: list[Candidate], reviewers: list[Reviewer], rows: list[tuple[int, int, float]]
) -> Severity[Candidate, Reviewer]:
    read, scored_by = (np.array([row[side] for row in rows], dtype=np.intp) for side in (0, 1))
    scores = np.array([row[2] for row in rows])
    centre = float(scores.mean())
    candidates_are_few = len(candidates) <= len(reviewers)
    sides = ((read, len(candidates)), (scored_by, len(reviewers)))
    (few, few_levels), (many, many_levels) = sides if candidates_are_few else sides[::-1]
    equations = most_likely(Crossed(few, many, scores - centre, (few_levels, many_levels)))
    mean, *effects = equations.effects()
    variances = [float(ratio) * equations.noise for ratio in equations.ratios]
    of_candidates, of_reviewers = (0, 1) if candidates_are_few else (1, 0)
    return Severity(
        mean=centre + mean,
        candidate=dict(zip(candidates, effects[of_candidates].tolist(), strict=True)),
        reviewer=dict(zip(reviewers, effects[of_reviewers].tolist(), strict=True)),
        var_candidate=variances[of_candidates],
        var_reviewer=variances[of_reviewers],
        var_residual=equations.noise,
        components=_parts(candidates, reviewers, rows),
        reviews_of_candidate=dict(zip(candidates, np.bincount(read).tolist(), strict=True)),
        reviews_by_reviewer=dict(zip(reviewers, np.bincount(scored_by).tolist(), strict=True)),
        equations=equations,
        candidates_are_few=candidates_are_few,
    )


def _parts(
    candidates: list[Candidate], reviewers: list[Reviewer], rows: list[tuple[int, int, float]]
) -> tuple[Part[Candidate, Reviewer], ...]:
    """Name the connected parts, the largest first."""
    found = connected_parts([(row[0], row[1]) for row in rows], len(candidates), len(reviewers))
    parts = [
        Part(tuple(candidates[i] for i in sorted(mine)), tuple(reviewers[i] for i in sorted(theirs)))
        for mine, theirs in found
    ]
    return tuple(sorted(parts, key=lambda part: -len(part.candidates)))
