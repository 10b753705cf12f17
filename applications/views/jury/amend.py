"""After the results: correct one in writing, with its letters read before; take back what ended by mistake."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import amend as actions
from applications.actions.amend import Amendment
from applications.actions.reinstate import reinstate
from applications.forms.places import AmendForm, UndoEndForm
from applications.models import Application, Decision
from applications.views.jury.places import address
from portal.journal.moves import Refusal
from portal.outbox.post import written
from portal.outbox.words import render as words_of
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

RUN = (Role.MANAGER, Role.JURY_PRESIDENT)
BOTH = ("GET", "POST")


@door(*RUN, data=Data.DECISIONS, methods=BOTH)
def amend(request: SignedIn, pk: int) -> HttpResponse:
    """Say what should have been published, read the letters, then make the correction."""
    found = Decision.objects.visible_to(request.user).filter(published_at__isnull=False)
    decision = get_object_or_404(found.select_related("application__candidate", "application__campaign"), pk=pk)
    permit(request.user, "applications.amend_results")
    form = AmendForm(request.POST or None)
    letters = []
    if request.method == "POST" and form.is_valid():
        amendment, at = Amendment(**form.cleaned_data), timezone.now()
        try:
            actions.refuse_unless_amendable(decision, amendment)
            if "confirmed" in request.POST:
                actions.amend(decision=decision, amendment=amendment, by=request.user, at=at)
                messages.success(request, _("Le résultat est corrigé, les lettres partent."))
                return redirect(address(decision.application.campaign))
            letters = [written(one, at=at) for one in actions.planned_letters(decision, amendment, at)]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    page = {"decision": decision, "form": form, "letters": [(one.to, words_of(one)) for one in letters]}
    return render(request, "applications/jury/amend.html", page)


@door(*RUN, data=Data.DECISIONS, methods=BOTH)
def undo_end(request: SignedIn, pk: int) -> HttpResponse:
    """Take back a withdrawal, a place declined, expired or ended by mistake."""
    found = Application.objects.visible_to(request.user).filter(state__in=lifecycle.ENDED).select_related("campaign")
    application = get_object_or_404(found, pk=pk)
    permit(request.user, "applications.amend_results")
    form = UndoEndForm(request.POST or None)
    back = reverse("applications:one", args=[application.pk])
    if request.method == "POST" and form.is_valid():
        try:
            reinstate(application=application, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("La candidature est reprise, la personne en est informée."))
            return redirect(back)
    page = {
        "form": form,
        "heading": _("Reprendre cette candidature"),
        "lede": _(
            "La personne retrouve sa place si elle est encore libre ; sinon elle passe en tête de la liste "
            "complémentaire : une place donnée n’est jamais reprise. Une lettre part, plus une à chaque personne dont "
            "le rang change."
        ),
        "words": _("Reprendre et écrire à la personne"),
        "back": back,
    }
    return render(request, "form_page.html", page)
