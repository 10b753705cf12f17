"""How far everybody is; a reminder; and what the late have not begun, given to others."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import chase as chasing
from applications.actions.relieve import propose_relief, relieve
from applications.models import Campaign, Delegation
from applications.reading.progress import lines, readers_of
from applications.views.chosen import chosen
from applications.views.sharing.assignment import shares_of
from portal.journal.moves import Refusal
from portal.people.models import READERS, Role, User
from portal.web.doors import Data, SignedIn, door, permit

ROWS = 50


@door(Role.MANAGER, data=Data.SCORES)
def progress(request: SignedIn) -> HttpResponse:
    """Each reader: given, under way, finished, late, the last sign of life; and who is away."""
    permit(request.user, "applications.assign")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    if campaign is None:
        return render(request, "applications/assignment/none.html")
    at = now()
    page = Paginator(readers_of(campaign), ROWS).get_page(request.GET.get("page"))
    away = Delegation.objects.visible_to(request.user).standing().filter(ends_on__gte=localdate(at))
    context = {
        "campaign": campaign,
        "campaigns": campaigns,
        "page": page,
        "lines": lines(page.object_list, due_on=campaign.reviews_due_on, today=localdate(at)),
        "to_chase": len(chasing.to_chase(campaign, at=at)),
        "delegations": list(away.select_related("by", "to")[:ROWS]),
    }
    return render(request, "applications/assignment/progress.html", context)


@door(Role.MANAGER, data=Data.SCORES, methods=("POST",))
def chase(request: SignedIn, pk: int) -> HttpResponse:
    """Remind everybody who has files left, once a day at most."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.assign")
    sent = chasing.chase(campaign=campaign, by=request.user, at=now())
    said = ngettext("%(n)s personne reçoit un rappel.", "%(n)s personnes reçoivent un rappel.", sent) % {"n": sent}
    messages.success(request, said if sent else _("Tout le monde a déjà été relancé aujourd’hui."))
    return redirect(_home(campaign))


@door(Role.MANAGER, data=Data.SCORES, methods=("GET", "POST"))
def reassign(request: SignedIn, pk: int, reader: int) -> HttpResponse:
    """What one reader has not begun, proposed to others; then exactly that."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    person = get_object_or_404(User.objects.filter(role__in=READERS), pk=reader)
    permit(request.user, "applications.assign")
    try:
        if request.method == "POST":
            return _reassigned(request, campaign, person)
        plan = propose_relief(campaign=campaign, reader=person)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_home(campaign))
    people = list(User.objects.filter(pk__in=[*plan.readers, person.pk]))
    reserved = set(request.user.conflicts.values_list("application", flat=True))
    shares = shares_of(plan, people, campaign, reserved)
    context = {"campaign": campaign, "person": person, "plan": plan, "shares": shares}
    return render(request, "applications/assignment/reassign.html", context)


def _reassigned(request: SignedIn, campaign: Campaign, person: User) -> HttpResponse:
    expected = request.POST.get("expected", "")
    plan = relieve(campaign=campaign, reader=person, expected=expected, by=request.user, at=now())
    said = ngettext("%(n)s dossier change de mains.", "%(n)s dossiers changent de mains.", len(plan.given))
    messages.success(request, said % {"n": len(plan.given)})
    return redirect(_home(campaign))


def _home(campaign: Campaign) -> str:
    return f"{reverse('applications:progress')}?campaign={campaign.pk}"
