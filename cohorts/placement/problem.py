"""The inputs of a placement, checked once for every rule."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Generic, TypeAlias, TypeVar

from cohorts.placement.errors import (
    DuplicateStudent,
    DuplicateWish,
    GroupsNotNested,
    LockOverCapacity,
    LockUnfit,
    MinimumAboveCapacity,
    NegativeCapacity,
    ReservedOverCapacity,
    UnknownPost,
    UnknownStudent,
)

S = TypeVar("S")
P = TypeVar("P")
Group: TypeAlias = tuple[Collection[P], int]
Reserve: TypeAlias = tuple[int, Collection[S]]


@dataclass(frozen=True)
class Problem(Generic[S, P]):
    """Who is placed in which order, what each wishes for, and what limits the places.

    merit: students, best first. wishes: {student: posts, best first}, a post left out is not acceptable.
    capacity: {post: places}. locks: {student: post} decided beforehand. groups: (posts, cap) pairs, nested.
    unfit: {student: posts closed to this student by a fact}. priorities: {post: students, best first} where posts rank.
    reserves: {post: (places, students they are kept for first)}; others take them when those do not come.
    minimum: {post: students from which it opens}, for the one rule that closes posts.
    """

    merit: Sequence[S]
    wishes: Mapping[S, Sequence[P]]
    capacity: Mapping[P, int]
    locks: Mapping[S, P] = field(default_factory=dict)
    groups: Sequence[Group[P]] = ()
    unfit: Mapping[S, Collection[P]] = field(default_factory=dict)
    priorities: Mapping[P, Sequence[S]] | None = None
    reserves: Mapping[P, Reserve[S]] = field(default_factory=dict)
    minimum: Mapping[P, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._check_students()
        self._check_capacity()
        self._check_wishes()
        self._check_groups()
        self._check_locks()
        self._check_priorities()
        self._check_reserves()
        self._check_minimum()

    def without(self, student: S) -> "Problem[S, P]":
        """Return the same placement as if this student had never been in it."""
        priorities = self.priorities and {post: _others(line, student) for post, line in self.priorities.items()}
        return replace(
            self,
            merit=_others(self.merit, student),
            wishes=_except(self.wishes, student),
            locks=_except(self.locks, student),
            unfit=_except(self.unfit, student),
            priorities=priorities,
            reserves={post: (places, _others(whom, student)) for post, (places, whom) in self.reserves.items()},
        )

    def binding(self) -> dict[int, Group[P]]:
        """Return the groups that can fill before all their posts do, by their index, smallest first."""
        capped = ((n, group) for n, group in enumerate(self.groups) if group[1] < self._places_in(group[0]))
        return dict(sorted(capped, key=lambda numbered: len(set(numbered[1][0]))))

    def _places_in(self, posts: Collection[P]) -> int:
        return sum(self.capacity[post] for post in set(posts))

    def possible(self, student: S) -> Iterator[P]:
        """Yield the wishes of a student that no fact rules out, best first."""
        unfit = self.unfit.get(student, ())
        return (post for post in self.wishes.get(student, ()) if post not in unfit)

    def _check_students(self) -> None:
        known = set(self.merit)
        if len(known) < len(self.merit):
            raise DuplicateStudent(student=_first_duplicate(self.merit))
        for named in (self.wishes, self.locks, self.unfit):
            if not known.issuperset(named):
                raise UnknownStudent(student=_first_stranger(named, known))

    def _check_capacity(self) -> None:
        for post, places in self.capacity.items():
            if places < 0:
                raise NegativeCapacity(post=post, capacity=places)

    def _check_wishes(self) -> None:
        for lists in (self.wishes, self.unfit):
            if not self.capacity.keys() >= set().union(*lists.values()):
                raise UnknownPost(**self._first_unknown(lists))
        for student, wishes in self.wishes.items():
            if len(set(wishes)) < len(wishes):
                raise DuplicateWish(student=student, post=_first_duplicate(wishes))

    def _first_unknown(self, lists: Mapping[S, Collection[P]]) -> dict[str, S | P]:
        strays = ((student, post) for student, posts in lists.items() for post in posts)
        return next({"student": s, "post": post} for s, post in strays if post not in self.capacity)

    def _check_groups(self) -> None:
        sets = [frozenset(posts) for posts, _ in self.groups]
        for index, (posts, (_, cap)) in enumerate(zip(sets, self.groups, strict=True)):
            if not posts <= self.capacity.keys():
                raise UnknownPost(post=_first_stranger(posts, self.capacity), group=index)
            if cap < 0:
                raise NegativeCapacity(group=index, capacity=cap)
        for (one, a), (other, b) in combinations(enumerate(sets), 2):
            if not (a <= b or b <= a or a.isdisjoint(b)):
                raise GroupsNotNested(groups=(one, other))

    def _check_locks(self) -> None:
        for student, post in self.locks.items():
            if post not in self.capacity:
                raise UnknownPost(post=post, student=student)
            if post in self.unfit.get(student, ()):
                raise LockUnfit(student=student, post=post)
        locked = Counter(self.locks.values())
        for post, count in locked.items():
            if count > self.capacity[post]:
                raise LockOverCapacity(post=post, locked=count, capacity=self.capacity[post])
        for index, (posts, cap) in enumerate(self.groups):
            if (count := sum(locked[post] for post in set(posts))) > cap:
                raise LockOverCapacity(group=index, locked=count, capacity=cap)

    def _check_priorities(self) -> None:
        known = set(self.merit)
        for post, students in (self.priorities or {}).items():
            if post not in self.capacity:
                raise UnknownPost(post=post)
            if not known.issuperset(students):
                raise UnknownStudent(student=_first_stranger(students, known), post=post)
            if len(set(students)) < len(students):
                raise DuplicateStudent(student=_first_duplicate(students), post=post)

    def _check_reserves(self) -> None:
        known = set(self.merit)
        for post, (places, students) in self.reserves.items():
            if post not in self.capacity:
                raise UnknownPost(post=post)
            if not 0 <= places <= self.capacity[post]:
                raise ReservedOverCapacity(post=post, reserved=places, capacity=self.capacity[post])
            if not known.issuperset(students):
                raise UnknownStudent(student=_first_stranger(students, known), post=post)

    def _check_minimum(self) -> None:
        for post, least in self.minimum.items():
            if post not in self.capacity:
                raise UnknownPost(post=post)
            if least < 0:
                raise NegativeCapacity(post=post, minimum=least)
            if least > self.capacity[post]:
                raise MinimumAboveCapacity(post=post, minimum=least, capacity=self.capacity[post])


Value = TypeVar("Value")


def _except(mapping: Mapping[S, Value], student: S) -> dict[S, Value]:
    return {key: value for key, value in mapping.items() if key != student}


def _others(students: Iterable[S], student: S) -> list[S]:
    return [other for other in students if other != student]


def _first_duplicate(values: Iterable[S]) -> S:
    return Counter(values).most_common(1)[0][0]


def _first_stranger(values: Iterable[S], known: Collection[S]) -> S:
    return next(value for value in values if value not in known)
