"""The amphi: in order of merit, each takes the best place still open."""

from collections.abc import Collection, Mapping, Sequence

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.problem import Group, P, Problem, S
from cohorts.placement.seats import Seats

OWN_LOCK = Reason(Kind.OWN_LOCK)
UNFIT = Reason(Kind.UNFIT)


def amphi(
    merit: Sequence[S],
    wishes: Mapping[S, Sequence[P]],
    capacity: Mapping[P, int],
    *,
    locks: Mapping[S, P] | None = None,
    groups: Sequence[Group[P]] = (),
    unfit: Mapping[S, Collection[P]] | None = None,
) -> Assignment[S, P]:
    """Place students one by one, best first, each on the first wish that is still open.

    Shapes: see Problem. Locked students keep their post whatever their wishes; the others share what is left.
    Errors: the named ones of cohorts.placement.errors.
    Source: serial dictatorship, Svensson (1999), "Strategy-proof allocation of indivisible goods".
    """
    return play(Problem(merit, wishes, capacity, locks or {}, groups, unfit or {}))


def play(problem: Problem[S, P]) -> Assignment[S, P]:
    """Run the amphi on inputs already checked."""
    seats = Seats(problem)
    places: dict[S, P | None] = {}
    reasons: dict[S, dict[P, Reason]] = {}
    for rank, student in enumerate(problem.merit, 1):
        if student in problem.locks:
            places[student], reasons[student] = problem.locks[student], _set_aside(problem, student)
        else:
            places[student], reasons[student] = _pick(problem, seats, student, rank)
    return Assignment(Rule.AMPHI, problem, places, reasons, envy(reasons))


def envy(reasons: Mapping[S, Mapping[P, Reason]]) -> tuple[tuple[S, S], ...]:
    """List who was passed over by which locked student, once each."""
    pairs = ((student, other) for refused in reasons.items() for student, other in _passed_over(*refused))
    return tuple(dict.fromkeys(pairs))


def _passed_over(student: S, refused: Mapping[P, Reason]) -> list[tuple[S, S]]:
    return [(student, other) for reason in refused.values() for other in reason.by]


def _set_aside(problem: Problem[S, P], student: S) -> dict[P, Reason]:
    """Explain to a locked student each wish above the place they were given."""
    wishes, place = list(problem.wishes.get(student, ())), problem.locks[student]
    above = wishes[: wishes.index(place)] if place in wishes else wishes
    return dict.fromkeys(above, OWN_LOCK)


def _pick(problem: Problem[S, P], seats: Seats[S, P], student: S, rank: int) -> tuple[P | None, dict[P, Reason]]:
    """Take the first open wish of one student, keeping why each better one was refused."""
    refused: dict[P, Reason] = {}
    unfit = problem.unfit.get(student, ())
    for post in problem.wishes.get(student, ()):
        reason = UNFIT if post in unfit else seats.refusal(post, rank)
        if reason is None:
            seats.take(post, rank)
            return post, refused
        refused[post] = reason
    return None, refused
