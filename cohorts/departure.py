"""What would happen if one person left, before anybody decides it."""

from collections.abc import Iterable
from dataclasses import dataclass

from cohorts import lifecycle
from cohorts.actions.amphi import place
from cohorts.models import Cohort, Post, Run, Trainee
from cohorts.placement import Assignment, Move, Rule, after_withdrawal, solve
from cohorts.standing import standing_of


@dataclass(frozen=True, slots=True)
class Step:
    """One person goes from one post (or none) to another (or none)."""

    trainee: Trainee
    origin: Post | None
    to: Post | None


@dataclass(frozen=True, slots=True)
class Departure:
    """The place that would be free, who would move, and where a place would stay free at the end of a chain."""

    trainee: Trainee
    freed: Post | None
    steps: list[Step]
    is_chain: bool = True

    @property
    def left(self) -> Post | None:
        """The place nobody wants any more at the end; none when the last person held nothing."""
        if not self.is_chain:
            return None
        return self.steps[-1].origin if self.steps else self.freed


def from_draft(run: Run, trainee: Trainee) -> Departure:
    """Of a draft: those who would be placed elsewhere if it were run again without this person."""
    before = place(run.inputs)
    is_chain = before.rule is Rule.AMPHI
    moves = after_withdrawal(before, trainee.pk) if is_chain else _differences(before, trainee.pk)
    return _told(run.cohort, trainee, before.places.get(trainee.pk), moves, is_chain=is_chain)


def from_published(trainee: Trainee) -> Departure:
    """Of a published cohort: who would be offered the place first, and so on if each accepted."""
    standing = standing_of(trainee.cohort)
    freed = standing.holds.get(trainee.pk)
    moves = standing.without(trainee.pk).chain(freed) if freed is not None else []
    return _told(trainee.cohort, trainee, freed, moves)


def if_left(trainee: Trainee) -> Departure | None:
    """From the published placements, else from the newest draft that knows this person; none without either."""
    if trainee.cohort.state != lifecycle.Cohort.PREPARING:
        return from_published(trainee)
    run = trainee.cohort.runs.select_related("cohort").first()
    return from_draft(run, trainee) if run and trainee.pk in run.inputs["merit"] else None


def _differences(before: Assignment[int, int], leaver: int) -> list[Move[int, int]]:
    after = solve(before.rule, before.problem.without(leaver)).places
    moves = [Move(other, before.places[other], to) for other, to in after.items()]
    return [move for move in moves if move.origin != move.to]


def _told(
    cohort: Cohort, trainee: Trainee, freed: int | None, moves: Iterable[Move[int, int]], *, is_chain: bool = True
) -> Departure:
    posts = Post.objects.filter(cohort=cohort).select_related("regiment").in_bulk()
    people = Trainee.objects.filter(cohort=cohort).select_related("person").in_bulk()
    steps = [Step(people[one.student], posts.get(one.origin or 0), posts.get(one.to or 0)) for one in moves]
    return Departure(trainee, posts.get(freed or 0), steps, is_chain)
