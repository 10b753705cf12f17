"""Which posts open when each needs a minimum of students, or none at all."""

from collections.abc import Mapping
from typing import Any

from cohorts.placement.problem import P, Problem, S


def posts_to_shut(problem: Problem[S, P], minimum: Mapping[P, int]) -> set[P]:
    """Return the posts with a minimum that stay empty in the fullest placement of least total rank.

    One unknown a wish (0 to 1) and one a post with a minimum (open or not). Once the posts are settled the rest is
    a flow, so only they need to be whole numbers.
    """
    if not minimum:
        return set()
    # loading scipy takes longer than most placements, and only this rule needs it
    from scipy.optimize import milp  # noqa: PLC0415

    wishes = [
        (n, post, rank)
        for n, student in enumerate(problem.merit)
        for rank, post in enumerate(problem.wishes.get(student, ()), 1)
        if post not in problem.unfit.get(student, ())
    ]
    no_place = len(problem.merit) * max((rank for _, _, rank in wishes), default=0) + 1
    answer = milp(
        [rank - no_place for _, _, rank in wishes] + [0] * len(minimum),
        integrality=[0] * len(wishes) + [1] * len(minimum),
        bounds=(0, 1),
        constraints=_limits(problem, minimum, wishes),
        options={"mip_rel_gap": 0},
    )
    if not answer.success:
        raise RuntimeError(f"HiGHS found no optimum: {answer.message}")
    return {post for post, opened in zip(minimum, answer.x[len(wishes) :], strict=True) if opened < 0.5}


def _limits(problem: Problem[S, P], minimum: Mapping[P, int], wishes: list[tuple[int, P, int]]) -> Any:
    """One place a student; an open post holds between its minimum and its capacity, a shut one nobody."""
    from scipy.optimize import LinearConstraint  # noqa: PLC0415
    from scipy.sparse import coo_array  # noqa: PLC0415

    students, posts = len(problem.merit), {post: n for n, post in enumerate(problem.capacity)}
    full, least = students, students + len(posts)
    opening = {post: (least + n, len(wishes) + n) for n, post in enumerate(minimum)}
    cells = []
    for column, (n, post, _) in enumerate(wishes):
        cells += [(n, column, 1), (full + posts[post], column, 1)]
        if post in opening:
            cells.append((opening[post][0], column, 1))
    for post, (row, column) in opening.items():
        cells += [(full + posts[post], column, -problem.capacity[post]), (row, column, -minimum[post])]
    rows, columns, values = zip(*cells, strict=True)
    matrix = coo_array((values, (rows, columns)), shape=(least + len(minimum), len(wishes) + len(minimum)))
    most = [1] * students + [0 if post in minimum else places for post, places in problem.capacity.items()]
    lower = [-float("inf")] * least + [0.0] * len(minimum)
    return LinearConstraint(matrix, lower, most + [float("inf")] * len(minimum))
