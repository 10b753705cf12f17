"""Whether groups of people get as far as each other. It informs; nothing follows from it by itself."""

from django.http import HttpResponse
from django.shortcuts import render

from applications.models import Campaign
from applications.ranking.equity import dimensions
from applications.scoring.equity import ENOUGH_PEOPLE, LOW_P, LOW_RATIO, SMALLEST_CELL
from applications.views.chosen import AT_THE_JURY, chosen
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, Role.JURY_PRESIDENT, Role.DIRECTION, data=Data.FIGURES)
def equity(request: SignedIn) -> HttpResponse:
    """By stage and by group, with what may not be shown kept back."""
    permit(request.user, "applications.see_equity")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_JURY)
    page = {
        "campaign": campaign,
        "campaigns": campaigns,
        "dimensions": dimensions(campaign) if campaign else [],
        "fewest": SMALLEST_CELL,
        "enough": ENOUGH_PEOPLE,
        "low_ratio": LOW_RATIO,
        "low_p": LOW_P,
    }
    return render(request, "applications/jury/equity.html", page)
