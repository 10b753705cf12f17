"""What the whole could gain: the fullest placement with the best ranks, beside the amphi and never instead of it.

Each optimum places as many students as can be. Where several placements are as good, merit decides: the first
student of the list gets the best post any of them gives, then the second, and so on. Locked places are taken out
beforehand; none of these can keep places for some first (ReservesNotKept).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.flow import Flow
from cohorts.placement.merit import refuse_reserves
from cohorts.placement.opening import posts_to_shut
from cohorts.placement.problem import Group, P, Problem, S
from cohorts.placement.serial import Whole, play

FOR_THE_WHOLE = Reason(Kind.WHOLE)


def least_total_rank(
    merit: Sequence[S],
    wishes: Mapping[S, Sequence[P]],
    capacity: Mapping[P, int],
    *,
    locks: Mapping[S, P] | None = None,
    groups: Sequence[Group[P]] = (),
    unfit: Mapping[S, Collection[P]] | None = None,
) -> Assignment[S, P]:
    """Place as many students as can be with the least sum of ranks of wishes, ties by merit.

    Shapes and errors: see Problem. Source: minimum-cost flow, Ahuja, Magnanti & Orlin (1993).
    """
    return by_total_rank(Problem(merit, wishes, capacity, locks or {}, groups, unfit or {}))


def leximin(
    merit: Sequence[S],
    wishes: Mapping[S, Sequence[P]],
    capacity: Mapping[P, int],
    *,
    locks: Mapping[S, P] | None = None,
    groups: Sequence[Group[P]] = (),
    unfit: Mapping[S, Collection[P]] | None = None,
) -> Assignment[S, P]:
    """Place as many students as can be with the smallest worst rank, then the fewest at it, and so on upwards.

    Shapes and errors: see Problem. One student at a rank outweighs everybody at the ranks before it.
    """
    return by_worst_rank(Problem(merit, wishes, capacity, locks or {}, groups, unfit or {}))


def with_minimum(
    merit: Sequence[S],
    wishes: Mapping[S, Sequence[P]],
    capacity: Mapping[P, int],
    minimum: Mapping[P, int],
    *,
    locks: Mapping[S, P] | None = None,
    groups: Sequence[Group[P]] = (),
    unfit: Mapping[S, Collection[P]] | None = None,
) -> Assignment[S, P]:
    """Place as many as can be with the least sum of ranks, each post being empty or having at least its minimum.

    minimum: {post: students}, a post left out may have one. Ties by merit among placements with the same posts open.
    Errors: those of Problem, MinimumAboveCapacity for a post that could never open, LocksBelowMinimum.
    Source: mixed-integer programme over the posts that open, solved exactly by HiGHS (10 to 300 students).
    """
    return by_opening(Problem(merit, wishes, capacity, locks or {}, groups, unfit or {}, minimum=minimum))


def by_total_rank(problem: Problem[S, P]) -> Assignment[S, P]:
    refuse_reserves(problem, Rule.LEAST_TOTAL_RANK)
    return play(problem, Whole(Rule.LEAST_TOTAL_RANK, _least_sum(problem), FOR_THE_WHOLE))


def by_worst_rank(problem: Problem[S, P]) -> Assignment[S, P]:
    refuse_reserves(problem, Rule.LEXIMIN)
    base, ranks = len(problem.merit) + 1, _longest(problem)
    flow = Flow(problem, costs=[base**rank for rank in range(ranks)], unplaced=base**ranks)
    return play(problem, Whole(Rule.LEXIMIN, flow, FOR_THE_WHOLE))


def by_opening(problem: Problem[S, P]) -> Assignment[S, P]:
    refuse_reserves(problem, Rule.WITH_MINIMUM)
    binding = {post: least for post, least in problem.minimum.items() if least > 1}
    shut = posts_to_shut(problem, binding)
    kept = replace(
        problem,
        capacity={post: 0 if post in shut else places for post, places in problem.capacity.items()},
        minimum={},
    )
    locked = Counter(problem.locks.values())
    floors = {post: max(0, least - locked[post]) for post, least in binding.items() if post not in shut}
    whole = Whole(Rule.WITH_MINIMUM, _least_sum(kept, floors), FOR_THE_WHOLE)
    closed = {post: Reason(Kind.CLOSED, minimum=problem.minimum[post]) for post in shut}
    return replace(play(kept, whole, closed), problem=problem)


def _longest(problem: Problem[S, P]) -> int:
    return max(map(len, problem.wishes.values()), default=0)


def _least_sum(problem: Problem[S, P], floors: Mapping[P, int] | None = None) -> Flow[S, P]:
    """Let a rank cost its number, and no place more than all ranks together."""
    ranks = _longest(problem)
    return Flow(problem, range(1, ranks + 1), unplaced=len(problem.merit) * ranks + 1, floors=floors)
