"""The turn of one person, and the next: parts of the actions, which hold the amphi and write down what was done."""

from datetime import datetime, timedelta
from itertools import count

from cohorts.actions.live.session import Session
from cohorts.models import Amphi, How, Pick
from portal.journal.record import record
from portal.people.models import User


def give(session: Session, post: int | None, *, how: How, by: User | None, at: datetime, reason: str = "") -> Pick:
    """Write down what the person whose turn it is takes, on the first free seat."""
    turn = session.live.turn
    assert turn is not None, "somebody's turn"
    session.live.take(turn, post)
    pick = Pick.objects.create(
        amphi=session.amphi,
        trainee_id=turn,
        post_id=post,
        seat=None if post is None else free_seat(session.amphi, post),
        how=how,
        reason=reason,
        by=by,
        at=at,
    )
    facts = {"trainee": turn, "post": post, "how": str(how), "absent": turn in session.away}
    record("cohorts.amphi.pick", session.amphi, by=by, at=at, pick=pick.pk, **facts)
    return pick


def free_seat(amphi: Amphi, post: int) -> int:
    """The lowest seat of a post that nobody holds."""
    held = set(Pick.objects.standing().filter(amphi=amphi, post=post).values_list("seat", flat=True))
    return next(seat for seat in count(1) if seat not in held)


def go_on(session: Session, *, at: datetime, seconds: int | None = None) -> Amphi:
    """Let the wishes of those away speak, then start the clock of whoever is next; seconds: what is left of a turn."""
    amphi, live = session.amphi, session.live
    while live.turn is not None and live.turn in session.away | session.gone:
        give(session, session.proxy(), how=How.PROXY, by=None, at=at)
        seconds = None
    amphi.current_id = live.turn
    amphi.turn_ends_at = at + timedelta(seconds=seconds or amphi.seconds_a_turn) if live.turn else None
    amphi.watched = None
    return raised(amphi, "current", "turn_ends_at", "watched")


def raised(amphi: Amphi, *fields: str) -> Amphi:
    """Save these fields, and tell every screen that it is late."""
    amphi.version += 1
    amphi.save(update_fields=["version", *fields])
    return amphi
