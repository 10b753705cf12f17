"""How sure a place in the ranking is."""

from collections.abc import Hashable
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, Literal, TypeVar

import numpy as np

from applications.scoring.errors import UnusableInput
from applications.scoring.ranking import Places, ranked_rows
from applications.scoring.severity import Severity

Candidate = TypeVar("Candidate", bound=Hashable)
Band = Literal["certain", "jury", "unlikely"]

CERTAIN, UNLIKELY = 0.9, 0.1
CELLS = 1_000_000  # effects drawn at once: 10 000 files then need tens of megabytes, not hundreds


@dataclass(frozen=True, eq=False)
class Certainty(Generic[Candidate]):
    """For each file the probability of one of the first places, and the places it has in 80 draws of 100."""

    probability: dict[Candidate, float]
    low: dict[Candidate, int]
    high: dict[Candidate, int]

    def band(self, candidate: Candidate) -> Band:
        """Say whether a file is in, out, or for the jury to settle."""
        if self.probability[candidate] >= CERTAIN:
            return "certain"
        return "unlikely" if self.probability[candidate] <= UNLIKELY else "jury"


def certainty(
    severity: Severity[Candidate, Any], places: int, draws: int = 2000, seed: int = 0
) -> Certainty[Candidate]:
    """Rank the files many times over, as their scores leave room for, and count.

    Effects are drawn from N(b, σe² (X'X + Λ)⁻¹); each draw is ranked, equal files at random. `low` is the better end
    of the interval of ranks from the 10th to the 90th hundredth, `high` the worse, the first place being 1 (Goldstein
    & Spiegelhalter 1996; Mogstad, Romano, Shaikh & Wilhelm 2024). The same inputs and seed give the same figures.
    Files of parts that are not connected are ranked together all the same: only the model's prior compares them.

    Raises UnusableInput: fewer than 0 places or fewer than 1 draw.
    """
    if places < 0 or draws < 1:
        raise UnusableInput("Certainty needs a number of places and at least one draw.")
    drawn = _places(severity, draws, np.random.default_rng(seed))
    low, high = (ceil(share * draws) - 1 for share in (UNLIKELY, CERTAIN))
    inside = (drawn <= places).mean(axis=0)
    drawn.partition((low, high), axis=0)
    ids = list(severity.candidate)
    return Certainty(
        probability=dict(zip(ids, inside.tolist(), strict=True)),
        low=dict(zip(ids, drawn[low].tolist(), strict=True)),
        high=dict(zip(ids, drawn[high].tolist(), strict=True)),
    )


def _places(severity: Severity[Any, Any], draws: int, rng: np.random.Generator) -> Places:
    """Rank each draw: (draws, candidates), from 1."""
    places = np.empty((draws, len(severity.candidate)), dtype=np.int32)
    block = max(1, CELLS // max(places.shape[1], 1))
    for start in range(0, draws, block):
        size = min(block, draws - start)
        places[start : start + size] = ranked_rows(severity.draw_candidates(size, rng).T, rng)
    return places
