"""Readings given from a spreadsheet, shown before they are applied, and taken out in the same shape."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import import_readings as actions
from applications.forms.assignment import ReadingsFileForm
from applications.models import Campaign
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.csv_export import stream
from portal.web.doors import Data, SignedIn, door, permit
from portal.web.dry_run import opened, sealed
from portal.web.spreadsheet import as_text

OF, SHOWN = "applications.readings", 500


@door(Role.MANAGER, data=Data.SCORES, methods=("GET", "POST"))
def import_readings(request: SignedIn, pk: int) -> HttpResponse:
    """Take a table and show what each line would do."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.assign")
    form = ReadingsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = as_text(form.cleaned_data["file"].read())
            return _preview(request, campaign, text, actions.plan(text=text, campaign=campaign, by=request.user))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    page = {"campaign": campaign, "form": form, "columns": actions.HEADER, "back": _home(campaign)}
    return render(request, "applications/assignment/import.html", page)


@door(Role.MANAGER, data=Data.SCORES, methods=("POST",))
def apply_readings(request: SignedIn, pk: int) -> HttpResponse:
    """Apply what was shown."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.assign")
    kept = opened(request.POST.get("kept", ""), by=request.user, of=f"{OF}:{pk}")
    if kept is None:
        messages.error(request, _("Cet aperçu a plus d’une heure : donnez de nouveau le fichier."))
        return redirect("applications:import_readings", pk)
    given = [(file, reader) for file, reader in kept["given"]]
    try:
        done = actions.apply(text=kept["text"], campaign=campaign, expected=given, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("applications:import_readings", pk)
    said = ngettext("%(n)s lecture affectée.", "%(n)s lectures affectées.", len(done.given)) % {"n": len(done.given)}
    messages.success(request, said)
    return redirect(_home(campaign))


@door(Role.MANAGER, data=Data.SCORES)
def export_readings(request: SignedIn, pk: int) -> HttpResponseBase:
    """Who reads what, as a table that can be changed and given back."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.assign")
    return stream(f"lectures-{pk}.csv", actions.HEADER, actions.table(campaign=campaign, by=request.user))


def _preview(request: SignedIn, campaign: Campaign, text: str, plan: actions.Plan) -> HttpResponse:
    kept = {"text": text, "given": plan.given}
    page = {
        "campaign": campaign,
        "plan": plan,
        "shown": [*plan.faulty, *(row for row in plan.rows if row.effect != actions.Effect.WRONG)][:SHOWN],
        "same": plan.counts[actions.Effect.SAME],
        "kept": sealed(kept, by=request.user, of=f"{OF}:{campaign.pk}"),
        "back": _home(campaign),
    }
    return render(request, "applications/assignment/import_preview.html", page)


def _home(campaign: Campaign) -> str:
    return f"{reverse('applications:assignment')}?campaign={campaign.pk}"
