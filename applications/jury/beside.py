"""What is known of a file besides its readings: the interview, the sheets of those who met the person, the results."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications import lifecycle
from applications.models import Application, Interview, PanelMember, Result, Sheet
from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Beside:
    """What one person may know of one file, for a page about it."""

    interview: Interview | None  # the one that counts: to be held, held or missed
    sheets: Sequence[Sheet]  # finished, and open to this person
    results: Sequence[Result]


def beside(application: Application, user: User) -> Beside:
    """Three queries, two of them only for somebody who was invited."""
    interview = _interview(application, user) if application.invited_at else None
    sheets = Sheet.objects.with_scores_open_to(user).done().filter(interview__application=application)
    return Beside(
        interview=interview,
        sheets=list(sheets.select_related("author").order_by("submitted_at", "pk")) if application.invited_at else [],
        results=list(Result.objects.visible_to(user).filter(application=application).order_by("trial")),
    )


def _interview(application: Application, user: User) -> Interview | None:
    known = Interview.objects.on_the_agenda().visible_to(user).filter(application=application)
    return known.select_related("slot__panel").order_by("-pk").first()


# How far somebody is with their own sheet, by the sign and the words of its tag.
OWN: dict[str, tuple[str, str | Promise]] = {
    "": ("", gettext_lazy("Fiche à remplir")),
    lifecycle.Sheet.STARTED: ("doing", gettext_lazy("Fiche en cours")),
    lifecycle.Sheet.SUBMITTED: ("done", gettext_lazy("Fiche terminée")),
}


def own_sheet(user: User) -> Subquery:
    """The state of this person's sheet, to annotate interviews with; nothing where it is not begun."""
    return Subquery(Sheet.objects.filter(author=user, interview=OuterRef("pk")).values("state")[:1])


def finished_sheets(interviews: Iterable[Interview], user: User) -> dict[int, str]:
    """How many members have finished their sheet for each interview, in words, in two queries."""
    found = list(interviews)
    done = Sheet.objects.visible_to(user).done().filter(interview__in=[one.pk for one in found])
    counted = Counter(done.values_list("interview", flat=True))
    members = PanelMember.objects.filter(panel__in={one.slot.panel_id for one in found}).order_by()
    many = dict(members.values_list("panel").annotate(n=Count("pk")))
    return {one.pk: _so_many(counted[one.pk], many.get(one.slot.panel_id, 0)) for one in found}


def _so_many(done: int, members: int) -> str:
    if not done:
        return _("aucune terminée")
    words = ngettext("%(done)s terminée sur %(n)s", "%(done)s terminées sur %(n)s", done)
    return words % {"done": done, "n": members}
