"""Bytes on disk: written aside, flushed, then put in their place in one step, so that a file is whole or absent."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

CHUNK = 1024 * 1024


def aside(key: str) -> Path:
    """Where a file waits while it is looked at; nothing there is ever served."""
    folder = Path(settings.VAULT_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / key


def write(path: Path, chunks: Iterable[bytes]) -> int:
    """Write the chunks, never more than one byte beyond the limit; returns the size."""
    size = 0
    with path.open("xb") as target:
        for chunk in chunks:
            kept = chunk[: settings.UPLOAD_MAX_BYTES + 1 - size]
            target.write(kept)
            size += len(kept)
            if size > settings.UPLOAD_MAX_BYTES:
                break
    return size


def seal(source: Path, destination: Path) -> None:
    """Flush the bytes, put the file in its place, flush the folders: after this it survives a power cut."""
    destination.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source.chmod(0o600)
    _flush(source)
    source.rename(destination)
    _flush(destination.parent)
    _flush(destination.parent.parent)


def digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
