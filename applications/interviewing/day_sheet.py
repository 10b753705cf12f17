"""The sheet of the day, on paper: each panel's hours, who comes, where, whom to call."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.interviewing.agenda import Row
from applications.models import Campaign
from portal.web.paper import Paper
from portal.web.words import day as in_words
from portal.web.words import hour, moment


def by_panel(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Only what is printed: no slot that is closed."""
    kept = sorted(
        (row for row in rows if row.kind != "closed"), key=lambda row: (row.slot.panel.name, row.slot.starts_at)
    )
    return [(name, list(group)) for name, group in groupby(kept, key=lambda row: row.slot.panel.name)]


def day_sheet(campaign: Campaign, day: date, rows: Sequence[Row], *, at: datetime) -> bytes:
    """Print one day."""
    paper = Paper(title=_("Entretiens du %(day)s") % {"day": in_words(day)}, language=get_language() or "fr", at=at)
    paper.fact(_("Campagne"), campaign.name)
    if campaign.interview_phone:
        paper.fact(_("Téléphone du jour"), campaign.interview_phone)
    for name, slots in by_panel(rows):
        paper.ln(6)
        paper.paragraph(name)
        for row in slots:
            paper.fact(f"{hour(row.slot.starts_at)} – {hour(row.slot.ends_at)}", _line(row))
    paper.ln(6)
    paper.small(
        _("Imprimé le %(when)s. Cette feuille porte des noms : détruisez-la en fin de journée.") % {"when": moment(at)}
    )
    return paper.pdf()


def _line(row: Row) -> str:
    where = row.slot.place or _("visioconférence")
    if row.interview is None:
        return f"{row.words}, {where}"
    application = row.interview.application
    return f"{application.full_name}, {application.number}, {where}"
