"""The gate: the only way a file comes in."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from portal.journal.record import record
from portal.people.models import User
from portal.vault import disk
from portal.vault.examine import Findings, examine
from portal.vault.models import StoredFile, new_key
from portal.vault.names import clean_name
from portal.vault.refusals import FileRefused

__all__ = ["FileRefused", "keep", "receive"]

log = logging.getLogger("galon.vault")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def receive(*, upload: "UploadedFile[bytes]", owner: User, at: datetime) -> StoredFile:
    """Keep what a person gives, once it is known to be a harmless PDF or picture.

    Looking inside takes up to some seconds: call it before the action's transaction, not in it.
    A file kept but then used by nothing is deleted within a day by `vault_check`.
    """
    try:
        with _refusing_without_room():
            return _keep(upload, owner, at)
    except FileRefused as refusal:
        log.warning("upload refused: %s, person %s", refusal.reason, owner.pk)
        record("vault.file.refused", owner, by=owner, at=at, reason=refusal.reason)
        raise


@transaction.atomic
def keep(*, content: bytes, name: str, owner: User, at: datetime) -> StoredFile:
    """Keep a PDF the portal itself has written, byte for byte."""
    stored = StoredFile(key=new_key(), owner=owner, stored_at=at, name=name, content_type="application/pdf")
    given = disk.aside(stored.key)
    try:
        stored.size = disk.write(given, [content])
        stored.sha256 = disk.digest(given)
        disk.seal(given, stored.path)
    finally:
        given.unlink(missing_ok=True)
    stored.save()
    record("vault.file.kept", stored, by=owner, at=at, sha256=stored.sha256)
    return stored


def _keep(upload: "UploadedFile[bytes]", owner: User, at: datetime) -> StoredFile:
    stored = StoredFile(key=new_key(), owner=owner, stored_at=at)
    given, cleaned = disk.aside(stored.key), disk.aside(f"{stored.key}-cleaned")
    try:
        findings = _admit(upload, given, cleaned)
        _describe(stored, cleaned if cleaned.exists() else given, findings, upload.name or "")
    finally:
        given.unlink(missing_ok=True)
        cleaned.unlink(missing_ok=True)
    with transaction.atomic():
        stored.save()
        record("vault.file.kept", stored, by=owner, at=at, sha256=stored.sha256)
    return stored


def _admit(upload: "UploadedFile[bytes]", given: Path, cleaned: Path) -> Findings:
    size = disk.write(given, upload.chunks())
    if size == 0:
        raise FileRefused("empty")
    if size > settings.UPLOAD_MAX_BYTES:
        raise FileRefused("size")
    return examine(given, cleaned)


def _describe(stored: StoredFile, kept: Path, findings: Findings, name: str) -> None:
    """Fill in the row from the bytes that stay, then put them in their place: the file comes before its row."""
    stored.name = clean_name(name, findings.content_type)
    stored.content_type, stored.pages = findings.content_type, findings.pages
    stored.size, stored.sha256 = kept.stat().st_size, disk.digest(kept)
    disk.seal(kept, stored.path)


@contextmanager
def _refusing_without_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise FileRefused("room") from error
