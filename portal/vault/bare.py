"""A stored PDF without its metadata, written once and kept beside the others; what is printed on its pages stays.

The copy lies in a folder of its own under the key of its file, so that the nightly look clears it with the file.
"""

import json
import logging
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from portal.vault import disk
from portal.vault.models import StoredFile, new_key
from portal.vault.refusals import FileUnreadable

log = logging.getLogger("galon.vault")
STRIPPER = Path(__file__).with_name("bare_pdf.py")
MARK = 64  # the copy starts with its own fingerprint in hexadecimal


def bare(stored: StoredFile) -> bytes:
    """The content of a PDF without author, title or history; pictures lost theirs on the way in."""
    copy = Path(settings.VAULT_ROOT) / "bare" / stored.key
    return _kept(copy) or _made(stored, copy)


def _kept(copy: Path) -> bytes | None:
    try:
        whole = copy.read_bytes()
    except FileNotFoundError:
        return None
    content = whole[MARK:]
    return content if sha256(content).hexdigest().encode() == whole[:MARK] else None


def _made(stored: StoredFile, copy: Path) -> bytes:
    stripped, sealed = disk.aside(f"{new_key()}-bare"), disk.aside(f"{new_key()}-sealed")
    try:
        _strip(stored, stripped)
        content = stripped.read_bytes()
        sealed.write_bytes(sha256(content).hexdigest().encode() + content)
        disk.seal(sealed, copy)
    finally:
        stripped.unlink(missing_ok=True)
        sealed.unlink(missing_ok=True)
    return content


def _strip(stored: StoredFile, target: Path) -> None:
    """Closed by default: a file that cannot be stripped is not handed out."""
    limits = json.dumps({"memory": settings.INSPECTION_MEMORY, "seconds": settings.INSPECTION_SECONDS})
    command = [sys.executable, "-I", str(STRIPPER), str(stored.path), str(target), limits]
    try:
        done = subprocess.run(  # noqa: S603  # fixed program, own paths, no shell
            command, env={}, cwd="/", capture_output=True, timeout=settings.INSPECTION_SECONDS, check=True
        )
        refused = "refused" in json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        refused = True
    if refused:
        log.error("file %s cannot be stripped of its metadata", stored.pk)
        raise FileUnreadable(
            _("Cette pièce ne peut pas être montrée sans ses données cachées. Prévenez l’équipe du programme.")
        )
