"""The dates of a campaign in the order people live them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Campaign
from portal.web.words import day, deadline

WEEKS = (3, 2, 18)  # what the programme announces; a cohort keeps its own lengths


@dataclass(frozen=True, slots=True)
class Milestone:
    title: str
    words: str
    is_past: bool
    is_next: bool


def milestones(campaign: Campaign, at: datetime) -> list[Milestone]:
    """Each date with its words; the first one still to come is the next."""
    dated = _dates(campaign)
    coming = next((index for index, (_title, _words, when) in enumerate(dated) if when > at), len(dated))
    return [
        Milestone(title, words, index < coming, index == coming) for index, (title, words, _when) in enumerate(dated)
    ]


def last_day(campaign: Campaign) -> date:
    """The Friday of the last week."""
    return campaign.starts_on + timedelta(weeks=sum(WEEKS), days=-3)


def _dates(campaign: Campaign) -> list[tuple[str, str, datetime]]:
    days = campaign.answer_days
    answer = ngettext("%(n)s jour pour répondre à une proposition", "%(n)s jours pour répondre à une proposition", days)
    return [
        (_("Ouverture des candidatures"), day(campaign.opens_at), campaign.opens_at),
        (
            _("Clôture des dossiers"),
            _("%(moment)s (heure de Paris)") % {"moment": deadline(campaign.closes_at)},
            campaign.closes_at,
        ),
        (
            _("Jury, puis résultats"),
            f"{day(campaign.results_on)}, {answer % {'n': days}}",
            _evening(campaign.results_on),
        ),
        (_("Départ pour Saint-Cyr Coëtquidan"), day(campaign.starts_on), _evening(campaign.starts_on)),
        (_("Fin du parcours"), day(last_day(campaign)), _evening(last_day(campaign))),
    ]


def _evening(value: date) -> datetime:
    return timezone.make_aware(datetime.combine(value + timedelta(days=1), time.min))
