"""How many people reached each stage of a campaign, and the share of women among them. Counts only."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Campaign, EqualityData
from applications.scoring.share import Share, share

# Below this number of women, or of men, a share could point at somebody: it is not shown.
FEWEST = 5

DECIDED = [
    State.OFFERED,
    State.WAITING,
    State.REFUSED,
    State.ACCEPTED,
    State.DECLINED,
    State.EXPIRED,
    State.LAPSED,
    State.DEFERRED,
]
FOUND_ELIGIBLE = Q(state__in=[State.ELIGIBLE, *DECIDED]) | Q(state=State.WITHDRAWN, reviews_expected__gt=0)
WHOLLY_READ = Q(reviews_done__gt=0, reviews_done=F("reviews_expected")) & ~Q(state=State.INELIGIBLE)
STAGES: dict[str, tuple[Promise, Q]] = {
    "started": (_("Commencés"), Q()),
    "submitted": (_("Déposés"), Q(submitted_at__isnull=False)),
    "eligible": (_("Recevables"), FOUND_ELIGIBLE),
    "read": (_("Lus en entier"), WHOLLY_READ | Q(offer__isnull=False)),
    "admitted": (_("Place proposée"), Q(offer__isnull=False)),
    "accepted": (_("Place acceptée"), Q(offer__state=lifecycle.Offer.ACCEPTED)),
}


@dataclass(frozen=True)
class Stage:
    code: str
    words: str | Promise
    count: int
    women: int
    men: int

    @property
    def is_too_small(self) -> bool:
        """Too few women or men who said so: nothing is shown."""
        return min(self.women, self.men) < FEWEST

    @cached_property
    def share_of_women(self) -> Share | None:
        """Among those who answered; none when it is too small to be shown."""
        return None if self.is_too_small else share(self.women, self.women + self.men)


@dataclass(frozen=True)
class Funnel:
    campaign: Campaign
    stages: list[Stage]

    @property
    def started(self) -> int:
        return self.stages[0].count

    def stage(self, code: str) -> Stage:
        return next(stage for stage in self.stages if stage.code == code)


def funnels(campaigns: Iterable[Campaign]) -> list[Funnel]:
    """One funnel a campaign, all of them in one query."""
    campaigns = list(campaigns)
    rows = (
        Application.objects.filter(campaign__in=campaigns)
        .order_by()
        .values("campaign", "equality__sex")
        .annotate(**{code: Count("pk", filter=reached) for code, (_words, reached) in STAGES.items()})
    )
    counted: dict[int, dict[str, Any]] = {}
    for row in rows:
        counted.setdefault(row["campaign"], {})[row["equality__sex"] or ""] = row
    return [Funnel(campaign, _stages(counted.get(campaign.pk, {}))) for campaign in campaigns]


def _stages(by_sex: dict[str, Any]) -> list[Stage]:
    return [
        Stage(
            code=code,
            words=words,
            count=sum(row[code] for row in by_sex.values()),
            women=by_sex.get(EqualityData.Sex.WOMAN, {}).get(code, 0),
            men=by_sex.get(EqualityData.Sex.MAN, {}).get(code, 0),
        )
        for code, (words, _reached) in STAGES.items()
    ]
