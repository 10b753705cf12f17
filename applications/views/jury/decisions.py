"""Drafting the decisions: nothing is decided until it is published."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import decide, publish
from applications.forms.jury import DraftForm, ReviseForm, TieForm
from applications.jury.warned import warnings
from applications.models import Campaign, Decision, Reason
from applications.views.chosen import AT_THE_JURY, chosen
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)
MOST_REASONS = 50


@door(*JURY, data=Data.DECISIONS)
def decisions(request: SignedIn) -> HttpResponse:
    """Every draft in order, what still keeps the results from leaving, and the way out."""
    permit(request.user, "applications.draft_decisions")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_JURY)
    drafted = publish.drafts(campaign) if campaign else []
    reserved = set(request.user.conflicts.values_list("application", flat=True))
    shown = [decision for decision in drafted if decision.application_id not in reserved]
    return render(
        request,
        "applications/jury/decisions.html",
        {
            "campaign": campaign,
            "campaigns": campaigns,
            "drafts": drafted,
            "reserved": reserved,
            "ties": [
                below.pk
                for above, below in decide.open_ties(drafted)
                if not {above.application_id, below.application_id} & reserved  # somebody else parts those
            ],
            "counts": _counts(drafted),
            "by_hand": sum(decision.by_hand for decision in drafted),
            "to_discuss": sum(decision.sitting_id is None for decision in drafted),
            "in_sittings": any(decision.sitting_id for decision in drafted),
            "obstacles": publish.obstacles(campaign, drafted, timezone.now()) if campaign else [],
            "warnings": warnings(campaign, shown) if campaign else [],
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
        _draft(request, campaign, **form.cleaned_data)
    return redirect(_page(campaign))


@door(*JURY, data=Data.DECISIONS, methods=("GET", "POST"))
def revise(request: SignedIn, pk: int) -> HttpResponse:
    """Change one draft, and the reason the person will read."""
    decision = _find(request, pk)
    permit(request.user, "applications.draft_decisions")
    language = decision.application.candidate.language
    offered = {
        reason.pk: reason.in_language(language) for reason in Reason.objects.fit_for(decision.outcome)[:MOST_REASONS]
    }
    inserted = offered.get(number(request.POST.get("insert")) or 0)
    form = _revision(request, decision, inserted)
    if request.method == "POST" and inserted is None and form.is_valid():
        try:
            decide.revise(decision=decision, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            name = decision.application.full_name
            messages.success(request, _("La décision pour %(name)s est gardée, en brouillon.") % {"name": name})
            return redirect(_page(decision.application.campaign))
    context = {"decision": decision, "form": form, "offered": offered, "language": language}
    return render(request, "applications/jury/decision.html", context)


@door(*JURY, data=Data.DECISIONS, methods=("GET", "POST"))
def break_tie(request: SignedIn, pk: int) -> HttpResponse:
    """Put somebody before the equal person just above, in writing."""
    decision = _find(request, pk)
    permit(request.user, "applications.draft_decisions")
    above = _above(request, decision)
    form = TieForm(request.POST or None, above=above, below=decision)
    if request.method == "POST" and form.is_valid():
        try:
            decide.settle_tie(below=decision, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("L’égalité est départagée ; le motif figurera au procès-verbal."))
            return redirect(_page(decision.application.campaign))
    return render(
        request,
        "applications/jury/tie.html",
        {"decision": decision, "above": above, "form": form},
    )


def _revision(request: SignedIn, decision: Decision, inserted: str | None) -> ReviseForm:
    """The form as it was sent, or, when a ready reason was chosen, what was typed with the reason after it."""
    if inserted is None:
        return ReviseForm(request.POST or None, initial={"outcome": decision.outcome, "reason": decision.reason})
    typed = request.POST.get("reason", "").strip()
    words = f"{typed}\n{inserted}" if typed else inserted
    return ReviseForm(initial={"outcome": request.POST.get("outcome", decision.outcome), "reason": words})


def _draft(request: SignedIn, campaign: Campaign, waiting: int, anew: bool) -> None:
    try:
        drafted = decide.draft(campaign=campaign, by=request.user, at=timezone.now(), waiting=waiting, anew=anew)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Les décisions sont préparées. Rien n’est décidé tant que vous n’avez pas publié."))
        _say_kept(request, sum(decision.by_hand for decision in drafted))


def _say_kept(request: SignedIn, kept: int) -> None:
    if kept:
        words = ngettext(
            "%(n)s décision prise à la main est gardée : la ligne passe autour d’elle.",
            "%(n)s décisions prises à la main sont gardées : la ligne passe autour d’elles.",
            kept,
        )
        messages.info(request, words % {"n": kept})


def _find(request: SignedIn, pk: int) -> Decision:
    found = Decision.objects.visible_to(request.user).select_related("application__candidate", "application__campaign")
    return get_object_or_404(found, pk=pk)


def _above(request: SignedIn, decision: Decision) -> Decision | None:
    """The neighbour just above; whoever is kept from either of two equals does not part them."""
    same = Decision.objects.filter(application__campaign=decision.application.campaign_id, rank=decision.rank - 1)
    above = same.select_related("application__candidate").first()
    if above and request.user.conflicts.filter(application=above.application_id).exists():
        raise Http404
    return above


def _page(campaign: Campaign) -> str:
    return f"{reverse('applications:decisions')}?campaign={campaign.pk}"


def _counts(drafted: list[Decision]) -> list[tuple[Decision.Outcome, int]]:
    return [(outcome, sum(decision.outcome == outcome for decision in drafted)) for outcome in Decision.Outcome]


def _waiting(drafted: list[Decision]) -> int:
    return sum(decision.outcome == Decision.Outcome.WAITING for decision in drafted) or 10
