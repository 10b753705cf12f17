"""The manager builds the scoring grid."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import rubric as actions
from applications.actions.interview_share import set_share
from applications.forms.rubric import CriterionForm, ShareForm
from applications.models import Campaign, Criterion, Rubric
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

BOTH = ("GET", "POST")
GRIDS: dict[str, str] = {
    Rubric.Use.READING: "applications:rubric",
    Rubric.Use.INTERVIEW: "applications:interview_rubric",
}


@door(Role.MANAGER, data=Data.SETTINGS)
def rubric(request: SignedIn, pk: int, use: str = Rubric.Use.READING) -> HttpResponse:
    """The grid of a campaign, for reading files or for interviews; read-only once scoring has started."""
    campaign = get_object_or_404(Campaign, pk=pk)
    grid = campaign.rubrics.filter(use=use).first()
    criteria = list(grid.criteria.prefetch_related("anchors")) if grid else []
    page = {
        "campaign": campaign,
        "is_for_interviews": use == Rubric.Use.INTERVIEW,
        "share_form": ShareForm(initial={"share": campaign.interview_share}),
        "rubric": grid,
        "criteria": with_shares(criteria),
        "is_scored": bool(grid and actions.is_scored(grid)),
        "last": None if grid else actions.last_grid(campaign, use),
    }
    return render(request, "applications/manager/rubric.html", page)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def start_rubric(request: SignedIn, pk: int, use: str = Rubric.Use.READING) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "applications.set_up_campaign")
    at, last = timezone.now(), actions.last_grid(campaign, use)
    if "last" in request.POST and last:
        actions.clone(campaign=campaign, source=last, by=request.user, at=at)
    else:
        actions.start(campaign=campaign, by=request.user, at=at, suggestion="suggested" in request.POST, use=use)
    return redirect(GRIDS[use], pk)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def revise_rubric(request: SignedIn, pk: int) -> HttpResponse:
    grid = get_object_or_404(Rubric.objects.select_related("campaign"), pk=pk)
    permit(request.user, "applications.set_up_campaign")
    actions.revise(rubric=grid, by=request.user, at=timezone.now())
    return redirect(_address(grid))


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def interview_share(request: SignedIn, pk: int) -> HttpResponse:
    """How much the interview counts."""
    campaign = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "applications.set_up_campaign")
    form = ShareForm(request.POST)
    if form.is_valid():
        set_share(campaign=campaign, share=form.cleaned_data["share"], by=request.user, at=timezone.now())
        messages.success(request, _("La part de l’entretien est notée, les totaux sont à jour."))
    else:
        messages.error(request, _("Indiquez une part de 0 à 100 %."))
    return redirect(GRIDS[Rubric.Use.INTERVIEW], pk)


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def new_criterion(request: SignedIn, pk: int) -> HttpResponse:
    grid = get_object_or_404(Rubric.objects.select_related("campaign"), pk=pk)
    permit(request.user, "applications.set_up_campaign")
    form = CriterionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add(rubric=grid, by=request.user, at=timezone.now(), anchors=form.anchors(), **form.changes())
        return redirect(_address(grid))
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
        return redirect(_address(found.rubric))
    return _page(request, form, found.rubric, found.name)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def shift_criterion(request: SignedIn, pk: int) -> HttpResponse:
    found = _criterion(pk)
    permit(request.user, "applications.set_up_campaign")
    actions.shift(criterion=found, by=request.user, at=timezone.now(), up="up" in request.POST)
    return redirect(_address(found.rubric))


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def remove_criterion(request: SignedIn, pk: int) -> HttpResponse:
    found = _criterion(pk)
    permit(request.user, "applications.set_up_campaign")
    actions.remove(criterion=found, by=request.user, at=timezone.now())
    return redirect(_address(found.rubric))


def _criterion(pk: int) -> Criterion:
    return get_object_or_404(Criterion.objects.select_related("rubric__campaign"), pk=pk)


def with_shares(criteria: list[Criterion]) -> list[tuple[Criterion, Decimal | None]]:
    """Each criterion with its part of the total, in percent; none when it is not counted."""
    whole = sum((one.weight for one in criteria if one.counted), Decimal())
    return [(one, one.weight * 100 / whole if one.counted and whole else None) for one in criteria]


def _page(request: SignedIn, form: CriterionForm, grid: Rubric, heading: str) -> HttpResponse:
    lede = _("Décrivez ce que l’on peut observer, pas ce que l’on pense d’une personne.")
    page = {"form": form, "heading": heading, "lede": lede, "back": _address(grid)}
    return render(request, "form_page.html", page)


def _address(grid: Rubric) -> str:
    return reverse(GRIDS[grid.use], args=[grid.campaign_id])
