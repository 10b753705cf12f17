"""The ranking: the official order and the adjusted figures beside, the line at the places, how sure each place is."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.calculate import calculate as calculate_action
from applications.models import Application, Branch, Calculation, Campaign, Decision, Standing
from applications.models.application import ApplicationQuerySet
from applications.ranking.followed import followed_in
from applications.ranking.intervals import Curve, curve_of
from applications.ranking.parts import Part, asked_part
from applications.ranking.rows import Row, rows_of
from applications.views.chosen import AT_THE_JURY, chosen
from portal.journal.moves import Refusal
from portal.people.models import Role, User
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)
ROWS_A_PAGE = 50
# A row needs no letter of motivation.
SHOWN = ("first_name", "last_name", "total", "submitted_at", "reviews_done", "reviews_expected")


@door(*JURY, data=Data.SCORES)
def ranking(request: SignedIn) -> HttpResponse:
    """Files in the ranking, unscored last, with the cut line; a file kept from this person keeps its rank alone."""
    permit(request.user, "applications.see_ranking")
    campaigns = list(Campaign.objects.announced().current())
    campaign, part = chosen(request, campaigns, AT_THE_JURY), asked_part(request.GET.dict())
    if campaign is None:
        return render(request, "applications/jury/ranking.html", {"campaign": None})
    ranked = Application.objects.filter(campaign=campaign, state__in=lifecycle.RANKED).marked_for(request.user)
    counts = _counts(ranked, part)
    calculation = Calculation.objects.newest_of(campaign).first()
    page = Paginator(range(counts["shown"]), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "applications/jury/ranking.html",
        {
            "campaign": campaign,
            "campaigns": campaigns,
            "part": part,
            "branches": Branch,
            "counts": counts,
            "drafts": [(outcome, counts[outcome]) for outcome in Decision.Outcome if counts[outcome]],
            "page": page,
            "rows": _rows(part.of(ranked), max(page.start_index() - 1, 0), campaign, part),
            "calculation": calculation,
            "bands": Standing.Band,
            "curves": _curves(calculation, _hidden(request.user, campaign, counts)),
            "followed": followed_in(calculation),
        },
    )


@door(*JURY, data=Data.SCORES, methods=("POST",))
def calculate(request: SignedIn) -> HttpResponse:
    """Calculate the adjusted figures now, by hand."""
    permit(request.user, "applications.calculate")
    campaign = get_object_or_404(Campaign.objects.announced(), pk=number(request.POST.get("campaign")))
    try:
        found = calculate_action(campaign=campaign, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Les chiffres sont à jour : ils reposent sur %(n)s lectures.") % {"n": found.readings}
        )
    return redirect(f"{reverse('applications:ranking')}?campaign={campaign.pk}")


def _counts(ranked: ApplicationQuerySet, part: Part) -> dict[str, int]:
    """How many files there are, in this part, kept from this person, and drafted each way: one query."""
    return ranked.aggregate(
        shown=Count("pk", filter=part.condition or None, distinct=bool(part.branch)),
        reserved=Count("pk", filter=Q(is_reserved=True)),
        **{outcome.value: Count("pk", filter=Q(decision__outcome=outcome)) for outcome in Decision.Outcome},
    )


def _rows(files: ApplicationQuerySet, start: int, campaign: Campaign, part: Part) -> list[Row]:
    """One page, read with its two neighbours: a tie and the line do not stop at the edge of a page."""
    with_rows = files.select_related("candidate", "decision", "standing")
    ordered = with_rows.only(*SHOWN, "candidate__email", "decision__outcome", "standing").ranked()
    found: list[Any] = list(ordered[max(0, start - 1) : start + ROWS_A_PAGE + 1])
    around = [*([] if start else [None]), *found]
    around += [None] * (len(around) < ROWS_A_PAGE + 2)
    return rows_of(around, first=start + 1, places=campaign.places, is_whole=part.is_whole)


def _hidden(user: User, campaign: Campaign, counts: dict[str, int]) -> set[int]:
    """The adjusted ranks of the files kept from this person: their point would tell their note."""
    if not counts["reserved"]:
        return set()
    kept = Standing.objects.filter(application__campaign=campaign, application__conflicts__reviewer=user)
    return {rank for rank in kept.values_list("adjusted_rank", flat=True) if rank}


def _curves(calculation: Calculation | None, hidden: set[int]) -> list[tuple[str, Curve]]:
    """Drawn twice: across a desk, and for a phone."""
    if calculation is None:
        return []
    points = [point for point in calculation.summary.get("curve", []) if point[0] not in hidden]
    shapes = (("d-none d-md-block", 760, 190), ("d-md-none", 340, 210))
    drawn = [(css, curve_of(points, calculation.places, width=width, height=height)) for css, width, height in shapes]
    return [(css, curve) for css, curve in drawn if curve]
