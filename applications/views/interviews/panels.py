"""Panels: who is in them, the time they give, and the slots made from it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import panels as actions
from applications.actions import slots
from applications.forms.interview import CutForm, PanelForm, TimeForm
from applications.models import Availability, Campaign, Panel
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

BOTH = ("GET", "POST")


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def new_panel(request: SignedIn, pk: int) -> HttpResponse:
    """Put people together to meet candidates."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.run_interviews")
    form = PanelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create(campaign=campaign, by=request.user, at=timezone.now(), **_given(form))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("applications:panel", made.pk)
    page = {
        "form": form,
        "heading": _("Nouvelle commission"),
        "words": _("Créer la commission"),
        "back": f"{reverse('applications:interviews')}?campaign={pk}",
    }
    return render(request, "form_page.html", page)


@door(Role.MANAGER, data=Data.SETTINGS)
def panel(request: SignedIn, pk: int) -> HttpResponse:
    """One panel: its members, its time, its slots."""
    found = _find(request, pk)
    return _screen(request, found, TimeForm(), CutForm())


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def edit_panel(request: SignedIn, pk: int) -> HttpResponse:
    """Rename a panel or change its members."""
    found = _find(request, pk)
    permit(request.user, "applications.run_interviews")
    members = [member.pk for member in found.members.all()]
    form = PanelForm(request.POST or None, initial={"name": found.name, "members": members})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(panel=found, by=request.user, at=timezone.now(), **_given(form))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("applications:panel", pk)
    page = {"form": form, "heading": found.name, "back": reverse("applications:panel", args=[pk])}
    return render(request, "form_page.html", page)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def remove_panel(request: SignedIn, pk: int) -> HttpResponse:
    found = _find(request, pk)
    permit(request.user, "applications.run_interviews")
    actions.remove(panel=found, by=request.user, at=timezone.now())
    messages.success(request, _("La commission est supprimée."))
    return redirect(f"{reverse('applications:interviews')}?campaign={found.campaign_id}")


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def give_time(request: SignedIn, pk: int) -> HttpResponse:
    """Note that a panel is free for a stretch of time; or make one slot of it at once."""
    found = _find(request, pk)
    permit(request.user, "applications.run_interviews")
    form = TimeForm(request.POST)
    if form.is_valid():
        verb = slots.add if request.POST.get("as") == "slot" else actions.give_time
        try:
            verb(panel=found, by=request.user, at=timezone.now(), **form.changes())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("applications:panel", pk)
    return _screen(request, found, form, CutForm(), status=422)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def take_time_back(request: SignedIn, pk: int) -> HttpResponse:
    permit(request.user, "applications.run_interviews")
    given = get_object_or_404(Availability, panel__in=Panel.objects.visible_to(request.user), pk=pk)
    actions.take_time_back(availability=given, by=request.user, at=timezone.now())
    return redirect("applications:panel", given.panel_id)


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def make_slots(request: SignedIn, pk: int) -> HttpResponse:
    """Look at the slots that would be made, with what collides, then make them."""
    found, at = _find(request, pk), timezone.now()
    permit(request.user, "applications.run_interviews")
    form = CutForm(request.POST or request.GET)
    if not form.is_valid():
        return _screen(request, found, TimeForm(), form, status=422)
    if request.method == "POST":
        expected = request.POST.get("expected", "")
        try:
            made = slots.generate(panel=found, how=form.how(), expected=expected, by=request.user, at=at)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            n = len(made)
            messages.success(
                request, ngettext("%(n)s créneau est ouvert.", "%(n)s créneaux sont ouverts.", n) % {"n": n}
            )
            return redirect("applications:panel", pk)
    plan = slots.plan(panel=found, how=form.how(), at=at)
    words = slots.said(plan.overlaps) if plan.overlaps else ""
    context = {"panel": found, "campaign": found.campaign, "form": form, "plan": plan, "overlaps": words}
    return render(request, "applications/interviews/preview.html", context)


def _screen(request: SignedIn, found: Panel, time: TimeForm, cut: CutForm, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    coming = found.slots.filter(ends_at__gt=at)
    context = {
        "panel": found,
        "campaign": found.campaign,
        "members": list(found.members.all()),
        "given": list(found.availabilities.filter(ends_at__gt=at)),
        "coming": coming.count(),
        "first": coming.first(),
        "is_removable": not found.slots.exists(),
        "time": time,
        "cut": cut,
    }
    return render(request, "applications/interviews/panel.html", context, status=status)


def _find(request: SignedIn, pk: int) -> Panel:
    return get_object_or_404(Panel.objects.visible_to(request.user).select_related("campaign"), pk=pk)


def _given(form: PanelForm) -> dict[str, Any]:
    return {"name": form.cleaned_data["name"], "members": list(form.cleaned_data["members"])}
