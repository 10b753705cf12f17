"""Readings dealt out as a flow from files to reviewers: a linear programme whose corners are whole numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.intp]

IMPOSSIBLE = 2  # scipy's status of a programme without any answer


def cheapest(open_: Flags, prices: Floats, per_file: int, room: Counts) -> Flags | None:
    """Choose the readers of each file at the least price, the n-th file of a reviewer adding n.

    Shapes: open_, prices (files, reviewers), room (reviewers,) -> chosen (files, reviewers), or None if it cannot be.
    """
    holder, step = _loads(open_, room)
    solution = _solved(open_, holder, np.concatenate([prices[open_], step, np.zeros(len(open_))]), per_file, 0)
    if solution is None:
        return None
    chosen = np.zeros(open_.shape, dtype=bool)
    chosen[open_] = solution[: open_.sum()] > 0.5
    return chosen


def shortage(open_: Flags, per_file: int, room: Counts) -> Counts:
    """Count the readers each file lacks, (files,), when as many readings as possible are dealt out."""
    holder, _ = _loads(open_, room)
    free = np.zeros(open_.sum() + len(holder))
    solution = _solved(open_, holder, np.concatenate([free, np.ones(len(open_))]), per_file, per_file)
    assert solution is not None, "a file may lack all its readers, so there is always an answer"
    return np.rint(solution[len(free) :]).astype(np.intp)


def _loads(open_: Flags, room: Counts) -> tuple[Counts, Floats]:
    """List the places each reviewer has: whose it is, and its number from 1."""
    places = np.minimum(room, open_.sum(axis=0))
    holder = np.repeat(np.arange(len(places)), places)
    before = np.repeat(np.cumsum(places) - places, places)
    return holder, (np.arange(len(holder)) - before + 1).astype(float)


def _solved(open_: Flags, holder: Counts, prices: Floats, per_file: int, lacking: int) -> Floats | None:
    """Find the cheapest amounts of: each open pair, each place taken, the readers each file does without.

    What a file has and does without makes `per_file`; what a reviewer reads fills as many of their places.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - loaded only where an optimum is asked for

    upper = np.concatenate([np.ones(len(prices) - len(open_)), np.full(len(open_), lacking)])
    needs = np.concatenate([np.full(len(open_), per_file), np.zeros(open_.shape[1])])
    bounds = np.column_stack([np.zeros(len(prices)), upper])
    answer = linprog(prices, A_eq=_balance(open_, holder), b_eq=needs, bounds=bounds, method="highs-ds")
    if answer.status == IMPOSSIBLE:
        return None
    solution: Floats = answer.x
    return solution


def _balance(open_: Flags, holder: Counts) -> Any:
    """Write the sums that must come out: one row a file, then one row a reviewer."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - with scipy.optimize above

    file, reviewer = np.nonzero(open_)
    sizes = len(file), len(holder), len(open_)
    pairs, places, without = np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:2])
    rows = np.concatenate([file, len(open_) + reviewer, len(open_) + holder, np.arange(len(open_))])
    columns = np.concatenate([pairs, pairs, places, without])
    signs = np.concatenate([np.ones(2 * len(file)), -np.ones(len(holder)), np.ones(len(open_))])
    return coo_array((signs, (rows, columns)), shape=(sum(open_.shape), sum(sizes)))
