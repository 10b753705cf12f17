"""Where the line passes: who is admitted, who waits, once what was decided by hand has been set aside."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from applications.models import Application, Decision
from portal.people.models import User

Outcome = Decision.Outcome


class Line:
    """The places and the waiting list left to give once what was decided by hand has taken its own."""

    def __init__(self, places: int, waiting: int, kept: Iterable[Decision]) -> None:
        taken = Counter(decision.outcome for decision in kept)
        self.left = {
            Outcome.ADMITTED: places - taken[Outcome.ADMITTED],
            Outcome.WAITING: waiting - taken[Outcome.WAITING],
        }

    def give(self) -> str:
        """Say what the next file is given."""
        for outcome, left in self.left.items():
            if left > 0:
                self.left[outcome] -= 1
                return outcome
        return Outcome.REFUSED


def drawn(
    order: Sequence[Application],
    before: dict[int, Decision],
    kept: dict[int, Decision],
    line: Line,
    by: User,
    at: datetime,
) -> list[Decision]:
    """Write the drafts in the order of the ranking, numbered, with what was decided by hand where it belongs."""
    shared = Counter(file.total for file in order)
    decisions = []
    for rank, file in enumerate(order, 1):
        decision = kept.get(file.pk) or _draft_of(file, line.give(), before.get(file.pk), by, at)
        decision.pk, decision.rank = None, rank
        decision.tie_reason = decision.tie_reason if shared[file.total] > 1 else ""
        decisions.append(decision)
    for position, decision in enumerate((one for one in decisions if one.outcome == Outcome.WAITING), 1):
        decision.waiting_rank = position
    return decisions


def _draft_of(file: Application, outcome: str, before: Decision | None, by: User, at: datetime) -> Decision:
    same = before is not None and before.outcome == outcome
    return Decision(
        application=file,
        outcome=outcome,
        reason=before.reason if before and same else "",
        tie_reason=before.tie_reason if before else "",
        letter_subject=before.letter_subject if before and same else "",
        letter_body=before.letter_body if before and same else "",
        letter_basis=before.letter_basis if before and same else "",
        drafted_by=by,
        drafted_at=at,
    )
