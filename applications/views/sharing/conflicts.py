"""Incompatibilities: declared, proposed from facts, one's own; a person always has the last word."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import conflict as actions
from applications.actions import proposed as proposals
from applications.forms.assignment import OwnConflictForm
from applications.models import Application, Campaign, Conflict, ProposedConflict
from applications.views.chosen import chosen
from portal.journal.moves import Refusal
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit

ROWS = 50


@door(Role.MANAGER, data=Data.FILES)
def conflicts(request: SignedIn) -> HttpResponse:
    """What the software proposes, with its fact; what is declared; and the files nobody is left to follow."""
    permit(request.user, "applications.assign")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    if campaign is None:
        return render(request, "applications/assignment/none.html")
    proposed = _proposed(request.user, campaign)
    context = {
        "campaign": campaign,
        "campaigns": campaigns,
        "proposed": list(proposed[:ROWS]),
        "more": max(0, proposed.count() - ROWS),
        "page": Paginator(_declared(request.user, campaign), ROWS).get_page(request.GET.get("page")),
        "orphans": Application.objects.filter(campaign=campaign).in_selection().without_manager().count(),
        "own": request.user.conflicts.filter(application__campaign=campaign).count(),
    }
    return render(request, "applications/assignment/all_conflicts.html", context)


@door(Role.MANAGER, data=Data.FILES, methods=("POST",))
def find_conflicts(request: SignedIn, pk: int) -> HttpResponse:
    """Compare every reader with every file of the campaign."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.assign")
    found = proposals.find(campaign=campaign, by=request.user, at=now())
    said = ngettext("%(n)s incompatibilité à examiner.", "%(n)s incompatibilités à examiner.", found) % {"n": found}
    messages.success(
        request, said if found else _("Rien de nouveau : aucun fait ne rapproche un dossier et une personne.")
    )
    return redirect(_home(campaign))


@door(Role.MANAGER, data=Data.FILES, methods=("POST",))
def confirm_conflict(request: SignedIn, pk: int) -> HttpResponse:
    """Keep the two apart."""
    found = _found(request, pk)
    permit(request.user, "applications.assign")
    try:
        proposals.confirm(proposed=found, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(name)s ne lira pas ce dossier et n’en voit plus rien.") % {"name": found.reviewer}
        )
    return redirect(_home(found.application.campaign))


@door(Role.MANAGER, data=Data.FILES, methods=("POST",))
def dismiss_conflict(request: SignedIn, pk: int) -> HttpResponse:
    """Say that the fact means nothing."""
    found = _found(request, pk)
    permit(request.user, "applications.assign")
    try:
        proposals.dismiss(proposed=found, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Proposition écartée : elle ne reviendra pas."))
    return redirect(_home(found.application.campaign))


@door(Role.MANAGER, Role.JURY_PRESIDENT, data=Data.FILES, methods=("GET", "POST"))
def own_conflict(request: SignedIn, pk: int) -> HttpResponse:
    """Step away from a file oneself: from then on one sees nothing of it."""
    application = get_object_or_404(Application.objects.visible_to(request.user).select_related("campaign"), pk=pk)
    permit(request.user, "applications.step_away")
    form = OwnConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, me = form.cleaned_data["reason"], request.user
        actions.declare(application=application, reader=me, by=me, at=now(), reason=reason)
        messages.success(request, _after(application))
        return redirect(f"{reverse('applications:table')}?campaign={application.campaign_id}")
    others = actions.other_managers(application, request.user).count()
    context = {"application": application, "form": form, "others": others}
    return render(request, "applications/assignment/own_conflict.html", context)


def _after(application: Application) -> str:
    """What happens now, in words."""
    if Application.objects.without_manager().filter(pk=application.pk).exists():
        return _(
            "Vous ne voyez plus ce dossier. Plus personne ne peut le suivre : "
            "l’administration est prévenue et peut inviter une autre personne responsable."
        )
    return _("Vous ne voyez plus ce dossier.")


def _proposed(user: User, campaign: Campaign) -> QuerySet[ProposedConflict]:
    found = ProposedConflict.objects.visible_to(user).open().filter(application__campaign=campaign)
    return found.select_related("application", "reviewer")


def _declared(user: User, campaign: Campaign) -> QuerySet[Conflict]:
    found = Conflict.objects.visible_to(user).filter(application__campaign=campaign)
    return found.select_related("application", "reviewer", "declared_by")


def _found(request: SignedIn, pk: int) -> ProposedConflict:
    visible = ProposedConflict.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("application__campaign", "reviewer"), pk=pk)


def _home(campaign: Campaign) -> str:
    return f"{reverse('applications:conflicts')}?campaign={campaign.pk}"
