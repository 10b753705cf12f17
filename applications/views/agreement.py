"""Whether the readings agree: by criterion, by reader, by interview panel. Readers do not see it."""

from django.http import HttpResponse
from django.shortcuts import render

from applications.models import Calculation, Campaign
from applications.ranking.agreeing import crossed_panels, groups, severities, shares
from applications.views.chosen import AT_THE_JURY, chosen
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, Role.JURY_PRESIDENT, data=Data.SCORES)
def agreement(request: SignedIn) -> HttpResponse:
    """The stored figures of agreement and severity, in words and drawn."""
    permit(request.user, "applications.see_agreement")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_JURY)
    calculation = Calculation.objects.newest_of(campaign).first()
    page: dict[str, object] = {"campaign": campaign, "campaigns": campaigns, "calculation": calculation}
    if campaign and calculation:
        found = severities(calculation)
        page |= {
            "criteria": list(calculation.criteria.select_related("criterion")),
            "severities": found,
            "groups": groups(calculation, found.readers),
            "shares": shares(calculation),
            "panels": crossed_panels(campaign),
        }
    return render(request, "applications/assignment/agreement.html", page)
