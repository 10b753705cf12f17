"""Who comes first, and how much two rankings agree."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import isnan, nan, sqrt
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from applications.scoring.errors import UnusableInput

Id = TypeVar("Id")
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]
Numbers = Sequence[float] | Floats

HAIR = 1e-9  # of the largest value: breaks ties, far below any difference that means something


def in_order(ids: Iterable[Id]) -> list[Id]:
    """Put ids in an order that depends on nothing but themselves, so that a result never depends on the database's.

    By their own order (numbers, texts), or by their written form when they are of several kinds.
    """
    found = list(dict.fromkeys(ids))
    key: Any = _itself if len({type(one) for one in found}) == 1 else _kind_and_text
    try:
        return sorted(found, key=key)
    except TypeError:
        return sorted(found, key=_kind_and_text)


def _itself(one: object) -> object:
    return one


def _kind_and_text(one: object) -> tuple[str, str]:
    return type(one).__name__, repr(one)


def rank(totals: Mapping[Id, float]) -> dict[Id, int]:
    """Place everyone, the highest total first: {id: 1, 2, 3, …}, written in that order.

    Files without a total (nan) come last. Equal totals are placed by id, so that the same figures always give the same
    list; whether a tie is acceptable is for the jury, who break it with a written reason.
    """
    ordered = sorted(in_order(totals), key=lambda one: (isnan(totals[one]), -totals[one]))
    return {one: place for place, one in enumerate(ordered, start=1)}


def ranked_rows(values: Floats, rng: np.random.Generator) -> Places:
    """Rank each row on its own, the highest first from 1, equal values at random.

    Shapes: values (rows, columns), finite -> (rows, columns).
    """
    hair = HAIR * max(np.abs(values).max(initial=0.0), HAIR)
    order = np.argsort(-(values + hair * rng.random(values.shape)), axis=1)
    places = np.empty(values.shape, dtype=np.int32)
    np.put_along_axis(places, order, np.arange(1, values.shape[1] + 1, dtype=np.int32)[None, :], axis=1)
    return places


def kendall_tau(first: Numbers, second: Numbers) -> float:
    """Say how much two sets of totals order the same files alike: 1 the same order, −1 the reverse, 0 no relation.

    Kendall's τ-b, which allows for ties, in n log n comparisons (Kendall 1945; Knight 1966).

    Shapes: two parallel sequences (files,). A file without a total on either side (nan) is left out.
    Returns nan when one side has fewer than two different totals. Raises UnusableInput when the lengths differ.
    """
    if len(first) != len(second):
        raise UnusableInput("Two rankings can only be compared over the same files.")
    pairs = sorted((float(a), float(b)) for a, b in zip(first, second, strict=True) if not (isnan(a) or isnan(b)))
    every = len(pairs) * (len(pairs) - 1) // 2
    tied_first, tied_second = _tied([a for a, _ in pairs]), _tied(sorted(b for _, b in pairs))
    apart = (every - tied_first) * (every - tied_second)
    if apart == 0:
        return nan
    agreeing_less_opposed = every - tied_first - tied_second + _tied(pairs) - 2 * _inversions([b for _, b in pairs])
    return agreeing_less_opposed / sqrt(apart)


def _tied(ordered: Sequence[object]) -> int:
    """Count the pairs of equal neighbours in a sorted sequence, near or far."""
    pairs = run = 0
    for one, following in pairwise(ordered):
        run = run + 1 if one == following else 0
        pairs += run
    return pairs


def _inversions(values: Sequence[float]) -> int:
    """Count the pairs that stand in the wrong order."""
    seen: list[float] = []
    inversions = 0
    for value in values:
        inversions += len(seen) - bisect_right(seen, value)
        insort(seen, value)
    return inversions
