"""Deferred acceptance: students propose down their lists, a post keeps the best by its own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.chambers import Chamber
from cohorts.placement.keepers import Keeper
from cohorts.placement.problem import Group, P, Problem, Reserve, S
from cohorts.placement.serial import UNFIT, envy, set_aside

Keeps: TypeAlias = Keeper[S, P] | Chamber[S, P]


def deferred_acceptance(
    wishes: Mapping[S, Sequence[P]],
    priorities: Mapping[P, Sequence[S]],
    capacity: Mapping[P, int],
    *,
    locks: Mapping[S, P] | None = None,
    groups: Sequence[Group[P]] = (),
    unfit: Mapping[S, Collection[P]] | None = None,
    reserves: Mapping[P, Reserve[S]] | None = None,
) -> Assignment[S, P]:
    """Place students so that no student and post would both rather have each other.

    priorities: {post: students, best first}; a post never takes somebody it left out. Locked places are taken out
    first. Errors: see Problem and by_acceptance; every student ranked needs an entry in wishes, empty if need be.
    """
    problem = Problem(
        tuple(wishes), wishes, capacity, locks or {}, groups, unfit or {}, priorities, reserves=reserves or {}
    )
    return by_acceptance(problem)


def by_acceptance(problem: Problem[S, P]) -> Assignment[S, P]:
    """Let students propose; strategy-proof for them, and the best for each of all answers without justified envy.

    That still holds with places kept first for some (Hafalir, Yenmez & Yildirim 2013) and under nested caps where one
    order serves the posts of a group (Hatfield & Milgrom 2005); OrdersInGroup and ReservesInGroup name what is beyond.
    Source: Gale & Shapley (1962), "College admissions and the stability of marriage", students proposing.
    """
    return accept(problem, Kind.OUTRANKED)


def accept(problem: Problem[S, P], full: Kind) -> Assignment[S, P]:
    """Run on inputs already checked; `full` is what a post says to those it has no place for."""
    keepers = _keepers(problem, full)
    places: dict[S, P | None] = dict.fromkeys(problem.merit)
    lists = {student: _proposals(student, problem, keepers) for student in problem.merit}
    for student in problem.merit:
        if student in problem.locks:
            places[student] = problem.locks[student]
        else:
            _propose(student, lists, keepers, places)
    reasons = {student: _explain(student, places[student], problem, keepers) for student in problem.merit}
    return Assignment(Rule.DEFERRED_ACCEPTANCE, problem, places, reasons, envy(reasons))


def _keepers(problem: Problem[S, P], full: Kind) -> dict[P, Keeps[S, P]]:
    """Give each post its own keeper, or the one of the largest capped group that holds it."""
    keepers: dict[P, Keeps[S, P]] = {}
    binding = problem.binding()
    for posts, _ in reversed(binding.values()):
        if not keepers.keys() & set(posts):
            inside = {n: group for n, group in binding.items() if set(group[0]) <= set(posts)}
            keepers |= dict.fromkeys(posts, Chamber(inside, problem, full))
    return keepers | {post: Keeper(post, problem, full) for post in problem.capacity if post not in keepers}


def _proposals(student: S, problem: Problem[S, P], keepers: Mapping[P, Keeps[S, P]]) -> Iterator[P]:
    return (post for post in problem.possible(student) if keepers[post].ranks(student))


def _propose(
    student: S,
    lists: Mapping[S, Iterator[P]],
    keepers: Mapping[P, Keeps[S, P]],
    places: dict[S, P | None],
) -> None:
    """Let a student propose until kept or out of wishes, then whoever had to make way, until nobody has."""
    seeker: S | None = student
    while seeker is not None and (post := next(lists[seeker], None)) is not None:
        places[seeker] = post
        seeker = keepers[post].consider(seeker, post)
        if seeker is not None:
            places[seeker] = None


def _explain(student: S, place: P | None, problem: Problem[S, P], keepers: Mapping[P, Keeps[S, P]]) -> dict[P, Reason]:
    wishes, unfit = problem.wishes.get(student, ()), problem.unfit.get(student, ())
    if place is not None and student in problem.locks:
        return set_aside(wishes, place)
    above = wishes if place is None else wishes[: wishes.index(place)]
    return {post: UNFIT if post in unfit else keepers[post].refusal(student, post) for post in above}
