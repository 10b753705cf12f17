"""Deferred acceptance: students propose down their lists, a post keeps the best by its own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heappush, heappushpop
from typing import Generic

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.problem import P, Problem, S
from cohorts.placement.serial import UNFIT, envy, set_aside

UNRANKED = Reason(Kind.UNRANKED)
CLOSED = Reason(Kind.CLOSED)


def deferred_acceptance(
    wishes: Mapping[S, Sequence[P]],
    priorities: Mapping[P, Sequence[S]],
    capacity: Mapping[P, int],
    *,
    locks: Mapping[S, P] | None = None,
    unfit: Mapping[S, Collection[P]] | None = None,
) -> Assignment[S, P]:
    """Place students so that no student and post would both rather have each other.

    priorities: {post: students, best first}; a post never takes somebody it left out. Locked places are taken out
    first. Errors: see Problem; every student ranked needs an entry in wishes, empty if need be.
    Source: Gale & Shapley (1962), "College admissions and the stability of marriage", students proposing.
    """
    problem = Problem(tuple(wishes), wishes, capacity, locks or {}, unfit=unfit or {}, priorities=priorities)
    keepers = {post: Keeper(post, problem) for post in capacity}
    places: dict[S, P | None] = dict.fromkeys(wishes)
    lists = {student: _proposals(student, problem, keepers) for student in wishes}
    for student in wishes:
        if student in problem.locks:
            places[student] = problem.locks[student]
        else:
            _propose(student, lists, keepers, places)
    reasons = {student: _explain(student, places[student], problem, keepers) for student in wishes}
    return Assignment(Rule.DEFERRED_ACCEPTANCE, problem, places, reasons, envy(reasons))


class Keeper(Generic[S, P]):
    """One post with the students it keeps for now; the last by its own list makes way first."""

    def __init__(self, post: P, problem: Problem[S, P]) -> None:
        ranked = (problem.priorities or {}).get(post, ())
        self._rank = dict(zip(ranked, range(1, len(ranked) + 1), strict=True))
        self._after_all = len(ranked) + 1
        self._locked = [student for student, locked_on in problem.locks.items() if locked_on == post]
        self._is_closed = not problem.capacity[post]
        self._places = problem.capacity[post] - len(self._locked)
        self._kept: list[tuple[int, S]] = []  # a heap, the last rank on top

    def ranks(self, student: S) -> bool:
        return student in self._rank

    def consider(self, student: S) -> S | None:
        """Keep this student if there is a place or a lower rank, and return whoever is then left without."""
        entry = (-self._rank[student], student)
        if len(self._kept) < self._places:
            heappush(self._kept, entry)
            return None
        return heappushpop(self._kept, entry)[1] if self._kept else student

    def refusal(self, student: S) -> Reason:
        """Return why this student was not kept in the end."""
        if self._is_closed:
            return CLOSED
        if student not in self._rank:
            return UNRANKED
        by = tuple(other for other in self._locked if self._rank.get(other, self._after_all) > self._rank[student])
        return Reason(Kind.LOCKED, by=by) if by else self._outranked

    @cached_property
    def _outranked(self) -> Reason:
        locked = [self._rank[student] for student in self._locked if student in self._rank]
        return Reason(Kind.OUTRANKED, last_rank=max([-rank for rank, _ in self._kept[:1]] + locked))


def _proposals(student: S, problem: Problem[S, P], keepers: Mapping[P, Keeper[S, P]]) -> Iterator[P]:
    return (post for post in problem.possible(student) if keepers[post].ranks(student))


def _propose(
    student: S,
    lists: Mapping[S, Iterator[P]],
    keepers: Mapping[P, Keeper[S, P]],
    places: dict[S, P | None],
) -> None:
    """Let a student propose until kept or out of wishes, then whoever had to make way, until nobody has."""
    seeker: S | None = student
    while seeker is not None and (post := next(lists[seeker], None)) is not None:
        places[seeker] = post
        seeker = keepers[post].consider(seeker)
        if seeker is not None:
            places[seeker] = None


def _explain(student: S, place: P | None, problem: Problem[S, P], keepers: Mapping[P, Keeper[S, P]]) -> dict[P, Reason]:
    wishes, unfit = problem.wishes[student], problem.unfit.get(student, ())
    if place is not None and student in problem.locks:
        return set_aside(wishes, place)
    above = wishes if place is None else wishes[: wishes.index(place)]
    return {post: UNFIT if post in unfit else keepers[post].refusal(student) for post in above}
