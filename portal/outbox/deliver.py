"""Deliver what waits, one letter at a time, so that a dead worker costs at most one letter twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection

from portal.outbox.claim import Claim, begin, claim, give_back, recover, settle
from portal.outbox.mail import mail_of
from portal.outbox.models import Letter, Outcome
from portal.outbox.relay import Line, Shut, Verdict, is_shut, reopened, shut, swept

Clock = Callable[[], datetime]


def database_clock() -> Clock:
    """The time of the database, asked once and carried on: leases are compared between machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
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
    for position, claimed in enumerate(claims):
        try:
            line.open()
            _deliver(claimed, line, now)
        except Shut as closed:
            give_back(claims[position:])
            shut(str(closed), at=now())
            return False
    reopened()
    return True


def _deliver(claimed: Claim, line: Line, now: Clock) -> None:
    attempt = begin(claimed, at=now())
    if attempt is None:
        return
    verdict = _carry(attempt.letter, line)
    settle(attempt, verdict, at=now())
    if verdict.outcome == Outcome.SHUT:
        raise Shut(verdict.detail)


def _carry(letter: Letter, line: Line) -> Verdict:
    try:
        mail = mail_of(letter)
    except Exception as error:  # a letter that cannot be written must not stop its neighbours
        return Verdict(Outcome.BROKEN, type(error).__name__)
    return line.send(mail)


def _instant(told: datetime | str) -> datetime:
    return told if isinstance(told, datetime) else datetime.fromisoformat(f"{told}+00:00")
