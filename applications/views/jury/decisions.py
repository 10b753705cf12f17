"""Drafting the decisions: nothing is decided until it is published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import decide, publish
from applications.forms.jury import DraftForm, ReviseForm, TieForm
from applications.models import Campaign, Decision
from applications.views.chosen import chosen
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)


@door(*JURY, data=Data.DECISIONS)
def decisions(request: SignedIn) -> HttpResponse:
    """Every draft in order, what still keeps the results from leaving, and the way out."""
    permit(request.user, "applications.draft_decisions")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    drafted = publish.drafts(campaign) if campaign else []
    return render(
        request,
        "applications/jury/decisions.html",
        {
            "campaign": campaign,
            "drafts": drafted,
            "ties": {below.pk for _above, below in decide.open_ties(drafted)},
            "counts": _counts(drafted),
            "obstacles": publish.obstacles(campaign, drafted, timezone.now()) if campaign else [],
            "warnings": publish.warnings(campaign, drafted) if campaign else [],
            "form": DraftForm(initial={"waiting": _waiting(drafted)}),
        },
    )


@door(*JURY, data=Data.DECISIONS, methods=("POST",))
def draft(request: SignedIn) -> HttpResponse:
    """Draw the line and the lists anew."""
    permit(request.user, "applications.draft_decisions")
    campaign = get_object_or_404(Campaign.objects.announced(), pk=number(request.POST.get("campaign")))
    form = DraftForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Indiquez un nombre de personnes en liste complémentaire, de 0 à 500."))
    else:
        _draft(request, campaign, form.cleaned_data["waiting"])
    return redirect(_page(campaign))


@door(*JURY, data=Data.DECISIONS, methods=("GET", "POST"))
def revise(request: SignedIn, pk: int) -> HttpResponse:
    """Change one draft, and the reason the person will read."""
    decision = _find(request, pk)
    permit(request.user, "applications.draft_decisions")
    form = ReviseForm(request.POST or None, initial={"outcome": decision.outcome, "reason": decision.reason})
    if request.method == "POST" and form.is_valid():
        try:
            decide.revise(decision=decision, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_page(decision.application.campaign))
    return render(request, "applications/jury/decision.html", {"decision": decision, "form": form})


@door(*JURY, data=Data.DECISIONS, methods=("GET", "POST"))
def break_tie(request: SignedIn, pk: int) -> HttpResponse:
    """Put somebody before the equal person just above, in writing."""
    decision = _find(request, pk)
    permit(request.user, "applications.draft_decisions")
    form = TieForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide.settle_tie(below=decision, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_page(decision.application.campaign))
    above = Decision.objects.filter(application__campaign=decision.application.campaign, rank=decision.rank - 1)
    return render(
        request,
        "applications/jury/tie.html",
        {"decision": decision, "above": above.select_related("application__candidate").first(), "form": form},
    )


def _draft(request: SignedIn, campaign: Campaign, waiting: int) -> None:
    try:
        decide.draft(campaign=campaign, by=request.user, at=timezone.now(), waiting=waiting)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Les décisions sont préparées. Rien n’est décidé tant que vous n’avez pas publié."))


def _find(request: SignedIn, pk: int) -> Decision:
    found = Decision.objects.visible_to(request.user).select_related("application__candidate", "application__campaign")
    return get_object_or_404(found, pk=pk)


def _page(campaign: Campaign) -> str:
    return f"{reverse('applications:decisions')}?campaign={campaign.pk}"


def _counts(drafted: list[Decision]) -> list[tuple[Decision.Outcome, int]]:
    return [(outcome, sum(decision.outcome == outcome for decision in drafted)) for outcome in Decision.Outcome]


def _waiting(drafted: list[Decision]) -> int:
    return sum(decision.outcome == Decision.Outcome.WAITING for decision in drafted) or 10
