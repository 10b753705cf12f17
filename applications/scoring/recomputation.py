"""The totals that other weights would give, recomputed from every reading."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from applications.scoring.acceptability import acceptability
from applications.scoring.totals import weighted_totals

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

NEAREST = 1000  # files around the line whose place is drawn again; those above keep theirs
DRAWS = 2000


@dataclass(frozen=True, eq=False)
class Values:
    """Every level given, scaled to 0..1 by the range of its criterion.

    Shapes: file (readings,) counts the files from 0 in their official order; level (readings, criteria), nan = not
    applicable; interview (files,), 0..100, nan = not met.
    """

    file: Indices
    level: Floats
    interview: Floats

    def totals(self, weights: Floats, share: float) -> Floats:
        """Total every file, 0..100 to the thousandth: (files,), nan for a file nobody has read.

        weights (criteria,), at least one above 0; share: of the interview in the total, 0..1.
        """
        read = weighted_totals(self.level, weights, 0.0, 1.0) * 100
        mean = self._mean(read.round(3)).round(3)
        met = (1 - share) * mean + share * self.interview
        total: Floats = np.where(np.isnan(self.interview), mean, met)
        return total.round(3)

    def _mean(self, read: Floats) -> Floats:
        known = ~np.isnan(read)
        files = len(self.interview)
        count = np.bincount(self.file[known], minlength=files)
        total = np.bincount(self.file[known], read[known], minlength=files)
        mean: Floats = np.full(files, np.nan)
        np.divide(total, count, out=mean, where=count > 0)
        return mean

    def chances(self, weights: Floats, share: float, places: range) -> tuple[range, Floats]:
        """Say in which share of the weight vectors around these each file takes one of so many first places.

        Only the files nearest the line are drawn again: returns which ones (places in the official order, from 0), and
        (files, places), 0..1. The interview counts as one more criterion. Source: `acceptability` (SMAA-2).
        """
        middle = (places.start + places.stop) // 2
        first = max(0, min(middle - NEAREST // 2, len(self.interview) - NEAREST))
        window = range(first, min(first + NEAREST, len(self.interview)))
        if not window:
            return window, np.zeros((0, len(places)))
        values = np.column_stack([self._means(), self.interview / 100])[window.start : window.stop]
        around = np.append(weights / weights.sum() * (1 - share), share)
        within = np.cumsum(acceptability(values, around, DRAWS), axis=1)
        wanted = np.clip(np.array(places) - window.start, 0, len(window))
        return window, np.column_stack([np.zeros(len(window)), within])[:, wanted]

    def _means(self) -> Floats:
        """Average each criterion over the readings of a file: (files, criteria)."""
        return np.column_stack([self._mean(column) for column in self.level.T])
