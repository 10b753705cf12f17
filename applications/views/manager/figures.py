"""What needs attention, for the manager; counts only, for the direction."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from applications.campaigns.attention import matters
from applications.campaigns.calendar import milestones
from applications.campaigns.drawings import bars, shares
from applications.campaigns.figures import FEWEST, funnels
from applications.models import Campaign
from applications.views.chosen import chosen
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, data=Data.FILES)
def dashboard(request: SignedIn) -> HttpResponse:
    """What waits for somebody first, then the dates and the funnel."""
    at = timezone.now()
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    if campaign is None:
        return render(request, "applications/manager/dashboard.html", {"campaign": None})
    [funnel] = funnels([campaign])
    page = {
        "campaign": campaign,
        "campaigns": campaigns,
        "at": at,
        "matters": matters(campaign, at),
        "milestones": milestones(campaign, at),
        "funnel": funnel,
        "bars": bars(funnel),
    }
    return render(request, "applications/manager/dashboard.html", page)


@door(Role.DIRECTION, Role.MANAGER, Role.JURY_PRESIDENT, data=Data.FIGURES)
def figures(request: SignedIn) -> HttpResponse:
    """The funnel of each campaign and the share of women, from year to year. Nobody can be recognised."""
    permit(request.user, "applications.see_figures")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    found = funnels(campaigns)
    page: dict[str, object] = {"campaign": campaign, "funnels": found, "fewest": FEWEST}
    for funnel in found:
        if funnel.campaign == campaign:
            drawn = shares(funnel, settings.WOMEN_SHARE_FOLLOWED)
            page |= {"funnel": funnel, "bars": bars(funnel), "shares": drawn}
    return render(request, "applications/manager/figures.html", page)
