"""The manager sets a campaign up and announces it."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import campaign as actions
from applications.forms.campaign import CalendarForm, ConditionsForm
from applications.models import Campaign, Rubric
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

BOTH = ("GET", "POST")


@door(Role.MANAGER, data=Data.SETTINGS)
def campaigns(request: SignedIn) -> HttpResponse:
    """Every campaign, the newest first."""
    found = Campaign.objects.current().annotate(files=Count("applications"))
    return render(request, "applications/manager/campaigns.html", {"campaigns": found})


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def new_campaign(request: SignedIn) -> HttpResponse:
    permit(request.user, "applications.set_up_campaign")
    form = CalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        created = actions.create(by=request.user, at=timezone.now(), **form.changes())
        return redirect("applications:campaign", created.pk)
    page = {
        "form": form,
        "heading": _("Préparer une campagne"),
        "lede": _("Elle reste invisible jusqu’à son annonce. Tout se change jusqu’aux résultats."),
        "words": _("Préparer cette campagne"),
    }
    return render(request, "form_page.html", page)


@door(Role.MANAGER, data=Data.SETTINGS)
def campaign(request: SignedIn, pk: int) -> HttpResponse:
    """What is set, what is missing, and the button that announces it."""
    found = get_object_or_404(Campaign, pk=pk)
    in_preparation = found.state == lifecycle.Campaign.PREPARATION
    page = {
        "campaign": found,
        "documents": list(found.document_types.all()),
        "rubric": found.rubrics.filter(use=Rubric.Use.READING).annotate(size=Count("criteria")).first(),
        "obstacles": actions.obstacles(campaign=found, at=timezone.now()) if in_preparation else [],
        "in_preparation": in_preparation,
    }
    return render(request, "applications/manager/campaign.html", page)


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def campaign_calendar(request: SignedIn, pk: int) -> HttpResponse:
    return _edit(request, pk, CalendarForm, _("Calendrier et places"))


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def campaign_conditions(request: SignedIn, pk: int) -> HttpResponse:
    return _edit(request, pk, ConditionsForm, _("Conditions pour candidater"))


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def announce(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "applications.set_up_campaign")
    actions.announce(campaign=found, by=request.user, at=timezone.now())
    messages.success(request, _("La campagne est annoncée."))
    return redirect("applications:campaign", pk)


def _edit(request: SignedIn, pk: int, form_class: type[CalendarForm | ConditionsForm], heading: str) -> HttpResponse:
    found = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "applications.set_up_campaign")
    form = form_class(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.edit(campaign=found, by=request.user, at=timezone.now(), changes=form.changes())
        messages.success(request, _("C’est enregistré."))
        return redirect("applications:campaign", pk)
    return render(request, "form_page.html", {"form": form, "heading": heading, "back": _address(found)})


def _address(found: Campaign) -> str:
    return reverse("applications:campaign", args=[found.pk])
