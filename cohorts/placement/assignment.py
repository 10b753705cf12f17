"""What a placement answers: who goes where, why each wish was refused, and whom the locks passed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic

from cohorts.placement.problem import P, Problem, S


class Rule(StrEnum):
    AMPHI = "amphi"
    LOOK_AHEAD = "look_ahead"
    DEFERRED_ACCEPTANCE = "deferred_acceptance"
    LEAST_TOTAL_RANK = "least_total_rank"
    LEXIMIN = "leximin"
    WITH_MINIMUM = "with_minimum"
    LIVE = "live"


class Kind(StrEnum):
    TAKEN = "taken"  # the last place went to rank `last_rank`
    QUOTA = "quota"  # group number `group` is full, its last place went to rank `last_rank`
    LOCKED = "locked"  # a place is locked for students ranked below, `by` names them
    OWN_LOCK = "own_lock"  # this student's own place was locked elsewhere
    UNFIT = "unfit"  # a fact closes this post to this student
    CLOSED = "closed"  # the post opens no place, or fewer than its `minimum` would come
    LOOK_AHEAD = "look_ahead"  # one student fewer than `fullest` could then be placed
    OUTRANKED = "outranked"  # the post kept others, down to place `last_rank` of its own list
    UNRANKED = "unranked"  # the post did not rank this student
    RESERVED = "reserved"  # places are kept first for others; the last of the open ones went to rank `last_rank`
    WHOLE = "whole"  # the optimum of the whole gave this place to others


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one wish was refused: a kind and its facts, for callers to word.

    Ranks count from 1. `group` is the index in the groups given. `by` names locked students ranked below the
    one refused, in order of merit.
    """

    kind: Kind
    last_rank: int | None = None
    group: int | None = None
    by: tuple[Any, ...] = ()
    minimum: int | None = None
    fullest: int | None = None


@dataclass(frozen=True)
class Assignment(Generic[S, P]):
    """The answer of one rule to one problem.

    places: {student: post or None}. reasons: {student: {post: Reason}} for each wish above the place obtained.
    envy: (student, locked student) pairs, where the lock cost the first one a wish.
    """

    rule: Rule
    problem: Problem[S, P]
    places: Mapping[S, P | None]
    reasons: Mapping[S, Mapping[P, Reason]]
    envy: tuple[tuple[S, S], ...] = ()

    def rank(self, student: S) -> int | None:
        """Return which wish the student obtained, from 1, or None without a place or outside the wishes."""
        place, wishes = self.places[student], self.problem.wishes.get(student, ())
        return wishes.index(place) + 1 if place in wishes else None
