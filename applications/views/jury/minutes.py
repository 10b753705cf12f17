"""The minutes: those in force, those they replaced, a new one, and the paper itself."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions.minutes import make
from applications.models import Campaign, Decision, Minutes
from applications.views.chosen import AT_THE_JURY, chosen
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.vault.serve import respond
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)
ROWS = 50


@door(*JURY, data=Data.DECISIONS)
def minutes(request: SignedIn) -> HttpResponse:
    """Every record of a campaign, the one in force first."""
    permit(request.user, "applications.see_minutes")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_JURY)
    found = Minutes.objects.visible_to(request.user).filter(campaign=campaign).defer("inputs")
    page = Paginator(found.select_related("made_by", "superseded_by"), ROWS).get_page(request.GET.get("page"))
    return render(
        request,
        "applications/jury/minutes.html",
        {
            "campaign": campaign,
            "campaigns": campaigns,
            "page": page,
            "has_decisions": Decision.objects.filter(application__campaign=campaign).exists(),
            "is_reserved": campaign is not None and _is_reserved(request, campaign),
        },
    )


@door(*JURY, data=Data.DECISIONS, methods=("POST",))
def make_minutes(request: SignedIn) -> HttpResponse:
    """Write a new record; the same facts leave the last one in force."""
    permit(request.user, "applications.see_minutes")
    campaign = get_object_or_404(Campaign.objects.announced(), pk=number(request.POST.get("campaign")))
    before = Minutes.objects.in_force().filter(campaign=campaign).values_list("pk", flat=True).first()
    try:
        made = make(campaign=campaign, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        _say(request, made, is_new=made.pk != before)
    return redirect(f"{reverse('applications:minutes')}?campaign={campaign.pk}")


@door(*JURY, data=Data.DECISIONS)
def minutes_file(request: SignedIn, pk: int) -> HttpResponse:
    """The paper, byte for byte."""
    found = get_object_or_404(Minutes.objects.open_to(request.user).select_related("file"), pk=pk)
    permit(request.user, "applications.see_minutes")
    return respond(found.file, by=request.user, at=timezone.now())


def _is_reserved(request: SignedIn, campaign: Campaign) -> bool:
    """Kept, until the results are public, from whoever must not see one of the files."""
    return not campaign.is_published and request.user.conflicts.filter(application__campaign=campaign).exists()


def _say(request: SignedIn, made: Minutes, *, is_new: bool) -> None:
    if is_new:
        messages.success(request, _("Le procès-verbal %(name)s est établi.") % {"name": made.reference})
    else:
        words = _("Rien n’a changé depuis %(name)s : il reste en vigueur.")
        messages.info(request, words % {"name": made.reference})
