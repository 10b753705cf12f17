"""A mail server on loopback that writes down what it accepts and misbehaves for chosen addresses."""

import asyncio
import re
import socket
import threading
from collections import Counter
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.MULTILINE | re.IGNORECASE)

# What the server answers to an address, by the word before the @.
ANSWERS = {
    "later": "451 4.3.0 Come back later",
    "nobody": "550 5.1.1 Unknown mailbox nobody@example.org",
    "refused": "550 5.7.1 Not here",
}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Sink:
    """Every mail accepted, in order, as (Message-ID, recipient)."""

    mails: list[tuple[str, str]] = field(default_factory=list)
    holding: threading.Event = field(default_factory=threading.Event)
    _hold_at: int | None = None
    _heard: threading.Condition = field(default_factory=threading.Condition)

    def start(self) -> "Sink":
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20)
        self.controller.start()
        return self

    def stop(self) -> None:
        self.controller.stop(no_assert=True)

    @property
    def ids(self) -> Counter[str]:
        return Counter(message_id for message_id, _ in self.mails)

    @property
    def recipients(self) -> list[str]:
        return [recipient for _, recipient in self.mails]

    @property
    def duplicates(self) -> int:
        return len(self.mails) - len(self.ids)

    def wait_for(self, count: int, *, seconds: float = 180) -> bool:
        """True once so many different letters have arrived."""
        with self._heard:
            return self._heard.wait_for(lambda: len(self.ids) >= count, timeout=seconds)

    def hold_at(self, count: int) -> None:
        """Leave the client without an answer from that mail on, and do not take the mail."""
        self._hold_at = count

    def let_go(self) -> None:
        self._hold_at = None

    async def handle_RCPT(  # the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = ANSWERS.get(address.partition("@")[0], "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        word = envelope.rcpt_tos[0].partition("@")[0]
        if word == "cut":  # the line falls before the answer
            server.transport.close()
            return "421 closing"
        if word == "spam":
            return "554 5.6.0 Not this"
        while self._hold_at is not None and len(self.mails) >= self._hold_at:
            self.holding.set()
            await asyncio.sleep(0.05)
        self._write_down(envelope)
        return "250 OK"

    def _write_down(self, envelope: Envelope) -> None:
        found = MESSAGE_ID.search(envelope.content)
        with self._heard:
            self.mails.append((found[1].decode() if found else "", envelope.rcpt_tos[0]))
            self._heard.notify_all()
