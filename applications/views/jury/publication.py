"""The results leave in two steps: a departure that can be undone, then everything at once."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import publish as actions
from applications.forms.jury import UndoForm
from applications.jury.warned import warnings
from applications.models import Campaign, Decision
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)


@door(*JURY, data=Data.DECISIONS, methods=("GET", "POST"))
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """What leaves, to how many people, and when; the departure is programmed here, and watched until it happens."""
    campaign = get_object_or_404(Campaign.objects.announced().select_related("armed_by"), pk=pk)
    permit(request.user, "applications.publish_results")
    if request.method == "POST":
        return _try(request, campaign, lambda: _arm(request, campaign))
    return _page(request, campaign)


@door(*JURY, data=Data.DECISIONS, methods=("POST",))
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """Take the departure back: nothing has left, everything can be changed again."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.publish_results")
    form = UndoForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _try(request, campaign, lambda: _disarm(request, campaign, reason))


@door(*JURY, data=Data.DECISIONS, methods=("GET", "POST"))
def now(request: SignedIn, pk: int) -> HttpResponse:
    """Ask a second time, then publish without waiting for the end of the time to undo."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.publish_results")
    if request.method == "POST":
        return _try(request, campaign, lambda: _publish_now(request, campaign))
    if not campaign.is_armed:
        return redirect("applications:publish", campaign.pk)
    page = {"campaign": campaign, "letters": len(actions.drafts(campaign)), "at": timezone.now()}
    return render(request, "applications/jury/publish_now.html", page)


def _page(request: SignedIn, campaign: Campaign, refusal: str = "") -> HttpResponse:
    at, drafts = timezone.now(), actions.drafts(campaign)
    shown = _shown(request, drafts)
    page = {
        "campaign": campaign,
        "at": at,
        "drafts": drafts,
        "counts": [(outcome, sum(draft.outcome == outcome for draft in drafts)) for outcome in Decision.Outcome],
        "rewritten": sum(bool(draft.letter_body) for draft in drafts),
        "obstacles": [refusal] if refusal else actions.obstacles(campaign, drafts, at),
        "warnings": warnings(campaign, shown),
        "first": shown[0] if shown else None,
        "undo": UndoForm(),
    }
    return render(request, "applications/jury/publish.html", page, status=409 if refusal else 200)


def _shown(request: SignedIn, drafts: list[Decision]) -> list[Decision]:
    """Without the files this person is in conflict with."""
    reserved = set(request.user.conflicts.values_list("application", flat=True))
    return [draft for draft in drafts if draft.application_id not in reserved]


def _try(request: SignedIn, campaign: Campaign, act: Callable[[], str]) -> HttpResponse:
    """Act and go where it leads; a refusal is said on the page of the publication."""
    try:
        return redirect(act())
    except Refusal as refusal:
        return _page(request, Campaign.objects.select_related("armed_by").get(pk=campaign.pk), str(refusal))


def _arm(request: SignedIn, campaign: Campaign) -> str:
    actions.arm(campaign=campaign, by=request.user, at=timezone.now())
    messages.success(request, _("Le départ est programmé : rien n’est encore envoyé, vous pouvez tout annuler."))
    return reverse("applications:publish", args=[campaign.pk])


def _disarm(request: SignedIn, campaign: Campaign, reason: str) -> str:
    actions.disarm(campaign=campaign, by=request.user, at=timezone.now(), reason=reason)
    messages.success(request, _("Le départ est annulé : personne n’a rien reçu, les décisions peuvent changer."))
    return f"{reverse('applications:decisions')}?campaign={campaign.pk}"


def _publish_now(request: SignedIn, campaign: Campaign) -> str:
    letters = len(actions.publish_now(campaign=campaign, by=request.user, at=timezone.now()))
    said = ngettext(
        "Les résultats sont publiés : %(n)s lettre part.",
        "Les résultats sont publiés : %(n)s lettres partent.",
        letters,
    )
    messages.success(request, said % {"n": letters})
    return f"{reverse('applications:ranking')}?campaign={campaign.pk}"
