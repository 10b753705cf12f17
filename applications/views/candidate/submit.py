"""Check one's answers, then hand the file in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import submit as actions
from applications.actions.submit import AlreadySubmitted
from applications.eligibility import refused
from applications.files.answers import answers
from applications.files.sections import SECTIONS
from applications.lifecycle import State
from applications.views.candidate.own import application_or_404, file_or_404
from portal.people.models import STUDENTS
from portal.web.doors import Data, SignedIn, door


@door(*STUDENTS, data=Data.OWN)
def check_answers(request: SignedIn) -> HttpResponse:
    """Everything on one page: what was answered, what is missing, whether the conditions are met."""
    at, file = timezone.now(), file_or_404(request.user)
    application = file.application
    if application.state != State.DRAFT:
        return redirect("applications:status")
    findings = application.findings
    context = {
        "application": application,
        "campaign": application.campaign,
        "at": at,
        "is_editable": application.is_editable(at),
        "parts": [(section, answers(file, section)) for section in SECTIONS],
        "missing": file.missing,
        "findings": findings,
        "refused": refused(findings),
    }
    return render(request, "applications/candidate/check_answers.html", context)


@door(*STUDENTS, data=Data.OWN, methods=("POST",))
def submit(request: SignedIn) -> HttpResponse:
    """Hand the file in; a second press of the button finds it already done."""
    try:
        actions.submit(application=application_or_404(request.user), by=request.user, at=timezone.now())
    except AlreadySubmitted:
        return redirect("applications:status")
    messages.success(request, _("Votre dossier est déposé. L’accusé de dépôt vous attend aussi dans vos messages."))
    return redirect("applications:status")
