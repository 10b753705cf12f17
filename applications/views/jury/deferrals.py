"""Places wanted later: the school answers, then asks for a confirmation when the session is known."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import lifecycle
from applications.actions import deferrals as actions
from applications.forms.places import AnswerDeferralForm, CallDeferredForm, suggested_day
from applications.models import Campaign, Deferral
from applications.views.jury.places import address
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

RUN = (Role.MANAGER, Role.JURY_PRESIDENT)
BOTH = ("GET", "POST")
ANSWERS = {"grant": actions.grant, "refuse": actions.refuse}


@door(*RUN, data=Data.DECISIONS, methods=BOTH)
def deferral(request: SignedIn, pk: int) -> HttpResponse:
    """Answer somebody who asks to come in a later session."""
    found = Deferral.objects.visible_to(request.user).select_related("application__campaign")
    one = get_object_or_404(found, pk=pk)
    permit(request.user, "applications.manage_offers")
    form = AnswerDeferralForm(request.POST or None)
    back = address(one.application.campaign)
    if request.method == "POST" and form.is_valid():
        answer = ANSWERS[form.cleaned_data["answer"]]
        try:
            answer(deferral=one, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("La réponse est enregistrée, la personne en est informée."))
            return redirect(back)
    heading = _("Report demandé par %(name)s") % {"name": one.application.full_name}
    lede = one.words or _("La personne n’a pas dit pourquoi.")
    page = {"form": form, "heading": heading, "lede": lede, "back": back, "words": _("Répondre par lettre")}
    return render(request, "form_page.html", page)


@door(*RUN, data=Data.DECISIONS, methods=BOTH)
def call_deferred(request: SignedIn, pk: int) -> HttpResponse:
    """Ask everybody who deferred whether they come in this session."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.manage_offers")
    granted = list(Deferral.objects.filter(state=lifecycle.Deferral.GRANTED).exclude(application__campaign=campaign))
    form = CallDeferredForm(request.POST or None, initial={"before": suggested_day(campaign, timezone.now())})
    if request.method == "POST" and form.is_valid():
        try:
            limit = form.limit()
            actions.call(campaign=campaign, deferrals=granted, before=limit, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Les lettres partent ; une place est gardée pour chaque personne."))
            return redirect("applications:campaign", campaign.pk)
    n = len(granted)
    page = {
        "form": form,
        "heading": _("Reports : demander confirmation"),
        "lede": _("Session « %(campaign)s ». Une place y est gardée jusqu’à la réponse de chaque personne.")
        % {"campaign": campaign.name},
        "words": ngettext("Écrire à %(n)s personne", "Écrire à %(n)s personnes", n) % {"n": n},
    }
    return render(request, "form_page.html", page)
