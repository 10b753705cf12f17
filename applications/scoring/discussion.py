"""In what order a jury discusses the files, so that members with a conflict leave the room as seldom as possible."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from applications.scoring.errors import UnusableInput

File = TypeVar("File", bound=Hashable)
Member = TypeVar("Member", bound=Hashable)
Counts = npt.NDArray[np.intp]
Absent = frozenset[Hashable]


def discussion_order(files: Iterable[File], conflicts: Iterable[tuple[File, Member]]) -> list[File]:
    """Order the files so that members with conflicts go out as few times as possible.

    Files that send the same people out are discussed together, in the order given, beginning with those that send
    nobody out. The groups are put in sequence by insertion, then by turning stretches round while that saves a
    departure (2-opt, Croes 1958): never more departures than in the order given, seldom more than the fewest possible.

    Shapes: files in the order preferred, best first; conflicts as (file, member), other files' passed over.
    Raises UnusableInput when a file is named twice.
    """
    given = list(files)
    if len(set(given)) != len(given):
        raise UnusableInput("A file is named twice.")
    groups: dict[Absent, list[File]] = {frozenset(): []}
    for file, absent in zip(given, _absent(given, conflicts), strict=True):
        groups.setdefault(absent, []).append(file)
    stretches = list(groups.values())
    return [file for at in _round(_changes(list(groups))) for file in stretches[at]]


def departures(order: Iterable[File], conflicts: Iterable[tuple[File, Member]]) -> int:
    """Count how many times a member leaves the room when the files are discussed in this order."""
    absent = _absent(list(order), conflicts)
    return sum(len(now - before) for before, now in zip([frozenset(), *absent], absent, strict=False))


def _absent(files: Sequence[File], conflicts: Iterable[tuple[File, Member]]) -> list[Absent]:
    """Say who is out of the room for each file."""
    out: dict[File, set[Hashable]] = {file: set() for file in files}
    for file, member in conflicts:
        if file in out:
            out[file].add(member)
    return [frozenset(out[file]) for file in files]


def _changes(groups: Sequence[Absent]) -> Counts:
    """Count who goes out or comes in between any two groups; the first is the full room."""
    return np.array([[len(one ^ other) for other in groups] for one in groups], dtype=np.intp)


def _round(changes: Counts) -> list[int]:
    """Find a short round that starts from the full room (0) and comes back to it."""
    as_given = list(range(len(changes)))
    rounds = [_turned(as_given, changes), _turned(_inserted(changes), changes)]
    return min(rounds, key=lambda order: _length(order, changes))


def _length(order: list[int], changes: Counts) -> int:
    return int(changes[order, np.roll(order, -1)].sum())


def _inserted(changes: Counts) -> list[int]:
    """Put each group where it costs least among those already placed."""
    order = [0]
    for group in range(1, len(changes)):
        following = np.roll(order, -1)
        detour = changes[order, group] + changes[group, following] - changes[order, following]
        order.insert(int(detour.argmin()) + 1, group)
    return order


def _turned(order: list[int], changes: Counts) -> list[int]:
    """Turn stretches of the round while that shortens it, the best first."""
    while True:
        following = np.roll(order, -1)
        steps = changes[order, following]
        joined = changes[np.ix_(order, order)] + changes[np.ix_(following, following)]
        gain = np.triu(steps[:, None] + steps[None, :] - joined, 1)
        start, end = divmod(int(gain.argmax()), len(order))
        if gain[start, end] <= 0:
            return order
        order = [*order[: start + 1], *order[end:start:-1], *order[end + 1 :]]
