"""Where one's application stands: what happened, what comes next, who must act."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import offers
from applications.actions import withdraw as leaving
from applications.actions.reinstate import undo_until
from applications.explaining.explanation import explain
from applications.explaining.waiting import waiting_line
from applications.files.journey import now, stages
from applications.files.receipt import receipt as print_receipt
from applications.forms.withdraw import WithdrawForm
from applications.lifecycle import Phase, State
from applications.models import Application, Decision, Deferral, EligibilityCheck, Offer
from applications.views.candidate.interview import last
from applications.views.candidate.own import application_or_404, file_or_404, newest
from portal.people.models import STUDENTS
from portal.web.doors import Data, SignedIn, door

ANSWERS = {"accepter": offers.accept, "decliner": offers.decline}


@door(*STUDENTS, data=Data.OWN)
def status(request: SignedIn) -> HttpResponse:
    """One's situation; without a file, the way to begin one."""
    at, application = timezone.now(), newest(request.user)
    if application is None:
        return redirect("applications:file")
    return render(request, "applications/candidate/status.html", _situation(application, at))


@door(*STUDENTS, data=Data.OWN, methods=("GET", "POST"))
def offer(request: SignedIn, answer: str) -> HttpResponse:
    """Accept or decline the place offered, after a page that says what it means."""
    at, application = timezone.now(), application_or_404(request.user)
    found = get_object_or_404(Offer.objects.visible_to(request.user), application=application)
    if answer not in ANSWERS:
        raise Http404
    if request.method == "POST":
        ANSWERS[answer](offer=found, by=request.user, at=at)
        messages.success(request, _("Votre réponse est enregistrée."))
        return redirect("applications:status")
    context = {"offer": found, "application": application, "campaign": application.campaign, "at": at}
    return render(request, f"applications/candidate/offer_{answer}.html", context)


@door(*STUDENTS, data=Data.OWN, methods=("GET", "POST"))
def withdraw(request: SignedIn) -> HttpResponse:
    """Step out of the selection, after a page that asks why."""
    application = application_or_404(request.user)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        leaving.withdraw(application=application, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Votre désistement est enregistré."))
        return redirect("applications:status")
    context = {"form": form, "application": application, "may_withdraw": _may_withdraw(application)}
    return render(request, "applications/candidate/withdraw.html", context)


@door(*STUDENTS, data=Data.OWN)
def receipt(request: SignedIn) -> HttpResponse:
    """The receipt of a file handed in, as PDF."""
    file = file_or_404(request.user)
    if file.application.submitted_at is None:
        raise Http404
    name = f"galon-{file.application.number}.pdf"
    return HttpResponse(
        print_receipt(file, at=timezone.now()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _situation(application: Application, at: datetime) -> dict[str, object]:
    corrections = [c for c in application.corrections.select_related("document_type") if c.is_open(at)]
    must_correct = bool(corrections) and application.state in lifecycle.IN_SELECTION
    offer = Offer.objects.filter(application=application).first()
    interview = last(application) if application.invited_at else None
    return {
        "application": application,
        "campaign": application.campaign,
        "at": at,
        "corrections": corrections if must_correct else [],
        "offer": offer,
        "is_answerable": bool(offer and offer.state == lifecycle.Offer.OPEN and at < offer.expires_at),
        "now": now(application.campaign),
        "is_being_read": application.campaign.phase in {Phase.ELIGIBILITY, Phase.READING},
        "stages": stages(application, offer=offer, interview=interview, at=at, must_correct=must_correct),
        "is_editable": application.is_editable(at),
        "may_withdraw": _may_withdraw(application),
        "state": State(application.state).value,
        **_decision(application),
        "unmet": _unmet(application),
        **_place(application, offer, at),
        "interview": interview,
    }


def _decision(application: Application) -> dict[str, object]:
    """What was published, and how the rank came about; never a draft."""
    if not Decision.objects.filter(application=application, published_at__isnull=False).exists():
        return {"decision": None}
    explanation = explain(application, from_minutes=False)
    found: dict[str, object] = {"decision": explanation.decision, "explanation": explanation}
    if application.state == State.WAITING and explanation.decision:
        found["line"] = waiting_line(explanation.decision)
    return found


def _unmet(application: Application) -> list[EligibilityCheck]:
    if application.state != State.INELIGIBLE:
        return []
    return list(application.checks.filter(verdict=EligibilityCheck.Verdict.NOT_MET))


def _place(application: Application, offer: Offer | None, at: datetime) -> dict[str, object]:
    """What the place depends on, what can still be undone, and whether it is kept for later."""
    deferral = Deferral.objects.select_related("to_campaign").filter(application=application).first()
    until = undo_until(application, offer)
    shown = offer and offer.state in {*lifecycle.HOLDS_A_PLACE, lifecycle.Offer.LAPSED}
    return {
        "deferral": deferral,
        "undo_until": until if until and at < until else None,
        "conditions": list(offer.conditions.all()) if offer and shown else [],
        "may_defer": application.state == State.ACCEPTED
        and deferral is None
        and timezone.localdate(at) < application.campaign.starts_on,
    }


def _may_withdraw(application: Application) -> bool:
    return application.state in lifecycle.WITHDRAW.sources - {State.DEFERRED}
