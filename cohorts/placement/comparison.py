"""Several answers to one placement, side by side."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cohorts.placement.assignment import Assignment, Rule
from cohorts.placement.errors import UnknownStudent
from cohorts.placement.problem import P, S


@dataclass(frozen=True)
class Row:
    """What one rule gives: ranks are those of wishes, from 1; a place outside the wishes has none.

    envy: pairs where somebody ranked above would rather have the place of somebody ranked below; None without an
    order of merit. moved: students placed elsewhere than in the first row.
    """

    rule: Rule
    placed: int
    unplaced: int
    first_choices: int
    worst_rank: int | None
    total_rank: int
    envy: int | None
    moved: int


def compare(assignments: Sequence[Assignment[S, P]]) -> list[Row]:
    """Compare several assignments of the same students with the first of them, one row each.

    The order of merit is that of the first assignment that has one.
    """
    by_merit = [a.problem.merit for a in assignments if a.problem.priorities is None]
    rank = {student: n for n, student in enumerate(by_merit[0], 1)} if by_merit else None
    return [_row(assignment, assignments[0].places, rank) for assignment in assignments]


def _row(assignment: Assignment[S, P], published: Mapping[S, P | None], rank: Mapping[S, int] | None) -> Row:
    places = assignment.places
    if places.keys() != published.keys():
        raise UnknownStudent(students=places.keys() ^ published.keys())
    ranks = [wish for wish in map(assignment.rank, places) if wish]
    placed = sum(place is not None for place in places.values())
    return Row(
        rule=assignment.rule,
        placed=placed,
        unplaced=len(places) - placed,
        first_choices=ranks.count(1),
        worst_rank=max(ranks, default=None),
        total_rank=sum(ranks),
        envy=None if rank is None else _envy_pairs(assignment, rank),
        moved=sum(published[student] != place for student, place in places.items()),
    )


def _envy_pairs(assignment: Assignment[S, P], rank: Mapping[S, int]) -> int:
    """Count the pairs of one passed over and one ranked below who has what they wished for."""
    holders: dict[P, list[int]] = {}
    for student in sorted(rank, key=rank.__getitem__):
        place = assignment.places[student]
        if place is not None:
            holders.setdefault(place, []).append(rank[student])
    return sum(
        len(holders.get(post, ())) - bisect(holders.get(post, ()), rank[student])
        for student, refused in assignment.reasons.items()
        for post in refused
        if post not in assignment.problem.unfit.get(student, ())
    )
