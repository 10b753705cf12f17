"""The total of a review, and of a file, before any adjustment."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from applications.scoring.errors import UnusableInput

Candidate = TypeVar("Candidate")
Floats = npt.NDArray[np.float64]
Scale = float | Sequence[float]


def weighted_total(
    scores: Sequence[float] | Floats, weights: Sequence[float] | Floats, lowest: Scale, highest: Scale
) -> float:
    """Give one review its total between 0 and 1.

    The weighted mean of the criteria, each scaled to 0..1 by its own range. "Not applicable" is nan: it leaves both
    the sum of scores and the sum of weights, so it is never a zero. A criterion of weight 0 is shown but not counted.

    Shapes: scores, weights (criteria,); lowest, highest: one number for all or (criteria,), in the unit of the scores.
    Returns nan when nothing that counts was applicable.
    Raises UnusableInput: a score outside its range, a weight that is negative or not a number, an empty range.
    """
    if np.ndim(scores) != 1:
        raise UnusableInput("One review is one row of scores.")
    return float(weighted_totals([scores], weights, lowest, highest)[0])


def weighted_totals(
    scores: Sequence[Sequence[float] | Floats] | Floats,
    weights: Sequence[float] | Floats,
    lowest: Scale,
    highest: Scale,
) -> Floats:
    """Give many reviews their totals at once, by the rule of `weighted_total`.

    Shapes: scores (reviews, criteria) -> totals (reviews,), between 0 and 1, nan where nothing was applicable.
    """
    table, weight = np.asarray(scores, dtype=float), np.asarray(weights, dtype=float)
    _refuse_unusable_weights(weight, table)
    counted = weight > 0
    low, high = (np.broadcast_to(np.asarray(end, dtype=float), weight.shape)[counted] for end in (lowest, highest))
    table, weight = table[:, counted], weight[counted]
    _refuse_unusable_scores(table, low, high)
    applicable = ~np.isnan(table)
    points = np.where(applicable, (table - low) / (high - low), 0.0) @ weight
    available = applicable @ weight
    totals = np.full(len(table), np.nan)
    np.divide(points, available, out=totals, where=available > 0)
    return totals


def raw_totals(candidate: Sequence[Candidate], total: Sequence[float] | Floats) -> dict[Candidate, float]:
    """Average the reviews of each file, as they are.

    Shapes: two parallel sequences, one entry a review. A nan total is a review that does not count (a recusal, or
    nothing applicable): it is never a zero, and a file with no other review has the total nan.
    """
    _refuse_unequal(candidate, total)
    found: dict[Candidate, list[float]] = {}
    for file, value in zip(candidate, total, strict=True):
        found.setdefault(file, []).append(float(value))
    return {file: _mean(values) for file, values in found.items()}


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return sum(known) / len(known) if known else float("nan")


def _refuse_unequal(first: Sequence[object], second: Sequence[float] | Floats) -> None:
    if len(first) != len(second):
        raise UnusableInput(f"{len(first)} names for {len(second)} totals: one of each is needed for every review.")


def _refuse_unusable_weights(weight: Floats, table: Floats) -> None:
    if table.ndim != 2 or table.shape[1:] != weight.shape:
        raise UnusableInput("Each criterion needs one score and one weight.")
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise UnusableInput("A weight is a number from 0 upwards.")


def _refuse_unusable_scores(table: Floats, low: Floats, high: Floats) -> None:
    if not (low < high).all():
        raise UnusableInput("The lowest score of a criterion must be below its highest.")
    if ((table < low) | (table > high)).any():
        raise UnusableInput("A score lies outside the range of its criterion.")
