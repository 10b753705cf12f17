"""Why something is refused in a live amphi, in words said to the room: ranks, never names."""

from dataclasses import asdict

from cohorts.models import Amphi, Trainee
from cohorts.placement import Reason
from cohorts.reasons import Reasons
from portal.journal.moves import Refusal


class CannotConduct(Refusal):
    """The amphi cannot be opened, started, paused or closed this way now."""


class NotYourTurn(Refusal):
    """It is somebody else's turn, or nobody's; the text says what has become of this one."""


class PostNotOpen(Refusal):
    """This post cannot be taken by this person now; the text says who took its last place."""


class CannotUndo(Refusal):
    """This pick cannot be undone; the text says what to do first."""


def why_closed(amphi: Amphi, trainee: int, post: int, reason: Reason, *, to_person: bool) -> str:
    """One sentence for a post that is not open to somebody; a fact that closes it is said to that person only."""
    told = Reasons(amphi.inputs, Trainee.objects.filter(cohort=amphi.cohort_id).in_bulk())
    stored = asdict(reason) | {"kind": str(reason.kind)}
    return told.to_person(trainee, post, stored) if to_person else told.in_full(post, stored)
