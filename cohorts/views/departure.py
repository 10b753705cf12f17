"""Somebody leaves the cohort: what it would change, then the departure, and its undoing."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import lifecycle
from cohorts.actions import withdraw
from cohorts.actions.replacement import are_offered
from cohorts.departure import from_draft, if_left
from cohorts.forms.departure import ReasonForm
from cohorts.models import Run, Trainee
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, data=Data.FOLLOW_UP, methods=("GET", "POST"))
def leave(request: SignedIn, pk: int) -> HttpResponse:
    """Say what the departure changes for the others, ask for its reason, then record it."""
    found = _found(request, pk)
    permit(request.user, "cohorts.stop_path", found)
    form, at = ReasonForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            withdraw.leave(trainee=found, by=request.user, at=at, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le parcours de %(name)s est interrompu.") % {"name": found.person})
            return redirect("cohorts:trainee", pk)
    page = {
        "form": form,
        "departure": if_left(found),
        "is_published": found.cohort.state != lifecycle.Cohort.PREPARING,
        "frees": are_offered(found.cohort, at),
        "heading": _("Interrompre le parcours de %(name)s ?") % {"name": found.person},
        "lede": _("Plus aucun bilan ne sera demandé. Ce qui a été vécu reste écrit."),
        "words": _("Interrompre le parcours"),
        "danger": True,
        "back": reverse("cohorts:trainee", args=[pk]),
    }
    return render(request, "cohorts/departure/leave.html", page)


@door(Role.MANAGER, data=Data.FOLLOW_UP, methods=("GET", "POST"))
def come_back(request: SignedIn, pk: int) -> HttpResponse:
    """Undo a departure recorded by mistake."""
    found = _found(request, pk)
    permit(request.user, "cohorts.stop_path", found)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw.come_back(trainee=found, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("%(name)s fait de nouveau partie de la promotion : une lettre part.")
            messages.success(request, words % {"name": found.person})
            return redirect("cohorts:trainee", pk)
    page = {
        "form": form,
        "heading": _("Reprendre le départ de %(name)s ?") % {"name": found.person},
        "lede": _(
            "La personne retrouve son parcours, et sa place si personne d’autre ne l’a acceptée. "
            "La proposition en cours pour cette place est retirée, avec une lettre."
        ),
        "words": _("Reprendre ce départ"),
        "back": reverse("cohorts:trainee", args=[pk]),
    }
    return render(request, "form_page.html", page)


@door(Role.MANAGER, data=Data.PLACEMENTS)
def what_if(request: SignedIn, pk: int, trainee: int) -> HttpResponse:
    """Of a draft: what if this person left; nothing is written."""
    runs = Run.objects.filter(state=lifecycle.Run.DRAFT).select_related("cohort")
    run = get_object_or_404(runs, pk=pk)
    leaver = get_object_or_404(Trainee.objects.visible_to(request.user), pk=trainee, pk__in=run.inputs["merit"])
    departure = from_draft(run, leaver)
    moved = len(departure.steps)
    words = ngettext("%(n)s personne changerait de place.", "%(n)s personnes changeraient de place.", moved)
    page = {
        "departure": departure,
        "lede": words % {"n": moved} if moved else _("Personne d’autre ne changerait de place."),
        "back": f"{reverse('cohorts:amphi')}?cohort={run.cohort_id}",
    }
    return render(request, "cohorts/departure/what_if.html", page)


def _found(request: SignedIn, pk: int) -> Trainee:
    related = ("cohort", "person", "application")
    return get_object_or_404(Trainee.objects.visible_to(request.user).select_related(*related), pk=pk)
