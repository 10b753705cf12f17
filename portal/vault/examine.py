"""Have a file looked at by `inspect.py`, in a process with little memory, little time and no secrets."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal.vault.refusals import FileRefused

INSPECTOR = Path(__file__).with_name("inspect.py")
# What a file says it is in its very first bytes; nothing else is accepted.
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
OFFICE = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rtf")


@dataclass(frozen=True, slots=True)
class Findings:
    content_type: str
    pages: int | None


def kind_of(path: Path) -> str:
    """The type of a file by its content; refuses every other type with a hint."""
    with path.open("rb") as source:
        head = source.read(32)
    for magic, content_type in KINDS.items():
        if head.startswith(magic):
            return content_type
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise FileRefused("photo")
    raise FileRefused("office" if head.startswith(OFFICE) else "type")


def examine(source: Path, cleaned: Path) -> Findings:
    """Refuse what is hostile or broken. An image is drawn anew into `cleaned`; a PDF is left as it is."""
    content_type = kind_of(source)
    answer = _ask(source, cleaned, content_type)
    if "refused" in answer:
        raise FileRefused(str(answer["refused"]))
    pages = answer.get("pages")
    return Findings(content_type, pages if isinstance(pages, int) else None)


def _ask(source: Path, cleaned: Path, content_type: str) -> dict[str, object]:
    limits = {
        "pages": settings.UPLOAD_MAX_PAGES,
        "pixels": settings.UPLOAD_MAX_PIXELS,
        "memory": settings.INSPECTION_MEMORY,
        "seconds": settings.INSPECTION_SECONDS,
    }
    command = [sys.executable, "-I", str(INSPECTOR), str(source), str(cleaned), content_type, json.dumps(limits)]
    try:
        done = subprocess.run(  # noqa: S603  # fixed program, own paths, no shell
            command, env={}, cwd="/", capture_output=True, timeout=settings.INSPECTION_SECONDS, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return {"refused": "heavy"}
    answer: dict[str, object] = json.loads(done.stdout)
    return answer
