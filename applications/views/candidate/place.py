"""One's own place after the answer: undo a wrong click, ask to come later, confirm or leave a place kept."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import deferrals
from applications.actions.reinstate import reinstate
from applications.forms.places import AskDeferralForm
from applications.models import Deferral
from applications.views.candidate.own import application_or_404
from portal.people.models import STUDENTS
from portal.web.doors import Data, SignedIn, door

KEPT = {"confirmer": deferrals.confirm, "laisser": deferrals.release}


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def undo(request: SignedIn) -> HttpResponse:
    """Take back one's own wrong click, while there is time."""
    application = application_or_404(request.user)
    reinstate(application=application, by=request.user, at=timezone.now())
    messages.success(request, _("C’est annulé : votre situation est à jour."))
    return redirect("applications:status")


@door(*STUDENTS, data=Data.OWN, methods=("GET", "POST"))
def defer(request: SignedIn) -> HttpResponse:
    """Ask to keep the place for the next session."""
    application = application_or_404(request.user)
    form = AskDeferralForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deferrals.ask(application=application, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Votre demande est enregistrée : l’école vous répond par lettre."))
        return redirect("applications:status")
    page = {
        "form": form,
        "heading": _("Demander un report"),
        "lede": _(
            "Si l’école l’accorde, votre place passe à une autre personne et une place vous est gardée pour la "
            "prochaine session, à confirmer quand ses dates seront connues. En attendant, votre place reste à vous."
        ),
        "words": _("Demander le report"),
        "back": reverse("applications:status"),
    }
    return render(request, "form_page.html", page)


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def kept(request: SignedIn, answer: str) -> HttpResponse:
    """Confirm a place kept for a later session, or leave it."""
    if answer not in KEPT:
        raise Http404
    deferral = get_object_or_404(Deferral.objects.visible_to(request.user), application__candidate=request.user)
    KEPT[answer](deferral=deferral, by=request.user, at=timezone.now())
    messages.success(request, _("Votre réponse est enregistrée."))
    return redirect("applications:status")
