"""The nightly look at the vault: every file still what was given, nothing left that nobody uses."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from portal.journal.record import record
from portal.vault import disk
from portal.vault.models import StoredFile

log = logging.getLogger("galon.vault")
# Younger files may belong to somebody who is just handing them in.
GRACE = timedelta(hours=24)


@dataclass(slots=True)
class Report:
    checked: int = 0
    damaged: list[int] = field(default_factory=list)
    deleted: int = 0


def check_vault(*, at: datetime) -> Report:
    """Compare every file with its fingerprint, then delete what has been unused for a day."""
    report = Report()
    for stored in StoredFile.objects.order_by("pk").iterator():
        report.checked += 1
        if not stored.path.exists() or disk.digest(stored.path) != stored.sha256:
            report.damaged.append(stored.pk)
            log.error("file %s is missing or changed on disk", stored.pk)
    report.deleted = _forget_unused_rows(at) + _delete_files_without_row(at)
    return report


def _forget_unused_rows(at: datetime) -> int:
    unused = StoredFile.objects.filter(_unused(), stored_at__lt=at - GRACE)
    for stored in unused:
        with transaction.atomic():
            record("vault.file.deleted", stored, by=None, at=at, reason="unused")
            stored.delete()
        stored.path.unlink(missing_ok=True)
    return len(unused)


def _unused() -> Q:
    """True of a file that no row of any room points to."""
    links = [relation.get_accessor_name() for relation in StoredFile._meta.related_objects]
    return Q(**{f"{link}__isnull": True for link in links if link})


def _delete_files_without_row(at: datetime) -> int:
    known = set(StoredFile.objects.values_list("key", flat=True))
    orphans = [path for path in _old_files(at) if path.name not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _old_files(at: datetime) -> Iterator[Path]:
    for path in Path(settings.VAULT_ROOT).glob("*/*"):
        if path.is_file() and path.stat().st_mtime < (at - GRACE).timestamp():
            yield path
