"""A design in one piece: readings exchanged until reviews connect all the files."""

import numpy as np
import numpy.typing as npt

from applications.scoring.crossed import connected_parts

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

READINGS, TRIES = 1000, 50  # how many readings of each side are weighed, how many exchanges tried, for each part


def linked(chosen: Flags, movable: Flags, prices: Floats) -> Flags:
    """Exchange the readers of two files, at the least price, while that links parts no review connects.

    An exchange leaves every load and every number of readers as it was. `movable` marks the pairs that may be given up
    or taken. What cannot be linked stays as it is.

    Shapes: chosen, movable, prices (files, reviewers) -> chosen (files, reviewers).
    """
    better: Flags | None = chosen
    while better is not None:
        chosen, parts = better, _parts(better)
        attempts = (_exchanged(chosen, part, movable, prices, len(parts)) for part in parts[:-1])
        better = next((one for one in attempts if one is not None), None)
    return chosen


def _parts(chosen: Flags) -> list[list[int]]:
    """List the files of each connected part, the smallest first."""
    files, reviewers = chosen.shape
    pairs = ((int(file), int(one)) for file, one in np.argwhere(chosen))
    return sorted((sorted(mine) for mine, _ in connected_parts(pairs, files, reviewers)), key=len)


def _exchanged(chosen: Flags, part: list[int], movable: Flags, prices: Floats, parts: int) -> Flags | None:
    """Exchange a reading of this part with one outside, if that leaves fewer parts."""
    inside = np.zeros(len(chosen), dtype=bool)
    inside[part] = True
    given = chosen & movable
    ours, theirs = np.argwhere(given & inside[:, None]), np.argwhere(given & ~inside[:, None])
    for one, other in _by_price(ours, theirs, movable, prices):
        swapped = chosen.copy()
        (file, reader), (far_file, far_reader) = ours[one], theirs[other]
        swapped[[file, far_file], [reader, far_reader]] = False
        swapped[[file, far_file], [far_reader, reader]] = True
        if len(_parts(swapped)) < parts:
            return swapped
    return None


def _by_price(ours: Indices, theirs: Indices, movable: Flags, prices: Floats) -> list[tuple[int, int]]:
    """List the exchanges that are allowed between two sets of readings, as places in each, the cheapest first."""
    file, reader = ours[:READINGS].T[:, :, None]
    far_file, far_reader = theirs[:READINGS].T[:, None, :]
    allowed = np.argwhere(movable[file, far_reader] & movable[far_file, reader])
    change = prices[file, far_reader] + prices[far_file, reader] - prices[file, reader] - prices[far_file, far_reader]
    order = np.argsort(change[tuple(allowed.T)], kind="stable")[:TRIES]
    return [(int(one), int(other)) for one, other in allowed[order]]
