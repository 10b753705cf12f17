"""The live amphi: what is left at each turn, and the whole session replayed from what each took."""

from collections.abc import Iterable, Sequence
from typing import Generic

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.errors import ClosedPick, OutOfTurn
from cohorts.placement.problem import P, Problem, S
from cohorts.placement.seats import Seats
from cohorts.placement.serial import UNFIT, envy, set_aside

Taken = tuple[S, P | None]  # None: the turn passed and no place was taken


class Live(Generic[S, P]):
    """One session, turn after turn. Locked students keep their post and have no turn.

    A place kept for some stays kept until they have all had their turn: what was taken aloud is not taken back.
    """

    def __init__(self, problem: Problem[S, P], taken: Iterable[Taken[S, P]] = ()) -> None:
        self.problem = problem
        self.places: dict[S, P | None] = {}
        self.reasons: dict[S, dict[P, Reason]] = {}
        self._seats = Seats(problem, {})
        self._order = [(rank, s) for rank, s in enumerate(problem.merit, 1) if s not in problem.locks]
        for student, post in taken:
            self.take(student, post)

    @property
    def turn(self) -> S | None:
        """Whose turn it is, None once everybody has had theirs."""
        return self._order[len(self.places)][1] if len(self.places) < len(self._order) else None

    def refusal(self, post: P) -> Reason | None:
        """Why a post is closed to the student whose turn it is, or None if they can take it."""
        rank, student = self._order[len(self.places)]
        return self._refusal(post, student, rank)

    def first_open(self) -> P | None:
        """The first open wish of the student whose turn it is."""
        student = self._order[len(self.places)][1]
        return next((post for post in self.problem.wishes.get(student, ()) if self.refusal(post) is None), None)

    def open_posts(self) -> list[P]:
        """Every post the student whose turn it is can take, in the order of the capacities."""
        return [post for post in self.problem.capacity if self.refusal(post) is None]

    def take(self, student: S, post: P | None) -> None:
        """Give this post, or none, to the student whose turn it is, keeping why better wishes were closed.

        Errors: OutOfTurn, ClosedPick.
        """
        if student != self.turn:
            raise OutOfTurn(student=student, turn=self.turn)
        if post is not None and (reason := self.refusal(post)):
            raise ClosedPick(student=student, post=post, reason=reason)
        rank, _ = self._order[len(self.places)]
        self.reasons[student] = self._closed_above(student, post, rank)
        self.places[student] = post
        if post is not None:
            self._seats.take(post, rank)

    def _refusal(self, post: P, student: S, rank: int) -> Reason | None:
        if post not in self.problem.capacity:
            return Reason(Kind.CLOSED)
        if post in self.problem.unfit.get(student, ()):
            return UNFIT
        return self._seats.refusal(post, rank) or self._kept(post, student)

    def _kept(self, post: P, student: S) -> Reason | None:
        """Refuse the last places of a post while somebody they are kept for has yet to choose."""
        reserved, whom = self.problem.reserves.get(post, (0, ()))
        if not reserved or student in whom:
            return None
        holders = [s for s, place in {**self.problem.locks, **self.places}.items() if place == post]
        to_come = len(set(whom) - self.places.keys() - self.problem.locks.keys())
        kept = min(reserved - sum(holder in whom for holder in holders), to_come)
        if self.problem.capacity[post] - len(holders) > kept:
            return None
        ranks = [self.problem.merit.index(holder) + 1 for holder in holders if holder not in whom]
        return Reason(Kind.RESERVED, last_rank=max(ranks, default=None))

    def _closed_above(self, student: S, post: P | None, rank: int) -> dict[P, Reason]:
        wishes = self.problem.wishes.get(student, ())
        above = wishes[: wishes.index(post)] if post in wishes else wishes
        found = {wish: self._refusal(wish, student, rank) for wish in above}
        return {wish: reason for wish, reason in found.items() if reason}


def replay(problem: Problem[S, P], taken: Sequence[Taken[S, P]]) -> Assignment[S, P]:
    """Play a session again, checking that each pick was legal at its turn.

    taken: (student, post or None) in the order it happened, locked students left out. Whoever had no turn has no place.
    A better wish that was still open has no reason: the student chose otherwise.
    Errors: OutOfTurn, ClosedPick. Source: serial dictatorship, where the wishes are said one by one, aloud.
    """
    live = Live(problem, taken)
    places = {s: problem.locks.get(s, live.places.get(s)) for s in problem.merit}
    own = {s: set_aside(problem.wishes.get(s, ()), post) for s, post in problem.locks.items()}
    reasons = {s: own.get(s) or live.reasons.get(s, {}) for s in problem.merit}
    return Assignment(Rule.LIVE, problem, places, reasons, envy(reasons))
