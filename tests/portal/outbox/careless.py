"""A worker that marks a letter as sent and then sends it: the negative control, which must lose letters."""

import django

django.setup()

from portal.outbox import deliver  # noqa: E402
from portal.outbox.claim import Claim, begin, settle  # noqa: E402
from portal.outbox.mail import mail_of  # noqa: E402
from portal.outbox.models import Outcome  # noqa: E402
from portal.outbox.relay import Line, Verdict  # noqa: E402
from tests.portal.outbox.careful import app as app  # noqa: E402


def mark_then_send(claimed: Claim, before: None, line: Line, now: deliver.Clock) -> None:
    line.open()
    attempt = begin(claimed, at=now())
    if attempt:
        settle(attempt, Verdict(Outcome.ACCEPTED), at=now())
        line.send(mail_of(attempt.letter))


deliver._deliver = mark_then_send
