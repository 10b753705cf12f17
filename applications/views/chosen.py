"""Which campaign a staff page is about."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone

from applications import lifecycle
from applications.lifecycle import Phase
from applications.models import Campaign

# Where each room is at work: a campaign in one of these phases comes before a newer one.
AT_THE_JURY = (Phase.JURY, Phase.INTERVIEWS, Phase.CALIBRATION)
AT_THE_INTERVIEWS = (Phase.INTERVIEWS, Phase.JURY)


def chosen(request: HttpRequest, campaigns: Sequence[Campaign], phases: Sequence[Phase] = ()) -> Campaign | None:
    """Among campaigns given newest first: the one in the address, the last one looked at, the one this room works on.

    Else the newest that has opened: announcing next year's early must not empty the pages people work on today.
    """
    by_key = {str(campaign.pk): campaign for campaign in campaigns}
    asked = request.GET.get("campaign", "")
    if asked in by_key and request.session.get("campaign") != asked:
        request.session["campaign"] = asked
    known = by_key.get(asked) or by_key.get(request.session.get("campaign", ""))
    return known or next(iter(_by_default(campaigns, phases)), None)


def _by_default(campaigns: Sequence[Campaign], phases: Sequence[Phase]) -> list[Campaign]:
    announced = [one for one in campaigns if one.state != lifecycle.Campaign.PREPARATION]
    at_work = [one for phase in phases for one in announced if one.phase == phase]
    return [*at_work, *[one for one in announced if one.opens_at <= timezone.now()], *announced]
