"""The components every page is made of: state tags, the stripe, dates in words, the summary of errors."""

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.forms import BaseForm, BoundField

from portal.web import words
from portal.web.devices import device
from portal.web.path_drawing import lay_out

register = template.Library()

register.filter("day", words.day)
register.filter("short_day", words.short_day)
register.filter("weight", words.weight)
register.filter("hour", words.hour)
register.filter("moment", words.moment)
register.filter("deadline", words.deadline)
register.filter("device", device)


@register.filter
def time_left(until: datetime, at: datetime) -> str:
    return words.time_left(until, at)


@register.filter
def iso(value: date | datetime | None) -> str:
    """For the `datetime` attribute of `<time>`."""
    return value.isoformat() if value else ""


@register.inclusion_tag("components/tag.html")
def tag(kind: str, text: str, plain: bool = False) -> dict[str, object]:
    """A state: kind is one of "", doing, done, wait, act, off; the word always stands beside the sign."""
    return {"kind": kind, "text": text, "plain": plain}


@register.inclusion_tag("components/stripe.html")
def stripe() -> dict[str, object]:
    """The officer's stripe, once a page, above the title of pages that speak to a student."""
    return {}


@register.inclusion_tag("components/errors.html")
def errors(*forms: BaseForm) -> dict[str, object]:
    """The summary at the top of a refused page, each line a link to its field."""
    found = [(field, message) for form in forms for field in form if field.errors for message in field.errors]
    general = [message for form in forms for message in form.non_field_errors()]
    return {"fields": found, "general": general, "count": len(found) + len(general)}


@register.simple_tag
def said_once(field: BoundField) -> str:
    """A field that has a label does not repeat it inside itself."""
    field.field.widget.attrs.pop("placeholder", None)
    return ""


@register.filter
def as_lead(label: str) -> str:
    """A label that can stand before a colon: « Avez-vous fait la JDC ? » loses its mark."""
    return str(label).rstrip(" \u00a0.?!:")


@register.inclusion_tag("components/person.html")
def person(someone: object, note: str = "", large: bool = False) -> dict[str, object]:
    """Initials and a name, with a line below."""
    return {"someone": someone, "note": note, "large": large}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, page: object) -> dict[str, object]:
    """Previous, where one is, next; keeps the filters of the address."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}


@register.inclusion_tag("components/path.html")
def path_drawing(lengths: Sequence[int]) -> dict[str, object]:
    """The weeks of the path, across on a desk and upright on a phone, with the same facts in words."""
    return {"lengths": lengths, "across": lay_out(lengths, along=1120), "upright": lay_out(lengths, along=470)}
