"""Which posts open when each needs a minimum of students, or none at all."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cohorts.placement.errors import LocksBelowMinimum
from cohorts.placement.problem import P, Problem, S

INFEASIBLE = 2  # the status scipy gives


class Seat(NamedTuple):
    """One unknown: whether the student of this number goes to this post, at this rank of their wishes."""

    student: int
    post: int
    rank: int
    is_locked: bool


def posts_to_shut(problem: Problem[S, P], minimum: Mapping[P, int]) -> set[P]:
    """Return the posts with a minimum that stay empty in the fullest placement of least total rank.

    One unknown a wish (0 to 1) and one a post with a minimum (open or not). Once the posts are settled the rest is
    a flow, so only they need to be whole numbers. Errors: LocksBelowMinimum.
    """
    if not minimum:
        return set()
    # loading scipy takes longer than most placements, and only this rule needs it
    from scipy.optimize import Bounds, milp  # noqa: PLC0415

    seats = _seats(problem)
    no_place = len(problem.merit) * max((seat.rank for seat in seats), default=0) + 1
    answer = milp(
        [seat.rank - no_place for seat in seats] + [0] * len(minimum),
        integrality=[0] * len(seats) + [1] * len(minimum),
        bounds=Bounds([float(seat.is_locked) for seat in seats] + [0.0] * len(minimum), 1),
        constraints=_limits(problem, minimum, seats),
        options={"mip_rel_gap": 0},
    )
    if answer.status == INFEASIBLE:
        raise LocksBelowMinimum(minimum=dict(minimum))
    if not answer.success:
        raise RuntimeError(f"HiGHS found no optimum: {answer.message}")
    return {post for post, opened in zip(minimum, answer.x[len(seats) :], strict=True) if opened < 0.5}


def _seats(problem: Problem[S, P]) -> list[Seat]:
    """List who may go where; a locked student to one post only, at no rank."""
    number = {post: n for n, post in enumerate(problem.capacity)}
    seats = []
    for n, student in enumerate(problem.merit):
        if student in problem.locks:
            seats.append(Seat(n, number[problem.locks[student]], 0, True))
            continue
        unfit = problem.unfit.get(student, ())
        wishes = enumerate(problem.wishes.get(student, ()), 1)
        seats += [Seat(n, number[post], rank, False) for rank, post in wishes if post not in unfit]
    return seats


def _limits(problem: Problem[S, P], minimum: Mapping[P, int], seats: list[Seat]) -> Any:
    """One place a student, nested caps kept; an open post holds its minimum to its capacity, a shut one nobody."""
    from scipy.optimize import LinearConstraint  # noqa: PLC0415
    from scipy.sparse import coo_array  # noqa: PLC0415

    full, caps = len(problem.merit), len(problem.merit) + len(problem.capacity)
    least = caps + len(problem.groups)
    counted = _counted(problem, minimum, full, caps, least)
    cells = [(row, column, 1) for column, seat in enumerate(seats) for row in (seat.student, *counted[seat.post])]
    number = {post: n for n, post in enumerate(problem.capacity)}
    for n, (post, floor) in enumerate(minimum.items()):
        cells += [(full + number[post], len(seats) + n, -problem.capacity[post]), (least + n, len(seats) + n, -floor)]
    rows, columns, values = zip(*cells, strict=True)
    matrix = coo_array((values, (rows, columns)), shape=(least + len(minimum), len(seats) + len(minimum)))
    most = [1] * full + [0 if post in minimum else places for post, places in problem.capacity.items()]
    most += [cap for _, cap in problem.groups]
    lower = [-float("inf")] * least + [0.0] * len(minimum)
    return LinearConstraint(matrix, lower, most + [float("inf")] * len(minimum))


def _counted(problem: Problem[S, P], minimum: Mapping[P, int], full: int, caps: int, least: int) -> list[list[int]]:
    """List, for each post, the rows its students count in: its own places, its groups, its minimum."""
    rows = {post: [full + n] for n, post in enumerate(problem.capacity)}
    for n, (posts, _) in enumerate(problem.groups, caps):
        for post in set(posts):
            rows[post].append(n)
    for n, post in enumerate(minimum, least):
        rows[post].append(n)
    return list(rows.values())
