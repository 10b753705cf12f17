"""Mails kept as files, one each, where no mail server is named: the demonstration and development."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Mail
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

STAMP = "%Y%m%d-%H%M%S-%f"


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail in its file, which is named after the moment it was kept."""

    name: str
    kept_at: datetime
    mail: Mail


class EmailBackend(BaseEmailBackend):
    """Write each mail to a file of its own, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAILBOX.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            _keep(message.message().as_bytes())
        return len(email_messages)


def kept(limit: int = 200) -> list[Kept]:
    """The newest mails."""
    files = sorted(settings.MAILBOX.glob("*.eml"), reverse=True)[:limit]
    return [_read(file) for file in files]


def one(name: str) -> Kept | None:
    """The mail of that name; a name is never a path."""
    found = [file for file in settings.MAILBOX.glob("*.eml") if file.stem == name]
    return _read(found[0]) if found else None


def _keep(content: bytes) -> None:
    with NamedTemporaryFile(dir=settings.MAILBOX, suffix=".part", delete=False) as part:
        part.write(content)
    name = f"{timezone.now():{STAMP}}-{Path(part.name).stem[-8:]}"
    os.replace(part.name, settings.MAILBOX / f"{name}.eml")


def _read(file: Path) -> Kept:
    kept_at = datetime.strptime(file.stem[:22], STAMP).replace(tzinfo=UTC)
    return Kept(file.stem, kept_at, message_from_bytes(file.read_bytes(), policy=policy.default))
