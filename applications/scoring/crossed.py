"""Who scored whom: scores that each belong to one level of two crossed factors."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

DENSE_CELLS = 500_000  # up to 4 MB a table of zeros costs less than loading scipy


@dataclass(frozen=True, eq=False)
class Crossed:
    """n scores at the crossings of two factors; `few` is the factor with fewer levels, `many` the other.

    Shapes: few, many, score (n,), the first two counting levels from 0; levels: how many of each.
    """

    few: Indices
    many: Indices
    score: Floats
    levels: tuple[int, int]

    @cached_property
    def few_counts(self) -> Floats:
        return np.bincount(self.few, minlength=self.levels[0]).astype(float)

    @cached_property
    def many_counts(self) -> Floats:
        return np.bincount(self.many, minlength=self.levels[1]).astype(float)

    @cached_property
    def border(self) -> Any:
        """(1 + few, many): the scores of each level of `many`, in all and by level of `few`; sparse when large."""
        few, many = self.levels
        if few * many <= DENSE_CELLS:
            counts = np.bincount(self.few * many + self.many, minlength=few * many).reshape(few, many)
            return np.vstack([self.many_counts, counts])
        from scipy.sparse import coo_array  # noqa: PLC0415 - only for sizes far beyond one school

        rows = np.concatenate([np.zeros(many, dtype=np.intp), self.few + 1])
        columns = np.concatenate([np.arange(many), self.many])
        values = np.concatenate([self.many_counts, np.ones(len(self.few))])
        return coo_array((values, (rows, columns)), shape=(few + 1, many)).tocsr()

    def weighted_square(self, weights: Floats) -> Floats:
        """Return border · diag(weights) · borderᵀ, (1 + few, 1 + few)."""
        square = (self.border * weights) @ self.border.T
        dense: Floats = square if isinstance(square, np.ndarray) else square.toarray()
        return dense

    def sums(self, values: Floats) -> tuple[Floats, Floats]:
        """Add values (n,) up by level: (few,), (many,)."""
        few = np.bincount(self.few, values, minlength=self.levels[0])
        many = np.bincount(self.many, values, minlength=self.levels[1])
        return few.astype(float), many.astype(float)


def connected_parts(pairs: Iterable[tuple[int, int]], left: int, right: int) -> Iterator[tuple[set[int], set[int]]]:
    """Split a two-sided graph, nodes counted from 0 on each side, into the parts that no pair links."""
    neighbours: list[set[int]] = [set() for _ in range(left + right)]
    for one, other in pairs:
        neighbours[one].add(left + other)
        neighbours[left + other].add(one)
    unseen = dict.fromkeys(range(left))
    while unseen:
        part = _reached_from(next(iter(unseen)), neighbours)
        mine = {node for node in part if node < left}
        for node in mine:
            del unseen[node]
        yield mine, {node - left for node in part - mine}


def _reached_from(start: int, neighbours: Sequence[set[int]]) -> set[int]:
    reached, frontier = {start}, [start]
    while frontier:
        fresh = neighbours[frontier.pop()] - reached
        reached |= fresh
        frontier.extend(fresh)
    return reached
