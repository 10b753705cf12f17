"""The cells of the ranking, written at once: fifty rows cannot afford a template for each of their parts."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application, Standing
from applications.ranking.rows import Row

register = template.Library()

LINE = SafeString('<path d="M{} 0v18" class="s-gar" stroke-dasharray="2 3"/>')
INTERVAL = SafeString(
    '<span class="g-inter"><svg class="g-svg" viewBox="-6 0 212 18" role="img" aria-label="{words}">'
    '<path d="M0 9h200" class="s-line"/>{line}'
    '<rect x="{low}" y="5.5" width="{length}" height="7" class="{css}" opacity=".4"/>'
    '<circle cx="{x}" cy="9" r="4.5" class="{css}"/></svg><small aria-hidden="true">{short}</small></span>'
)


@register.filter
def interval(row: Row) -> SafeString:
    """The ranks of 80 draws of 100, with the line at the places where it is near."""
    if row.interval is None or row.standing is None:
        return SafeString("")
    ends = {"low": row.standing.low, "high": row.standing.high}
    return format_html(
        INTERVAL,
        words=_("du rang %(low)s au rang %(high)s") % ends,
        short=_("%(low)s à %(high)s") % ends,
        line="" if row.x_line is None else format_html(LINE, row.x_line),
        low=row.interval.x_low,
        length=row.interval.length,
        x=row.interval.x,
        css="f-green" if row.standing.band == Standing.Band.CERTAIN else "f-edge",
    )


@register.filter
def shift(row: Row) -> SafeString:
    """How many places the file gains or loses once severity is taken out, when it is worth a word."""
    if row.gains:
        return _moved("↑", ngettext("gagne %(n)s place", "gagne %(n)s places", row.gains) % {"n": row.gains})
    if row.loses:
        return _moved("↓", ngettext("perd %(n)s place", "perd %(n)s places", row.loses) % {"n": row.loses})
    return SafeString("")


@register.filter
def readings_left(file: Application) -> SafeString:
    """How many readings are done, as long as some are missing."""
    if file.reviews_done >= file.reviews_expected:
        return SafeString("")
    done = {"done": file.reviews_done, "total": file.reviews_expected}
    words = ngettext("%(done)s lecture sur %(total)s", "%(done)s lectures sur %(total)s", file.reviews_done) % done
    return format_html('<small class="d-block fw-normal">{}</small>', words)


@register.filter
def why_not_adjusted(row: Row) -> str:
    """The reason why a file has no adjusted figure."""
    match row.standing and row.standing.guard:
        case Standing.Guard.ONE_READING:
            return _("une seule lecture : pas de note ajustée")
        case Standing.Guard.APART:
            return _("lu à part : pas de note ajustée")
    return _("aucune lecture terminée") if row.file.total is None else _("pas encore calculée")


def _moved(sign: str, words: str) -> SafeString:
    return format_html('<small class="d-block"><span aria-hidden="true">{} </span>{}</small>', sign, words)
