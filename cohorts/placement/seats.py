"""The places left while an amphi goes down the list, and why the others are closed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Generic

from cohorts.placement.assignment import Kind, Reason
from cohorts.placement.problem import P, Problem, S


class Seats(Generic[S, P]):
    """Count the places of posts and groups down as they are taken, locked places first.

    closed: posts that stay shut whatever their capacity, and why.
    """

    def __init__(self, problem: Problem[S, P], closed: Mapping[P, Reason]) -> None:
        self._problem = problem
        self._left = dict(problem.capacity)
        self._room = [cap for _, cap in problem.groups]
        self._groups: dict[P, list[int]] = defaultdict(list)
        for index, (posts, _) in enumerate(problem.groups):
            for post in set(posts):
                self._groups[post].append(index)
        self._closed = dict(closed)
        self._close_empty()
        self._locked = [(rank, s) for rank, s in enumerate(problem.merit, 1) if s in problem.locks]
        for rank, student in self._locked:
            self.take(problem.locks[student], rank)

    def take(self, post: P, rank: int) -> None:
        """Give one place of this post to the student of this rank."""
        self._left[post] -= 1
        if not self._left[post]:
            self._closed[post] = Reason(Kind.TAKEN, last_rank=rank)
        for index in self._groups.get(post, ()):
            self._room[index] -= 1
            if not self._room[index]:
                self._close_group(index, rank)

    def refusal(self, post: P, rank: int) -> Reason | None:
        """Return why the student of this rank cannot have this post, or None if a place is open."""
        reason = self._closed.get(post)
        if reason is None or not self._locked:
            return reason
        by = tuple(self._locked_below(post, reason, rank))
        if not by:
            return reason
        return replace(reason, by=by) if reason.kind is Kind.QUOTA else Reason(Kind.LOCKED, by=by)

    def _locked_below(self, post: P, reason: Reason, rank: int) -> Iterator[S]:
        shared = {post} if reason.group is None else self._problem.groups[reason.group][0]
        return (s for other, s in self._locked if other > rank and self._problem.locks[s] in shared)

    def _close_empty(self) -> None:
        for post, places in self._left.items():
            if not places:
                self._closed.setdefault(post, Reason(Kind.CLOSED))
        for index, room in enumerate(self._room):
            if not room:
                self._close_group(index, None)

    def _close_group(self, index: int, last_rank: int | None) -> None:
        reason = Reason(Kind.QUOTA, last_rank=last_rank, group=index)
        for post in self._problem.groups[index][0]:
            self._closed.setdefault(post, reason)
