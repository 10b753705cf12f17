"""What becomes what, in words: one field of a regiment or of a post."""

from datetime import date

from django.utils.translation import gettext as _

from cohorts.models import Post, Regiment
from portal.web.spreadsheet import bare
from portal.web.words import short_day


def would_change(thing: Regiment | Post, name: str, value: object) -> bool:
    """A text that an export would write in the same way is the same text."""
    before = getattr(thing, name)
    if isinstance(before, str) and isinstance(value, str):
        return _written(before) != _written(value)
    return bool(before != value)


def told(thing: Regiment | Post, name: str, value: object) -> str:
    """`places : 2 devient 3`"""
    field = thing._meta.get_field(name)
    return _("%(what)s : %(before)s devient %(after)s") % {
        "what": _("chef de section") if name == "supervisor" else field.verbose_name,  # type: ignore[union-attr]
        "before": in_words(thing, name, getattr(thing, name)),
        "after": in_words(thing, name, value),
    }


def in_words(thing: Regiment | Post, name: str, value: object) -> str:
    choices = dict(thing._meta.get_field(name).flatchoices) if value else {}  # type: ignore[union-attr]  # plain fields
    match value:
        case None | "":
            return "–"
        case bool():
            return _("oui") if value else _("non")
        case date():
            return short_day(value)
        case _:
            return str(choices.get(value, value))


def _written(text: str) -> str:
    """Behind the quote against formulas, on one line, whichever apostrophe the keyboard has."""
    return " ".join(bare(text).split()).replace("'", "’")
