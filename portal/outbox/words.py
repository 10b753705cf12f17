"""What a letter says: the words of its kind in the person's language, or those somebody wrote for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.outbox.models import Letter

# Stands for a line break inside a value, so that no value can end the subject or start the body.
BREAK = "\u2028"
FOLDER: Path = settings.HOME / "templates" / "letters"
VALUE, TAG = re.compile(r"{{.*?}}"), re.compile(r"{%.*?%}")
# Line ends, control characters and marks that turn the reading direction.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e]+")


@dataclass(frozen=True, slots=True)
class Words:
    """A letter ready to read; `url` is the one thing to do next, if there is one."""

    subject: str
    body: str
    url: str = ""

    @property
    def paragraphs(self) -> list[str]:
        """The body without the bare address, which a page or a mail shows as a button."""
        parts = (part.strip() for part in self.body.split("\n\n"))
        return [part for part in parts if part and part != self.url]


def render(letter: Letter) -> Words:
    """The words of a letter; the template only fills in values, which are never read as a template."""
    url = whole(str(letter.context.get("url") or ""))
    if letter.subject and letter.body:
        return Words(one_line(letter.subject), letter.body, url)
    with translation.override(letter.language):
        text = Engine.get_default().get_template(template_of(letter)).render(_values(letter, url))
    subject, _blank, body = text.replace("\r\n", "\n").partition("\n\n")
    return Words(one_line(letter.subject or subject), letter.body or _body(body), url)


def readable(letter: Letter) -> Words:
    """The words of a letter on a page, where one that cannot be written must not hide the others."""
    try:
        return render(letter)
    except Exception:  # staff find the reason among the letters that were not delivered
        return Words(_("Message illisible"), _("Ce message ne peut pas être affiché pour l’instant."))


def html(letter: Letter, words: Words, *, unsubscribe: str = "") -> str:
    """The same words in one sober frame, for mail programs that prefer it."""
    with translation.override(letter.language):
        context = {"letter": letter, "words": words, "unsubscribe": unsubscribe, "inbox": whole("/messages/")}
        return render_to_string(
            "letters/frame.html", context | {"school_name": settings.SCHOOL_NAME, "site_url": settings.SITE_URL}
        )


@cache
def title_of(kind: str, language: str) -> str:
    """What a kind of letter is about, for lists: its subject with « … » in place of the values."""
    file = FOLDER / f"{kind}.{language}.txt"
    subject = file.read_text().partition("\n")[0] if file.exists() else kind
    return TAG.sub("", VALUE.sub("…", subject)).strip()


@cache
def kinds() -> list[str]:
    """Every kind of letter that has words."""
    return sorted(str(path.relative_to(FOLDER)).removesuffix(".fr.txt") for path in FOLDER.rglob("*.fr.txt"))


def template_of(letter: Letter) -> str:
    return f"letters/{letter.kind}.{letter.language}.txt"


def one_line(text: str) -> str:
    """A subject can never start a new header."""
    return CONTROLS.sub(" ", text).strip()


def whole(url: str) -> str:
    """An address that still leads here when it is read in a mail."""
    return settings.SITE_URL.rstrip("/") + url if url.startswith("/") else url


def revive(context: Mapping[str, object]) -> dict[str, object]:
    """Bring times back from their ISO text: keys ending in `_at` are instants, in `_on` dates."""
    return {name: _revived(name, value) for name, value in context.items()}


def _values(letter: Letter, url: str) -> Context:
    values = {name: _flat(value) for name, value in revive(letter.context).items()}
    values |= {"to": letter.to, "letter": letter, "site_url": settings.SITE_URL, "school_name": settings.SCHOOL_NAME}
    dates = {"expires_at": letter.expires_at, "created_at": letter.created_at}
    return Context(dates | values | {"url": url}, autoescape=False)


def _revived(name: str, value: object) -> object:
    if not isinstance(value, str) or not value:
        return value
    if name.endswith("_at"):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name.endswith("_on") else value


def _flat(value: object) -> object:
    return BREAK.join(value.splitlines()) if isinstance(value, str) else value


def _body(text: str) -> str:
    return text.replace(BREAK, "\n").strip() + "\n"
