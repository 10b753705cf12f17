"""What readers see of a text."""

from collections.abc import Mapping

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from applications.reading import redact

register = template.Library()


@register.filter
def with_marks(text: str) -> SafeString:
    """The text in paragraphs, each mark in its own box; whatever the person typed is escaped first."""
    paragraphs = linebreaks_filter(text)
    return mark_safe("".join(_shown(part) for part in redact.parts(paragraphs)))  # noqa: S308  # escaped above


def _shown(part: redact.Part) -> str:
    return format_html('<span class="g-hidden">{}</span>', part.words[1:-1]) if part.is_mark else part.words


@register.filter
def at(things: Mapping[int, object], key: int) -> object:
    """What stands under a key, or nothing."""
    return things.get(key)
