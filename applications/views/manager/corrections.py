"""The manager asks for corrections and settles them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import correct as actions
from applications.forms.check import CorrectionForm
from applications.models import Application, Correction
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, data=Data.FILES, methods=("GET", "POST"))
def ask_correction(request: SignedIn, pk: int) -> HttpResponse:
    files = Application.objects.visible_to(request.user).select_related("campaign", "candidate")
    application = get_object_or_404(files, pk=pk)
    permit(request.user, "applications.ask_correction", application)
    form = CorrectionForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(
                application=application,
                by=request.user,
                at=timezone.now(),
                words=form.cleaned_data["words"],
                due_at=form.due_at(),
                section=form.section,
                document_type=form.document_type,
            )
            messages.success(request, _("La correction est demandée à %(name)s.") % {"name": application.full_name})
            return redirect("applications:one", pk)
        except actions.DueInThePast as refusal:
            form.add_error("due_on", str(refusal))
        except actions.AlreadyAsked as refusal:
            form.add_error("what", str(refusal))
    page = {
        "form": form,
        "heading": _("Demander une correction"),
        "lede": _("%(name)s recevra une lettre et pourra changer ce point, et lui seul, jusqu’à la date choisie.")
        % {"name": application.full_name},
        "words": _("Demander cette correction"),
        "back": reverse("applications:one", args=[pk]),
    }
    return render(request, "form_page.html", page)


@door(Role.MANAGER, data=Data.FILES, methods=("POST",))
def settle_correction(request: SignedIn, pk: int) -> HttpResponse:
    visible = Application.objects.visible_to(request.user)
    correction = get_object_or_404(Correction.objects.filter(application__in=visible), pk=pk)
    permit(request.user, "applications.ask_correction", correction)
    actions.settle(correction=correction, by=request.user, at=timezone.now())
    messages.success(request, _("La correction est en ordre."))
    return redirect("applications:one", correction.application_id)
