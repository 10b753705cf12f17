"""The only way a file goes out: after the view has found it through `visible_to`, never from a public folder."""

import hashlib
import logging
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal.journal.record import record
from portal.people.models import User
from portal.vault.bare import bare
from portal.vault.models import StoredFile
from portal.vault.refusals import FileUnreadable

log = logging.getLogger("galon.vault")
# Browsers do not open their own PDF viewer in a sandboxed page: a PDF shown in place gets everything but that.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
SANDBOX = f"{ALONE}; sandbox"


def respond(
    stored: StoredFile, *, by: User, at: datetime, inline: bool = False, name: str = "", nameless: bool = False
) -> HttpResponse:
    """Hand out one file, whole and unchanged, and remember who opened it before the first byte leaves.

    `name` replaces the person's own name for the file, where it would say whose it is; `nameless` leaves out what the
    file itself says of its author.
    """
    content = _unchanged(stored)
    if nameless and stored.content_type == "application/pdf":
        content = bare(stored)
    record("vault.file.opened", stored, by=by, at=at, inline=inline)
    shown_in_viewer = inline and stored.content_type == "application/pdf"
    headers = {
        "Content-Disposition": content_disposition_header(not inline, name or stored.name) or "inline",
        "Content-Security-Policy": ALONE if shown_in_viewer else SANDBOX,
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=stored.content_type, headers=headers)


def _unchanged(stored: StoredFile) -> bytes:
    try:
        content = stored.path.read_bytes()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        log.error("file %s is missing or changed on disk", stored.pk)
        raise FileUnreadable(_("Ce document ne peut pas être ouvert. L’équipe technique est prévenue."))
    return content
