"""Whom one post keeps for now while students propose, with places kept first for some of them."""

from collections.abc import Sequence
from functools import cached_property
from heapq import heappop, heappush, heappushpop
from typing import Generic

from cohorts.placement.assignment import Kind, Reason
from cohorts.placement.problem import P, Problem, S

UNRANKED = Reason(Kind.UNRANKED)
CLOSED = Reason(Kind.CLOSED)


class Keeper(Generic[S, P]):
    """One post with the students it keeps for now; the last by its own list makes way first.

    The best of those its places are kept for sit on those, and make way there for one another only.
    """

    def __init__(self, post: P, problem: Problem[S, P], full: Kind) -> None:
        self._rank = ranks_of(problem, post)
        self._after_all = len(self._rank) + 1
        self._full = full
        self._locked = [student for student, locked_on in problem.locks.items() if locked_on == post]
        self._is_closed = not problem.capacity[post]
        self._places = problem.capacity[post] - len(self._locked)
        reserved, whom = problem.reserves.get(post, (0, ()))
        self._favoured = frozenset(whom)
        self._reserved = min(self._places, max(0, reserved - len(self._favoured.intersection(self._locked))))
        self._first: list[tuple[int, S]] = []  # on places kept for them: a heap, the last rank on top
        self._kept: list[tuple[int, S]] = []  # on the others, likewise

    def ranks(self, student: S) -> bool:
        return student in self._rank

    def consider(self, student: S, _post: P) -> S | None:
        """Keep this student if there is a place or a lower rank, and return whoever is then left without."""
        entry = (-self._rank[student], student)
        if self._reserved and student in self._favoured:
            if len(self._first) < self._reserved:
                heappush(self._first, entry)
                return heappop(self._kept)[1] if len(self._first) + len(self._kept) > self._places else None
            entry = heappushpop(self._first, entry)
        if len(self._first) + len(self._kept) < self._places:
            heappush(self._kept, entry)
            return None
        return heappushpop(self._kept, entry)[1]

    def refusal(self, student: S, _post: P) -> Reason:
        """Return why this student was not kept in the end."""
        if self._is_closed:
            return CLOSED
        if student not in self._rank:
            return UNRANKED
        rank = self._rank[student]
        by = tuple(other for other in self._locked if self._rank.get(other, self._after_all) > rank)
        if by:
            return Reason(Kind.LOCKED, by=by)
        return self._for_others if self._first and -self._first[0][0] > rank else self._outranked

    @cached_property
    def _for_others(self) -> Reason:
        return Reason(Kind.RESERVED, last_rank=max(self._held(self._kept), default=None))

    @cached_property
    def _outranked(self) -> Reason:
        return Reason(self._full, last_rank=max(self._held(self._kept) + self._held(self._first)))

    def _held(self, heap: Sequence[tuple[int, S]]) -> list[int]:
        """Return the last rank of this heap, with those of the locked."""
        return [-rank for rank, _ in heap[:1]] + [self._rank[one] for one in self._locked if one in self._rank]


def ranks_of(problem: Problem[S, P], post: P) -> dict[S, int]:
    """Return the place of each student a post ranks, from 1."""
    ranked = (problem.priorities or {}).get(post, ())
    return dict(zip(ranked, range(1, len(ranked) + 1), strict=True))
