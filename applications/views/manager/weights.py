"""The manager changes the weights of a grid in use: the effect first, then one step that keeps its trace."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import reweigh as actions
from applications.forms.weights import ReweighForm, WeightsForm
from applications.models import Application, Campaign, Rubric
from applications.views.manager.rubrics import with_shares
from portal.journal.moves import Refusal
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit


@dataclass(frozen=True)
class Version:
    """One version of the grid: its parts of the total, and what it changed."""

    rubric: Rubric
    parts: list[tuple[str, Decimal | None]]
    changed: list[str]


@door(Role.MANAGER, data=Data.SCORES, methods=("GET", "POST"))
def weights(request: SignedIn, pk: int) -> HttpResponse:
    """Try new weights, see who would enter or leave, then put them in place."""
    grid = get_object_or_404(Rubric.objects.select_related("campaign"), pk=pk, use=Rubric.Use.READING)
    permit(request.user, "applications.set_up_campaign")
    sent = request.POST if request.method == "POST" else request.GET
    form = WeightsForm(sent or None, criteria=grid.criteria.all())
    reason = ReweighForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and reason.is_valid():
        return _put_in_place(request, grid, form, reason.cleaned_data["reason"])
    page = {"rubric": grid, "campaign": grid.campaign, "form": form, "reason": reason, "sent": sent.items()}
    return render(request, "applications/manager/weights.html", page | _looked_at(request.user, grid, form))


@door(Role.MANAGER, data=Data.SETTINGS)
def versions(request: SignedIn, pk: int) -> HttpResponse:
    """Every version of the grid, the newest first, with who changed what and why."""
    campaign = get_object_or_404(Campaign, pk=pk)
    grids = campaign.rubrics.filter(use=Rubric.Use.READING).select_related("made_by").prefetch_related("criteria")
    page = {"campaign": campaign, "versions": _told(list(grids))}
    return render(request, "applications/manager/versions.html", page)


def _put_in_place(request: SignedIn, grid: Rubric, form: WeightsForm, reason: str) -> HttpResponse:
    given = form.weights()
    try:
        actions.reweigh(rubric=grid, weights=given, reason=reason, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("applications:rubric", grid.campaign_id)
    messages.success(request, _("Les nouveaux poids sont en place : lectures et dossiers sont recalculés."))
    return redirect("applications:rubric_versions", grid.campaign_id)


def _looked_at(user: User, grid: Rubric, form: WeightsForm) -> dict[str, object]:
    """The effect of what was typed, or why there is none; nothing before anything is typed."""
    if not form.is_bound or not form.is_valid():
        return {}
    try:
        effect = actions.preview(rubric=grid, weights=form.weights())
    except Refusal as refusal:
        return {"refusal": str(refusal)}
    reserved = set(user.conflicts.values_list("application", flat=True))
    return {
        "effect": effect,
        "enter": _named(effect.enter, reserved),
        "leave": _named(effect.leave, reserved),
        "unscored": [_silent(name, count) for name, count in effect.unscored],
    }


def _named(files: list[Application], reserved: set[int]) -> list[Application | None]:
    return [None if file.pk in reserved else file for file in files]


def _silent(name: str, count: int) -> str:
    return ngettext(
        "« %(name)s » : %(n)s lecture terminée n’a pas de niveau, il n’y comptera pas.",
        "« %(name)s » : %(n)s lectures terminées n’ont pas de niveau, il n’y comptera pas.",
        count,
    ) % {"name": name, "n": count}


def _told(grids: list[Rubric]) -> list[Version]:
    """Each version beside the one before it."""
    return [
        Version(grid, _parts(grid), _changed(before, grid)) for grid, before in zip_longest(grids, grids[1:]) if grid
    ]


def _parts(grid: Rubric) -> list[tuple[str, Decimal | None]]:
    return [(one.name, share) for one, share in with_shares(list(grid.criteria.all()))]


def _changed(before: Rubric | None, after: Rubric) -> list[str]:
    if before is None:
        return []
    now = {one.root: one for one in after.criteria.all()}
    old = [one for one in before.criteria.all() if one.root in now]
    weights = {one.pk: actions.Part(now[one.root].weight, now[one.root].counted) for one in old}
    return actions.told(old, weights)
