"""The table of applications: filters, search, orders, pages, export."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from applications import lifecycle
from applications.actions import export as actions
from applications.filters import ORDERS, ApplicationFilter
from applications.lifecycle import State
from applications.models import Application, BranchWish, Campaign, Correction
from applications.models.application import ApplicationQuerySet
from applications.views.chosen import chosen
from portal.people.models import Role, User
from portal.web.csv_export import stream
from portal.web.doors import Data, SignedIn, door, permit

ROWS_A_PAGE = 50
TABS = (None, State.SUBMITTED, State.ELIGIBLE, State.OFFERED, State.ACCEPTED)


@door(Role.MANAGER, Role.JURY_PRESIDENT, data=Data.FILES)
def table(request: SignedIn) -> HttpResponse:
    """Files handed in, one campaign at a time. An htmx request gets the rows alone."""
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    narrowed = _narrowed(request, campaigns, campaign)
    page: dict[str, object] = {
        "campaign": campaign,
        "filter": narrowed,
        "page": _page(narrowed.qs, request.GET.get("page")),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "applications/manager/table_rows.html", page)
    page["tabs"] = _tabs(_of(request.user, campaign), request.GET.get("state") or None)
    return render(request, "applications/manager/table.html", page)


@door(Role.MANAGER, Role.JURY_PRESIDENT, data=Data.FILES)
def export(request: SignedIn) -> HttpResponseBase:
    """The rows of the table, all of them, for a spreadsheet."""
    permit(request.user, "applications.export")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    if campaign is None:
        return redirect("applications:table")
    rows = actions.export(
        campaign=campaign,
        applications=_narrowed(request, campaigns, campaign).qs,
        by=request.user,
        at=timezone.now(),
        filters=request.GET.urlencode(),
    )
    return stream(f"candidatures-{campaign.pk}.csv", actions.header(), rows)


def _narrowed(request: SignedIn, campaigns: list[Campaign], campaign: Campaign | None) -> ApplicationFilter:
    handed_in = _of(request.user, campaign).order_by(*ORDERS["recent"][1])
    asked = request.GET.copy()
    asked["campaign"] = str(campaign.pk) if campaign else ""
    asked.setdefault("sort", "recent")
    return ApplicationFilter(asked, queryset=handed_in, campaigns=campaigns)


def _of(user: User, campaign: Campaign | None) -> ApplicationQuerySet:
    return Application.objects.visible_to(user).filter(campaign=campaign, submitted_at__isnull=False)


def _page(found: ApplicationQuerySet, number: str | None) -> Page[Application]:
    """Fifty rows; what their columns cost is paid for these fifty only, not for the rows before them."""
    page = Paginator(found, ROWS_A_PAGE).get_page(number)
    first = max(page.start_index() - 1, 0)
    here = Application.objects.filter(pk__in=found.values("pk")[first : page.end_index()])
    page.object_list = with_columns(here.order_by(*found.query.order_by))
    return page


def with_columns(found: ApplicationQuerySet) -> ApplicationQuerySet:
    mine = OuterRef("pk")
    unsettled = Correction.objects.filter(application=mine).exclude(state=lifecycle.Correction.SETTLED)
    return found.select_related("candidate").annotate(
        first_branch=Subquery(BranchWish.objects.filter(application=mine, position=1).values("branch")[:1]),
        correction=Subquery(unsettled.order_by("state", "pk").values("state")[:1]),
    )


def _tabs(found: ApplicationQuerySet, state: str | None) -> list[tuple[State | None, int, bool]]:
    """The usual views, each with its number of files and whether it is the one shown."""
    counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    return [(tab, counts.get(tab, 0) if tab else sum(counts.values()), tab == state) for tab in TABS]
