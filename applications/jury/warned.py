"""What the jury should know before publishing, and may accept: sentences, by the numbers of the files."""

from collections.abc import Sequence

from django.utils.translation import ngettext

from applications import lifecycle
from applications.models import Campaign, Decision, Interview, Result

SHOWN = 12  # numbers of files in one sentence


def warnings(campaign: Campaign, decisions: Sequence[Decision]) -> list[str]:
    """Admissions whose results bar the way, people invited and never met, files with fewer readings than planned."""
    found = [(_barred, barred(decisions)), (_unmet, _never_met(decisions)), (_short, _less_read(campaign, decisions))]
    return [words(numbers) for words, numbers in found if numbers]


def barred(decisions: Sequence[Decision]) -> list[str]:
    """The numbers of those the jury means to admit while a result from outside says they cannot start."""
    admitted = [one for one in decisions if one.outcome == Decision.Outcome.ADMITTED]
    files = [one.application_id for one in admitted]
    known = set(Result.objects.barring().filter(application__in=files).values_list("application", flat=True))
    return [one.application.number for one in admitted if one.application_id in known]


def _never_met(decisions: Sequence[Decision]) -> list[str]:
    invited = [one for one in decisions if one.application.invited_at]
    files = [one.application_id for one in invited]
    held = Interview.objects.filter(application__in=files, state=lifecycle.Interview.HELD)
    met = set(held.values_list("application", flat=True)) if files else set()
    return [one.application.number for one in invited if one.application_id not in met]


def _less_read(campaign: Campaign, decisions: Sequence[Decision]) -> list[str]:
    return [d.application.number for d in decisions if d.application.reviews_done < campaign.reviews_per_file]


def _barred(numbers: Sequence[str]) -> str:
    return ngettext(
        "Une admission va à une personne dont un résultat extérieur empêche le départ : %(files)s. C’est à vous d’en "
        "juger.",
        "%(n)s admissions vont à des personnes dont un résultat extérieur empêche le départ : %(files)s. C’est à vous "
        "d’en juger.",
        len(numbers),
    ) % _told(numbers)


def _unmet(numbers: Sequence[str]) -> str:
    return ngettext(
        "%(n)s personne invitée à un entretien n’a pas été rencontrée : %(files)s.",
        "%(n)s personnes invitées à un entretien n’ont pas été rencontrées : %(files)s.",
        len(numbers),
    ) % _told(numbers)


def _short(numbers: Sequence[str]) -> str:
    return ngettext(
        "%(n)s dossier a moins de lectures que prévu : %(files)s.",
        "%(n)s dossiers ont moins de lectures que prévu : %(files)s.",
        len(numbers),
    ) % _told(numbers)


def _told(numbers: Sequence[str]) -> dict[str, object]:
    more = "…" if len(numbers) > SHOWN else ""
    return {"n": len(numbers), "files": ", ".join(numbers[:SHOWN]) + more}
