"""Who reads what."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from applications.scoring.errors import UnusableInput
from applications.scoring.flow import cheapest, shortage
from applications.scoring.linking import linked
from applications.scoring.ranking import in_order

File = TypeVar("File", bound=Hashable)
Reviewer = TypeVar("Reviewer", bound=Hashable)
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.intp]

HAIR = 1e-3  # of one step of load: leaves one best answer, whatever way the solver goes


class CannotAssign(ValueError):
    """Some files cannot have enough reviewers, whoever reads the others.

    `lacking` says how many reviewers each of them still needs at best, `files` names them.
    """

    def __init__(self, lacking: Mapping[Any, int]) -> None:
        self.lacking = dict(lacking)
        self.files = list(lacking)
        wanted = ", ".join(f"{file} ({missing})" for file, missing in lacking.items())
        super().__init__(f"There are not enough reviewers without conflict and with room for: {wanted}.")


def assign_reviewers(
    files: Iterable[File],
    reviewers: Iterable[Reviewer],
    per_file: int,
    capacity: int | Mapping[Reviewer, int],
    conflicts: Iterable[tuple[File, Reviewer]] = (),
    cost: Mapping[tuple[File, Reviewer], float] | None = None,
    current: Mapping[File, Iterable[Reviewer]] | None = None,
) -> dict[File, list[Reviewer]]:
    """Give every file its reviewers at the least cost.

    An exact minimum-cost flow (a linear programme whose corners are whole numbers, solved by HiGHS). In this order:
    conflicts and capacities are never relaxed; as many readings of `current` as possible are kept; then the sum of
    costs and of loads is least, the n-th file of a reviewer costing n, so that loads stay level. Among equals,
    reviewers are mixed; and readings that are not in `current` are exchanged where that links parts of the design no
    review connects (severity needs it). The same inputs in any order give the same answer.

    Units: cost is in files of load: a reviewer of cost −2 for a file is preferred to another of cost 0 until they hold
    two more files. A pair without a cost costs 0. Capacity: files a reviewer may hold, one number or one each.
    Returns {file: reviewers}, in the order of the files given.
    Raises CannotAssign, naming the files that lack reviewers; UnusableInput: a name given twice, fewer than one reader
    a file, a reviewer without capacity or of negative capacity, a cost that is not a number.
    """
    given = list(files)
    rows, columns = in_order(given), in_order(found := list(reviewers))
    _refuse_doubles(given, rows)
    _refuse_doubles(found, columns)
    if per_file < 1:
        raise UnusableInput("Every file needs at least one reader.")
    if not rows:
        return {}
    room = np.array([_room(one, capacity) for one in columns], dtype=np.intp)
    open_ = ~_marked(conflicts, rows, columns)
    kept = open_ & _marked(((file, one) for file, held in (current or {}).items() for one in held), rows, columns)
    prices = _prices(cost or {}, rows, columns)
    chosen = cheapest(open_, prices - _loyalty(prices, room) * kept, per_file, room)
    if chosen is None:
        missing = shortage(open_, per_file, room)
        raise CannotAssign({file: int(number) for file, number in zip(rows, missing, strict=True) if number})
    chosen = linked(chosen, open_ & ~kept, prices) if per_file > 1 else chosen
    held = {file: [columns[at] for at in np.flatnonzero(row)] for file, row in zip(rows, chosen, strict=True)}
    return {file: held[file] for file in given}


def _refuse_doubles(given: Sequence[object], distinct: Sequence[object]) -> None:
    if len(given) != len(distinct):
        raise UnusableInput("A file or a reviewer is named twice.")


def _room(reviewer: Reviewer, capacity: int | Mapping[Reviewer, int]) -> int:
    room = capacity if isinstance(capacity, int) else capacity.get(reviewer)
    if room is None or room < 0:
        raise UnusableInput(f"How many files may {reviewer} hold? A number from 0 upwards is needed.")
    return room


def _marked(pairs: Iterable[tuple[File, Reviewer]], rows: Sequence[File], columns: Sequence[Reviewer]) -> Flags:
    """Mark pairs in a table (files, reviewers); those of files or reviewers that are not here are passed over."""
    row, column = ({one: at for at, one in enumerate(side)} for side in (rows, columns))
    marked = np.zeros((len(rows), len(columns)), dtype=bool)
    for file, reviewer in pairs:
        if file in row and reviewer in column:
            marked[row[file], column[reviewer]] = True
    return marked


def _prices(cost: Mapping[tuple[File, Reviewer], float], rows: Sequence[File], columns: Sequence[Reviewer]) -> Floats:
    """Price every pair: its cost and a hair's breadth that makes the best answer unique."""
    prices = HAIR * np.random.default_rng(0).random((len(rows), len(columns)))
    row, column = ({one: at for at, one in enumerate(side)} for side in (rows, columns))
    for (file, reviewer), value in cost.items():
        if not isfinite(value):
            raise UnusableInput("A cost is a finite number; a reading that must not be is a conflict.")
        if file in row and reviewer in column:
            prices[row[file], column[reviewer]] += value
    return prices


def _loyalty(prices: Floats, room: Counts) -> float:
    """Price a change above anything a chain of changes could gain: each reviewer twice, and the longest load."""
    spread = float(np.ptp(prices)) if prices.size else 0.0
    return 2 * len(room) * spread + min(int(room.max(initial=0)), len(prices)) + 1
