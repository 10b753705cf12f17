"""The ranking: best first, the line at the places, and how far apart the readings were."""

from collections import defaultdict
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render

from applications import lifecycle
from applications.models import Application, Campaign, Review
from applications.spread import Spread, spread_of
from applications.views.chosen import chosen
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

ROWS_A_PAGE = 50


@door(Role.MANAGER, Role.JURY_PRESIDENT, data=Data.SCORES)
def ranking(request: SignedIn) -> HttpResponse:
    """Files in the ranking, unscored last, with the cut line."""
    permit(request.user, "applications.see_ranking")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    ranked = (
        Application.objects.visible_to(request.user)
        .filter(campaign=campaign, state__in=lifecycle.RANKED)
        .select_related("candidate", "decision")
        .ranked()
    )
    page = Paginator(ranked, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "applications/jury/ranking.html",
        {"campaign": campaign, "campaigns": campaigns, "page": page, "rows": _rows(page)},
    )


def _rows(page: Page[Application]) -> list[tuple[int, Application, Spread | None]]:
    totals: dict[int, list[Decimal]] = defaultdict(list)
    done = Review.objects.done().filter(application__in=[file.pk for file in page], total__isnull=False)
    for file, total in done.values_list("application", "total"):
        assert total is not None  # the query left out readings without a total
        totals[file].append(total)
    first = page.start_index()
    return [(first + n, file, spread_of(file.total, totals[file.pk])) for n, file in enumerate(page)]
