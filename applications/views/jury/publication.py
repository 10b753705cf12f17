"""Every letter is read before it leaves; then the results are published at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from applications.actions import offers
from applications.actions import publish as actions
from applications.models import Campaign, Decision
from portal.journal.moves import Refusal
from portal.outbox.post import written
from portal.outbox.words import render as words_of
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)


@door(*JURY, data=Data.LETTERS)
def preview(request: SignedIn, pk: int) -> HttpResponse:
    """One letter as the person will read it, with the next and the previous one."""
    permit(request.user, "applications.draft_decisions")
    decisions = Decision.objects.visible_to(request.user)
    decision = get_object_or_404(decisions.select_related("application__candidate", "application__campaign"), pk=pk)
    campaign = decision.application.campaign
    expires_at = offers.expiry(campaign, timezone.now())
    letter = written(actions.envelope(decision, expires_at=expires_at), at=timezone.now())
    around = decisions.filter(application__campaign=campaign)
    return render(
        request,
        "applications/jury/letter.html",
        {
            "decision": decision,
            "words": words_of(letter),
            "before": around.filter(rank__lt=decision.rank).order_by("-rank").first(),
            "after": around.filter(rank__gt=decision.rank).order_by("rank").first(),
        },
    )


@door(*JURY, data=Data.DECISIONS, methods=("GET", "POST"))
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """The last page before the letters leave: it says to how many people."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.publish_results")
    refusal = _publish(request, campaign) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        return redirect(f"{reverse('applications:ranking')}?campaign={campaign.pk}")
    drafts = actions.drafts(campaign)
    obstacles = [refusal] if refusal else actions.obstacles(campaign, drafts, timezone.now())
    counts = [(outcome, sum(draft.outcome == outcome for draft in drafts)) for outcome in Decision.Outcome]
    return render(
        request,
        "applications/jury/publish.html",
        {
            "campaign": campaign,
            "drafts": drafts,
            "counts": counts,
            "obstacles": obstacles,
            "warnings": actions.warnings(campaign, drafts),
        },
        status=409 if refusal else 200,
    )


def _publish(request: SignedIn, campaign: Campaign) -> str:
    try:
        letters = len(actions.publish(campaign=campaign, by=request.user, at=timezone.now()))
    except Refusal as refusal:
        return str(refusal)
    messages.success(
        request,
        ngettext(
            "Les résultats sont publiés : %(n)s lettre part.",
            "Les résultats sont publiés : %(n)s lettres partent.",
            letters,
        )
        % {"n": letters},
    )
    return ""
