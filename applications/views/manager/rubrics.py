"""The manager builds the scoring grid."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import rubric as actions
from applications.forms.rubric import CriterionForm
from applications.models import Campaign, Criterion, Rubric
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

BOTH = ("GET", "POST")
GRID = "applications:rubric"


@door(Role.MANAGER, data=Data.SETTINGS)
def rubric(request: SignedIn, pk: int) -> HttpResponse:
    """The grid of a campaign, newest version; read-only once scoring has started."""
    campaign = get_object_or_404(Campaign, pk=pk)
    grid = campaign.rubrics.first()
    criteria = list(grid.criteria.prefetch_related("anchors")) if grid else []
    page = {
        "campaign": campaign,
        "rubric": grid,
        "criteria": _with_shares(criteria),
        "is_scored": bool(grid and actions.is_scored(grid)),
    }
    return render(request, "applications/manager/rubric.html", page)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def start_rubric(request: SignedIn, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "applications.set_up_campaign")
    actions.start(campaign=campaign, by=request.user, at=timezone.now(), suggestion="suggested" in request.POST)
    return redirect(GRID, pk)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def revise_rubric(request: SignedIn, pk: int) -> HttpResponse:
    grid = get_object_or_404(Rubric.objects.select_related("campaign"), pk=pk)
    permit(request.user, "applications.set_up_campaign")
    actions.revise(rubric=grid, by=request.user, at=timezone.now())
    return redirect(GRID, grid.campaign_id)


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def new_criterion(request: SignedIn, pk: int) -> HttpResponse:
    grid = get_object_or_404(Rubric.objects.select_related("campaign"), pk=pk)
    permit(request.user, "applications.set_up_campaign")
    form = CriterionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add(rubric=grid, by=request.user, at=timezone.now(), anchors=form.anchors(), **form.changes())
        return redirect(GRID, grid.campaign_id)
    return _page(request, form, grid, _("Ajouter un critère"))


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def criterion(request: SignedIn, pk: int) -> HttpResponse:
    found = _criterion(pk)
    permit(request.user, "applications.set_up_campaign")
    form = CriterionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.edit(
            criterion=found, by=request.user, at=timezone.now(), changes=form.changes(), anchors=form.anchors()
        )
        return redirect(GRID, found.rubric.campaign_id)
    return _page(request, form, found.rubric, found.name)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def shift_criterion(request: SignedIn, pk: int) -> HttpResponse:
    found = _criterion(pk)
    permit(request.user, "applications.set_up_campaign")
    actions.shift(criterion=found, by=request.user, at=timezone.now(), up="up" in request.POST)
    return redirect(GRID, found.rubric.campaign_id)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def remove_criterion(request: SignedIn, pk: int) -> HttpResponse:
    found = _criterion(pk)
    permit(request.user, "applications.set_up_campaign")
    actions.remove(criterion=found, by=request.user, at=timezone.now())
    return redirect(GRID, found.rubric.campaign_id)


def _criterion(pk: int) -> Criterion:
    return get_object_or_404(Criterion.objects.select_related("rubric__campaign"), pk=pk)


def _with_shares(criteria: list[Criterion]) -> list[tuple[Criterion, Decimal | None]]:
    """Each criterion with its part of the total, in percent; none when it is not counted."""
    whole = sum((one.weight for one in criteria if one.counted), Decimal())
    return [(one, one.weight * 100 / whole if one.counted and whole else None) for one in criteria]


def _page(request: SignedIn, form: CriterionForm, grid: Rubric, heading: str) -> HttpResponse:
    back = reverse(GRID, args=[grid.campaign_id])
    lede = _("Décrivez ce que l’on peut observer dans un dossier, pas ce que l’on pense d’une personne.")
    return render(request, "form_page.html", {"form": form, "heading": heading, "lede": lede, "back": back})
