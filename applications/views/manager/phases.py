"""The phases of a selection: where it stands, what that allows, and the way to the next one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import phase as actions
from applications.campaigns.allowed import steps
from applications.campaigns.passages import passages
from applications.forms.phase import EnterForm, PlanForm
from applications.lifecycle import Phase
from applications.models import Campaign
from applications.phases import ORDER, following, is_back
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, data=Data.SETTINGS, methods=("GET", "POST"))
def phases(request: SignedIn, pk: int) -> HttpResponse:
    """The six phases in a row, and one button whose consequences are said first."""
    campaign = get_object_or_404(Campaign, pk=pk)
    if request.method == "GET":
        return _page(request, campaign, target=_wished(request, campaign))
    permit(request.user, "applications.change_phase")
    form = EnterForm(request.POST)
    if not form.is_valid():
        return redirect("applications:phases", pk)
    try:
        campaign = actions.enter(campaign=campaign, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        target = Phase(form.cleaned_data["phase"])
        return _page(request, Campaign.objects.get(pk=pk), target=target, refusal=str(refusal), form=form)
    messages.success(request, _("La campagne est en phase « %(phase)s ».") % {"phase": campaign.get_phase_display()})
    return redirect("applications:phases", pk)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def plan_phases(request: SignedIn, pk: int) -> HttpResponse:
    """Write the dates at which the clock moves the selection on."""
    campaign = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "applications.change_phase")
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            actions.plan(campaign=campaign, dates=form.dates(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Les dates des phases sont enregistrées."))
            return redirect("applications:phases", pk)
    return _page(request, campaign, target=_wished(request, campaign), plan=form)


def _page(
    request: SignedIn,
    campaign: Campaign,
    *,
    target: Phase | None,
    refusal: str = "",
    form: EnterForm | None = None,
    plan: PlanForm | None = None,
) -> HttpResponse:
    planned = list(campaign.planned_phases.all())
    can_move = campaign.state == lifecycle.Campaign.OPEN and not campaign.is_armed
    if not can_move or target == campaign.phase:
        target = None
    page = {
        "campaign": campaign,
        "steps": steps(campaign, planned),
        "can_move": can_move,
        "target": target,
        "is_back": bool(target and is_back(campaign.phase, target)),
        "unfinished": actions.left_out(campaign, target) if target else 0,
        "consequences": actions.consequences(campaign, target) if target else [],
        "others": [phase for phase in ORDER if phase not in {campaign.phase, target}],
        "refusal": refusal,
        "entering": form,
        "form": plan or PlanForm(planned=planned),
        "passages": passages(campaign),
    }
    return render(request, "applications/manager/phases.html", page, status=409 if refusal or plan else 200)


def _wished(request: HttpRequest, campaign: Campaign) -> Phase | None:
    """The phase in the address, else the next one; a selection closes by itself when its results are published."""
    asked = request.GET.get("vers", "")
    if asked in Phase.values:
        return Phase(asked)
    after = following(campaign.phase)
    return None if after == Phase.CLOSED else after
