"""Whom the posts of a capped group keep for now, when one order serves them all."""

from bisect import insort
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic

from cohorts.placement.assignment import Kind, Reason
from cohorts.placement.errors import OrdersInGroup, ReservesInGroup
from cohorts.placement.keepers import CLOSED, UNRANKED, ranks_of
from cohorts.placement.problem import Group, P, Problem, S


@dataclass(frozen=True, eq=False)
class Limit(Generic[P]):
    """How many may still come to these posts beside those locked there; `group` is None for one post."""

    group: int | None
    posts: frozenset[P]
    room: int


class Chamber(Generic[S, P]):
    """The posts of a group, and of those inside it; whoever stands last in their common order makes way first.

    Nested caps are a matroid: going down the order and keeping whoever still fits is the best choice, and whoever is
    left out once is left out for good. groups: those inside, by index, smallest first; the whole one is the last.
    Errors: OrdersInGroup, ReservesInGroup: nothing would say whom the cap leaves out.
    """

    def __init__(self, groups: Mapping[int, Group[P]], problem: Problem[S, P], full: Kind) -> None:
        index, (posts, _) = list(groups.items())[-1]
        _refuse_mixed(index, frozenset(posts), problem)
        self._full = full
        self._rank = ranks_of(problem, next(iter(posts)))
        after_all = len(self._rank) + 1
        self._locked = sorted((self._rank.get(s, after_all), n, s) for n, s in enumerate(problem.locks))
        self._locks = problem.locks
        self._closed = {post for post in posts if not problem.capacity[post]}
        self._limits = {post: [self._limit(None, [post], problem.capacity[post])] for post in posts}
        for number, (within, cap) in groups.items():
            limit = self._limit(number, within, cap)
            for post in limit.posts:
                self._limits[post].append(limit)
        self._kept: list[tuple[int, S, P]] = []

    def ranks(self, student: S) -> bool:
        return student in self._rank

    def consider(self, student: S, post: P) -> S | None:
        """Keep this student if there is room or a lower rank, and return whoever is then left without."""
        insort(self._kept, (self._rank[student], student, post))
        taken: Counter[Limit[P]] = Counter()
        for entry in self._kept:
            limits = self._limits[entry[2]]
            if any(taken[limit] >= limit.room for limit in limits):
                self._kept.remove(entry)
                return entry[1]
            taken.update(limits)
        return None

    def refusal(self, student: S, post: P) -> Reason:
        """Return why this student was not kept in the end: the smallest limit filled by those above."""
        if post in self._closed:
            return CLOSED
        if student not in self._rank:
            return UNRANKED
        rank = self._rank[student]
        full = next(limit for limit in self._limits[post] if self._above(rank, limit) >= limit.room)
        by = tuple(other for below, _, other in self._locked if below > rank and self._locks[other] in full.posts)
        if full.group is None:
            return Reason(Kind.LOCKED, by=by) if by else Reason(self._full, last_rank=self._last(full))
        return Reason(Kind.QUOTA, last_rank=self._last(full), group=full.group, by=by)

    def _limit(self, group: int | None, posts: Collection[P], cap: int) -> Limit[P]:
        inside = frozenset(posts)
        return Limit(group, inside, cap - sum(post in inside for post in self._locks.values()))

    def _above(self, rank: int, limit: Limit[P]) -> int:
        return sum(other < rank and post in limit.posts for other, _, post in self._kept)

    def _last(self, limit: Limit[P]) -> int | None:
        kept = [rank for rank, _, post in self._kept if post in limit.posts]
        locked = [rank for rank, _, s in self._locked if s in self._rank and self._locks[s] in limit.posts]
        return max(kept + locked, default=None)


def _refuse_mixed(index: int, posts: frozenset[P], problem: Problem[S, P]) -> None:
    orders = [list((problem.priorities or {}).get(post, ())) for post in posts]
    if any(order != orders[0] for order in orders):
        raise OrdersInGroup(group=index)
    for post in posts:
        if problem.reserves.get(post, (0, ()))[0]:
            raise ReservesInGroup(group=index, post=post)
