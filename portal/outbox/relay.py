"""The line to the mail server: one connection, and a verdict for each mail."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

from portal.outbox.models import Outcome, Relay

SHUT_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mail, and the server's own words without the address."""

    outcome: Outcome
    detail: str = ""


class Shut(Exception):
    """The server takes nobody's mail: no connection, no encryption, or it does not know us."""


class Line:
    """One connection, kept for many mails and opened anew after any failure."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def open(self) -> None:
        """Reach the server before any letter is touched, so that its absence costs no letter an attempt."""
        if self.is_open:
            return
        try:
            self.connection.open()
        except OSError as error:
            self.close()
            raise Shut(_detail(error)) from error
        self.is_open = True

    def send(self, mail: EmailMessage) -> Verdict:
        try:
            self.connection.send_messages([mail])
        except Exception as error:  # whatever happened after the first byte, the letter must be settled
            self.close()
            return verdict_on(error, mail.to[0])
        return Verdict(Outcome.ACCEPTED)

    def close(self) -> None:
        self.is_open = False
        try:
            self.connection.close()
        except OSError:
            self.connection = get_connection()


def verdict_on(error: Exception, address: str) -> Verdict:
    """Permanent or passing, about this letter or about everybody's; a cut line leaves it unknown."""
    return Verdict(_outcome_of(error), _detail(error).replace(address, "…"))


def is_shut(*, at: datetime) -> bool:
    return Relay.objects.filter(shut_until__gt=at).exists()


def shut(reason: str, *, at: datetime) -> None:
    """Try nobody's letter for a minute; the next one is the probe."""
    _note(shut_until=at + SHUT_FOR, shut_because=reason[:300])


def swept(*, at: datetime) -> None:
    """Leave the time of this round, for whoever watches."""
    _note(swept_at=at)


def reopened() -> None:
    Relay.objects.exclude(shut_until=None).update(shut_until=None, shut_because="")


def _note(**facts: object) -> None:
    if not Relay.objects.filter(pk=1).update(**facts):
        Relay.objects.get_or_create(pk=1, defaults=facts)


def _outcome_of(error: Exception) -> Outcome:
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refusals):
            code, words = next(iter(refusals.values()))
            return _refusal_of(code, words)
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPNotSupportedError() | ssl.SSLError():
            return Outcome.SHUT
        case smtplib.SMTPResponseException(smtp_code=code) if code < 500:
            return Outcome.TEMPORARY
        case smtplib.SMTPSenderRefused():
            return Outcome.SHUT
        case smtplib.SMTPResponseException():
            return Outcome.REFUSED
        case _:
            return Outcome.UNKNOWN


def _refusal_of(code: int, words: bytes) -> Outcome:
    if code < 500:
        return Outcome.TEMPORARY
    # Only the 5.1.x family says that the address itself is wrong; other refusals are about the message.
    return Outcome.BAD_ADDRESS if words.startswith(b"5.1.") else Outcome.REFUSED


def _detail(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"{code} {words.decode('utf-8', 'replace')}"[:300]
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"{error.smtp_code} {text}"[:300]
    return type(error).__name__
