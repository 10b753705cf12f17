"""An amphi as everybody in the room sees it, at one version. Read once, then only computed upon."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.functional import Promise

from cohorts.models import How, Post
from cohorts.places import OfBranch, by_branch

NEXT, LATEST = 3, 6


@dataclass(frozen=True, slots=True)
class Seat:
    """One trainee in the order of the amphi. `lock`: the post kept for them before it began.

    `takes_any`: any post suits after the wishes. `unfit`: for each post closed to them, the fact that closes it.
    """

    trainee: int
    person: int
    rank: int
    name: str
    wishes: tuple[int, ...]
    lock: int | None
    is_absent: bool
    takes_any: bool
    unfit: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody has, or that they have nothing, and how it was chosen."""

    seat: Seat
    post: Post | None
    how: str


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in a group of posts."""

    name: str | Promise  # of a branch: in the language of whoever reads
    posts: frozenset[int]
    cap: int


@dataclass(frozen=True, slots=True)
class Shut:
    """Why a post is not open to somebody. `rank`: of whoever took the last place, where somebody did."""

    rank: int | None = None
    limit: Limit | None = None
    fact: str = ""
    is_unfit: bool = False
    is_kept: bool = False


@dataclass(frozen=True, eq=False)
class Room:
    """Seats in the order of merit, what is taken in the order it was; `turn`: the trainee who chooses.

    Posts have the places they had when the amphi began. `undone`: why a choice was taken back, by trainee.
    """

    amphi: int
    cohort: str
    state: str
    version: int
    shows_names: bool
    turn: int | None
    watched: int | None
    seats: Sequence[Seat]
    posts: Mapping[int, Post]
    taken: Sequence[Taken]
    limits: Sequence[Limit]
    undone: Mapping[int, str]

    @cached_property
    def by_trainee(self) -> dict[int, Taken]:
        return {one.seat.trainee: one for one in self.taken}

    @cached_property
    def places_taken(self) -> Counter[int]:
        return Counter(one.post.pk for one in self.taken if one.post)

    @cached_property
    def kept(self) -> Counter[int]:
        """Places of those whose post is decided and whose turn has not come."""
        return Counter(seat.lock for seat in self.to_come if seat.lock is not None)

    @cached_property
    def current(self) -> Seat | None:
        return next((seat for seat in self.seats if seat.trainee == self.turn), None)

    @cached_property
    def to_come(self) -> list[Seat]:
        """Those who have nothing yet, the one who chooses included, in their order."""
        return [seat for seat in self.seats if seat.trainee not in self.by_trainee]

    @property
    def following(self) -> list[Seat]:
        return [seat for seat in self.to_come if seat.trainee != self.turn and seat.lock is None][:NEXT]

    @property
    def choosing(self) -> int:
        """How many choose in all: those whose place was reserved do not."""
        return sum(seat.lock is None for seat in self.seats)

    @property
    def latest(self) -> list[Taken]:
        return list(reversed(self.chosen[-LATEST:]))

    @cached_property
    def chosen(self) -> list[Taken]:
        """What was taken turn after turn; places reserved beforehand are not told as choices."""
        return [one for one in self.taken if one.how != How.LOCKED]

    @cached_property
    def branches(self) -> list[OfBranch]:
        return by_branch(self.posts.values(), self.places_taken + self.kept)

    @cached_property
    def places(self) -> int:
        return sum(self.left(post) for post in self.posts.values())

    def seat_of(self, person: int) -> Seat | None:
        return next((seat for seat in self.seats if seat.person == person), None)

    def before(self, taken: Taken) -> "Room":
        """The room as it was when this was taken."""
        return replace(self, taken=self.taken[: self.taken.index(taken)])

    def ahead_of(self, seat: Seat) -> int:
        """How many choose before this one."""
        return sum(other.rank < seat.rank and other.lock is None for other in self.to_come)

    def left(self, post: Post) -> int:
        return max(0, post.capacity - self.places_taken[post.pk] - self.kept[post.pk])

    def shut(self, post: Post, seat: Seat) -> Shut | None:
        """Why this post cannot be this person's now; None: it can."""
        if post.pk in seat.unfit:
            return Shut(is_unfit=True, fact=seat.unfit[post.pk])
        if not self.left(post):
            return self._full(frozenset({post.pk}))
        full = next((limit for limit in self.limits if post.pk in limit.posts and self._is_full(limit)), None)
        return self._full(full.posts, full) if full else None

    def _full(self, posts: frozenset[int], limit: Limit | None = None) -> Shut:
        """By the last choice, or by places reserved beforehand where those came after every choice."""
        rank = next((one.seat.rank for one in reversed(self.chosen) if one.post and one.post.pk in posts), None)
        return Shut(rank=rank, limit=limit, is_kept=rank is None and self._counted(posts) > 0)

    def _is_full(self, limit: Limit) -> bool:
        return self._counted(limit.posts) >= limit.cap

    def _counted(self, posts: frozenset[int]) -> int:
        return sum(self.places_taken[post] + self.kept[post] for post in posts)
