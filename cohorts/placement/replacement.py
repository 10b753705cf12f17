"""A place freed after the publication: who comes first, and what each would free in turn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic

from cohorts.placement.problem import Group, P, S
from cohorts.placement.withdrawal import Move


@dataclass(frozen=True)
class Standing(Generic[S, P]):
    """Who holds what once a placement is published, and what each would rather have.

    merit: those still in, best first. wishes: {student: posts, best first}. holds: {student: post}, absent: nothing.
    anywhere: those whom any post suits rather than none. closed: {student: posts a fact closes}.
    groups: (posts, cap) pairs. promised: {student: post} offered to them and not answered yet.
    """

    merit: Sequence[S]
    wishes: Mapping[S, Sequence[P]]
    holds: Mapping[S, P]
    anywhere: Collection[S] = ()
    closed: Mapping[S, Collection[P]] = field(default_factory=dict)
    groups: Sequence[Group[P]] = ()
    promised: Mapping[S, P] = field(default_factory=dict)

    def line(self, post: P, passed: Collection[S] = ()) -> list[S]:
        """List who would rather have this post than what they hold or are promised, in order of merit.

        `passed`: those who have declined this very place, or let it pass.
        """
        return [student for student in self.merit if student not in passed and self._would_take(student, post)]

    def chain(self, post: P) -> list[Move[S, P]]:
        """Follow a place that becomes free, as if the first in line always accepted: each frees what they held.

        Ends: each step takes one student strictly up their own list.
        """
        moves: list[Move[S, P]] = []
        now, free = replace(self, promised={}), post
        while line := now.line(free):
            first = line[0]
            moves.append(Move(first, now.holds.get(first), free))
            origin = now.holds.get(first)
            now = replace(now, holds={**now.holds, first: free})
            if origin is None:
                break
            free = origin
        return moves

    def promising(self, student: S, post: P) -> "Standing[S, P]":
        """The same, once this post is offered to this student, instead of what they were offered before."""
        return replace(self, promised={**self.promised, student: post})

    def without(self, student: S) -> "Standing[S, P]":
        """The same, once this student has left."""
        return replace(
            self,
            merit=[other for other in self.merit if other != student],
            holds={other: post for other, post in self.holds.items() if other != student},
            promised={other: post for other, post in self.promised.items() if other != student},
        )

    def shut(self) -> set[P]:
        """The posts of every group that can take nobody more."""
        groups = (set(posts) for posts, cap in self.groups if self._count(posts) >= cap)
        return set[P]().union(*groups)

    def _would_take(self, student: S, post: P) -> bool:
        if post in self.closed.get(student, ()):
            return False
        return self._place_of(student, post) < self._at_hand(student) and self._has_room(student, post)

    def _place_of(self, student: S, post: P) -> int:
        """From 0, where the student ranked the post; after every wish, what suits rather than nothing."""
        wishes = self.wishes.get(student, ())
        if post in wishes:
            return list(wishes).index(post)
        return len(wishes) if student in self.anywhere else len(wishes) + 1

    def _at_hand(self, student: S) -> int:
        """Where the best of what is held or promised stands; an unwished place comes after every wish."""
        last = len(self.wishes.get(student, ()))
        have = [posts[student] for posts in (self.holds, self.promised) if student in posts]
        return min((min(self._place_of(student, post), last) for post in have), default=last + 1)

    def _has_room(self, student: S, post: P) -> bool:
        """Whether every group around this post can take one more, or has this student already."""
        return all(
            self.holds.get(student) in posts or self._count(posts, but=student) < cap
            for posts, cap in self.groups
            if post in posts
        )

    def _count(self, posts: Collection[P], but: S | None = None) -> int:
        """How many hold one of these posts or are promised one, without counting this student."""
        held = {other for other, post in self.holds.items() if post in posts}
        return len((held | {other for other, post in self.promised.items() if post in posts}) - {but})
