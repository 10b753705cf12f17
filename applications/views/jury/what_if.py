"""« Et si… »: other weights, another capacity, who would enter and who would leave. It reads and never writes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from applications.forms.what_if import WhatIfForm
from applications.models import Application, Calculation, Campaign
from applications.ranking.weighing import Matrix, Rule, Tried, attempt, chance
from applications.views.chosen import AT_THE_JURY, chosen
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit

REACH = 8  # files shown on each side of the line
NAMED = 12  # people named among those who enter or leave


@dataclass(frozen=True, slots=True)
class Line:
    """One file near the line of the ranking that is tried; `file` is None when it is kept from this person."""

    rank: int
    official: int
    file: Application | None
    total: float
    chance: float | None
    is_last_inside: bool

    @property
    def climbs(self) -> int:
        return self.official - self.rank

    @property
    def loses(self) -> int:
        return self.rank - self.official


@door(Role.MANAGER, Role.JURY_PRESIDENT, data=Data.SCORES)
def what_if(request: SignedIn) -> HttpResponse:
    """The ranking that other weights would give, beside the official one. A slider asks for the result alone."""
    permit(request.user, "applications.see_ranking")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_JURY)
    calculation = Calculation.objects.filter(campaign=campaign).select_related("campaign").order_by("-pk").first()
    page: dict[str, object] = {"campaign": campaign, "campaigns": campaigns, "calculation": calculation}
    if calculation and calculation.matrix and calculation.matrix["criteria"]:
        page |= _tried(request, calculation.campaign, calculation.matrix)
    if request.htmx and not request.htmx.history_restore_request and "lines" in page:
        return render(request, "applications/jury/what_if_result.html", page | {"alone": True})
    return render(request, "applications/jury/what_if.html", page)


def _tried(request: SignedIn, campaign: Campaign, matrix: Matrix) -> dict[str, object]:
    form = WhatIfForm(request.GET.dict(), matrix)
    rule = form.rule
    tried = attempt(matrix, rule)
    change, near = tried.change, tried.around(rule.places, REACH)
    files = _files(request.user, matrix, {*near, *change.enter[:NAMED], *change.leave[:NAMED]})
    return {
        "form": form,
        "rule": rule,
        "is_official": rule == form.official,
        "new_grid": "" if rule.weights == form.official.weights else _new_grid(request.user, campaign, matrix, rule),
        "change": change,
        "entering": [files.get(one) for one in change.enter[:NAMED]],
        "leaving": [files.get(one) for one in change.leave[:NAMED]],
        "unnamed": {"enter": len(change.enter[NAMED:]), "leave": len(change.leave[NAMED:])},
        "lines": [_line(one, matrix, rule, tried, files) for one in near],
    }


def _line(one: int, matrix: Matrix, rule: Rule, tried: Tried, files: dict[int, Application]) -> Line:
    rank, file = tried.change.rank[one], files.get(one)
    return Line(
        rank=rank,
        official=one + 1,
        file=file,
        total=tried.totals[one],
        chance=chance(matrix, one, rule.places) if file else None,
        is_last_inside=rank == rule.places,
    )


def _files(user: User, matrix: Matrix, wanted: Iterable[int]) -> dict[int, Application]:
    """Those that will be named, in one query; a file kept from this person is not among them."""
    keys = {matrix["files"][one][0]: one for one in wanted}
    found = Application.objects.visible_to(user).filter(pk__in=keys).select_related("candidate")
    return {keys[file.pk]: file for file in found}


def _new_grid(user: User, campaign: Campaign, matrix: Matrix, rule: Rule) -> str:
    """Where these weights become a new version of the grid, for whoever may change it now."""
    if not campaign.rights.weigh or not user.has_perm("applications.set_up_campaign"):
        return ""
    tried = zip(matrix["criteria"], rule.weights, strict=True)
    weights = {f"weight-{one['pk']}": f"{weight:g}" for one, weight in tried}
    counted = {name.replace("weight", "counted"): "on" for name, weight in weights.items() if float(weight)}
    return f"{reverse('applications:weights', args=[matrix['rubric']])}?{urlencode(weights | counted)}"
