"""What happens to the others when somebody leaves an amphi."""

from typing import Generic, NamedTuple

from cohorts.placement.assignment import Assignment, Rule
from cohorts.placement.errors import NotAnAmphi, UnknownStudent
from cohorts.placement.merit import by_merit
from cohorts.placement.problem import P, S


class Move(NamedTuple, Generic[S, P]):
    """One student changes from one post (or none) to another."""

    student: S
    origin: P | None
    to: P | None


def after_withdrawal(assignment: Assignment[S, P], student: S) -> list[Move[S, P]]:
    """List who moves where if this student leaves, in order of merit: a single chain, and nobody loses.

    True of the plain amphi only (NotAnAmphi otherwise): run again without the leaver, each takes what the one
    before set free.
    """
    if assignment.rule is not Rule.AMPHI:
        raise NotAnAmphi(rule=assignment.rule)
    if student not in assignment.places:
        raise UnknownStudent(student=student)
    after = by_merit(assignment.problem.without(student)).places
    moves = (Move(other, assignment.places[other], to) for other, to in after.items())
    return [move for move in moves if move.origin != move.to]
