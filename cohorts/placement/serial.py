"""One pass down a list: in order of merit, each takes the best place still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.flow import Flow
from cohorts.placement.problem import P, Problem, S
from cohorts.placement.seats import Seats

OWN_LOCK = Reason(Kind.OWN_LOCK)
UNFIT = Reason(Kind.UNFIT)


@dataclass(frozen=True)
class Whole(Generic[S, P]):
    """What all students together demand beyond an open place, and what to tell those it refuses."""

    rule: Rule
    flow: Flow[S, P]
    refusal: Reason


def play(
    problem: Problem[S, P], whole: Whole[S, P] | None = None, closed: Mapping[P, Reason] | None = None
) -> Assignment[S, P]:
    """Go down the list once, on inputs already checked."""
    seats = Seats(problem, closed or {})
    places: dict[S, P | None] = {}
    reasons: dict[S, dict[P, Reason]] = {}
    for rank, student in enumerate(problem.merit, 1):
        wishes = problem.wishes.get(student, ())
        if student in problem.locks:
            places[student], reasons[student] = problem.locks[student], set_aside(wishes, problem.locks[student])
        else:
            places[student], reasons[student] = _pick(problem, student, rank, seats, whole)
    return Assignment(whole.rule if whole else Rule.AMPHI, problem, places, reasons, envy(reasons))


def envy(reasons: Mapping[S, Mapping[P, Reason]]) -> tuple[tuple[S, S], ...]:
    """List who was passed over by which locked student, once each."""
    pairs = [
        (student, other) for student, refused in reasons.items() for reason in refused.values() for other in reason.by
    ]
    return tuple(dict.fromkeys(pairs))


def set_aside(wishes: Sequence[P], place: P) -> dict[P, Reason]:
    """Explain to a locked student each wish above the place they were given."""
    above = wishes[: wishes.index(place)] if place in wishes else wishes
    return dict.fromkeys(above, OWN_LOCK)


def _pick(
    problem: Problem[S, P], student: S, rank: int, seats: Seats[S, P], whole: Whole[S, P] | None
) -> tuple[P | None, dict[P, Reason]]:
    """Take the first open wish of one student, keeping why each better one was refused."""
    refused: dict[P, Reason] = {}
    unfit = problem.unfit.get(student, ())
    for post in problem.wishes.get(student, ()):
        reason = UNFIT if post in unfit else seats.refusal(post, rank)
        if reason is None and whole and not whole.flow.claim(student, post):
            reason = whole.refusal
        if reason is None:
            seats.take(post, rank)
            return post, refused
        refused[post] = reason
    return None, refused
