"""Deliver what waits, one letter at a time, so that a dead worker costs at most one letter twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection, transaction

from portal.outbox.claim import Claim, begin, claim, give_back, recover, settle
from portal.outbox.mail import mail_of
from portal.outbox.models import Attempt, Letter, Outcome
from portal.outbox.relay import Line, Shut, Verdict, is_shut, reopened, shut, swept

Clock = Callable[[], datetime]
# SQLite's own CURRENT_TIMESTAMP is up to a second late, which would make the newest letters wait for the next round.
TIME = {"postgresql": "SELECT CURRENT_TIMESTAMP", "sqlite": "SELECT STRFTIME('%Y-%m-%d %H:%M:%f', 'now')"}


@dataclass(frozen=True, slots=True)
class Carried:
    """A letter that was brought to the server, and what became of it."""

    attempt: Attempt
    verdict: Verdict


def database_clock() -> Clock:
    """The time of the database, asked once and carried on: leases are compared between machines."""
    with connection.cursor() as cursor:
        cursor.execute(TIME[connection.vendor])
        (told,) = cursor.fetchone()
    start = _instant(told)
    since = monotonic()
    return lambda: start + timedelta(seconds=monotonic() - since)


def drain(*, now: Clock, until: datetime) -> bool:
    """Deliver until nothing is due or the time is over; true if letters may be left."""
    swept(at=now())
    recover(at=now())
    if is_shut(at=now()):
        return False
    with Line() as line:
        while now() < until:
            claims = claim(at=now())
            if not claims:
                return False
            if not _deliver_all(claims, line, now):
                return False
    return True


def _deliver_all(claims: list[Claim], line: Line, now: Clock) -> bool:
    """Deliver a batch; false if the mail server closed, with the untouched letters given back."""
    carried: Carried | None = None
    try:
        for claimed in claims:
            carried = _deliver(claimed, carried, line, now)
        _settle(carried, now)
    except Shut as closed:
        give_back(claims)
        shut(str(closed), at=now())
        return False
    reopened()
    return True


def _deliver(claimed: Claim, before: Carried | None, line: Line, now: Clock) -> Carried | None:
    """Carry one letter. Its beginning is written together with the end of the one before: one commit a letter."""
    if not line.is_open:  # also after any failure, which is then settled on its own
        _settle(before, now)
        before = None
        line.open()
    with transaction.atomic():
        _settle(before, now)
        attempt = begin(claimed, at=now())
    return Carried(attempt, _carry(attempt.letter, line)) if attempt else None


def _settle(carried: Carried | None, now: Clock) -> None:
    if carried is None:
        return
    settle(carried.attempt, carried.verdict, at=now())
    if carried.verdict.outcome == Outcome.SHUT:
        raise Shut(carried.verdict.detail)


def _carry(letter: Letter, line: Line) -> Verdict:
    try:
        mail = mail_of(letter)
    except Exception as error:  # a letter that cannot be written must not stop its neighbours
        return Verdict(Outcome.BROKEN, type(error).__name__)
    return line.send(mail)


def _instant(told: datetime | str) -> datetime:
    return told if isinstance(told, datetime) else datetime.fromisoformat(f"{told}+00:00")
