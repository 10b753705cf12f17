"""The manager verifies files, one after the other."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import eligibility, lifecycle
from applications.actions import check as actions
from applications.actions.check import Finding, Topic, Verdict
from applications.forms.check import CheckForm, ReasonForm
from applications.lifecycle import State
from applications.models import Application, Campaign, Correction, EligibilityCheck
from applications.models.application import ApplicationQuerySet
from applications.views.chosen import chosen
from applications.views.manager.one import documents_of
from applications.views.manager.table import with_columns
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit

BOTH = ("GET", "POST")


@door(Role.MANAGER, data=Data.FILES)
def checks(request: SignedIn) -> HttpResponse:
    """The files to verify, the oldest first."""
    campaign = chosen(request, list(Campaign.objects.announced().current()))
    waiting = with_columns(_to_check(request.user).filter(campaign=campaign))
    page = {"campaign": campaign, "page": Paginator(waiting, 50).get_page(request.GET.get("page"))}
    return render(request, "applications/manager/checks.html", page)


@door(Role.MANAGER, data=Data.FILES, methods=BOTH)
def check(request: SignedIn, pk: int) -> HttpResponse:
    """One file, topic by topic, with what the portal computed beside; then what follows from the verdicts."""
    application = _find(request, pk)
    known = list(application.checks.select_related("by"))
    form = _form(request, application, known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.examine(
                application=application,
                findings=form.findings(),
                by=request.user,
                at=timezone.now(),
                seen=form.cleaned_data["seen"],
            )
            return redirect("applications:check", pk)
        except actions.ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
    return _page(request, application, known, form)


@door(Role.MANAGER, data=Data.FILES, methods=("POST",))
def declare_eligible(request: SignedIn, pk: int) -> HttpResponse:
    application = _find(request, pk)
    actions.declare_eligible(application=application, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s : dossier recevable.") % {"name": application.full_name})
    return _to_next(request, application)


@door(Role.MANAGER, data=Data.FILES, methods=BOTH)
def declare_ineligible(request: SignedIn, pk: int) -> HttpResponse:
    application = _find(request, pk)
    not_met = application.checks.filter(verdict=Verdict.NOT_MET).exclude(words="").values_list("words", flat=True)
    form = ReasonForm(request.POST or None, initial={"reason": "\n".join(not_met)})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.declare_ineligible(application=application, by=request.user, at=timezone.now(), reason=reason)
        messages.success(request, _("%(name)s : dossier non recevable.") % {"name": application.full_name})
        return _to_next(request, application)
    page = {
        "form": form,
        "heading": _("Déclarer ce dossier non recevable"),
        "lede": _("%(name)s recevra une lettre avec ce motif. Le dossier ne sera pas lu.")
        % {"name": application.full_name},
        "words": _("Déclarer non recevable"),
        "danger": True,
        "back": reverse("applications:check", args=[pk]),
    }
    return render(request, "form_page.html", page)


def _find(request: SignedIn, pk: int) -> Application:
    files = Application.objects.visible_to(request.user).select_related("campaign", "candidate")
    application = get_object_or_404(files, pk=pk)
    permit(request.user, "applications.check_eligibility", application)
    return application


def _form(request: SignedIn, application: Application, known: list[EligibilityCheck]) -> CheckForm:
    """Start from what was written, else from what the portal computed as met; documents are for human eyes."""
    computed = eligibility.judge(application.campaign.conditions, application.facts)
    found = {finding.topic.value: Finding(Verdict.MET) for finding in computed if finding.is_met}
    found |= {one.topic: Finding(one.verdict, one.words) for one in known}
    newest = max((one.at for one in known), default=None)
    return CheckForm(
        request.POST or None,
        topics=actions.topics(application.campaign, application),
        found=found,
        initial={"seen": newest.isoformat() if newest else ""},
    )


def _page(request: SignedIn, application: Application, known: list[EligibilityCheck], form: CheckForm) -> HttpResponse:
    computed = eligibility.judge(application.campaign.conditions, application.facts)
    by_topic = {finding.topic.value: finding for finding in computed}
    written = {one.topic: one for one in known}
    asked = application.corrections.select_related("document_type").exclude(state=lifecycle.Correction.SETTLED)
    page = {
        "application": application,
        "form": form,
        "rows": [
            (topic, form[f"verdict_{topic}"], form[f"words_{topic}"], by_topic.get(topic), written.get(topic))
            for topic in form.topics
        ],
        "documents": documents_of(application),
        "corrections": asked,
        "next_step": _next_step(form.topics, written),
        "corrections_are": _stand_of(asked),
        "next": _after(request.user, application),
    }
    return render(request, "applications/manager/check.html", page)


def _next_step(topics: Sequence[Topic], written: dict[str, EligibilityCheck]) -> str:
    verdicts = {written[topic].verdict if topic in written else None for topic in topics}
    for verdict, step in ((Verdict.NOT_MET, "refuse"), (Verdict.TO_COMPLETE, "complete"), (None, "")):
        if verdict in verdicts:
            return step
    return "declare"


def _stand_of(corrections: Iterable[Correction]) -> str:
    """Whose turn it is: "awaited" from the person, "answered" for the school to look at, or nothing asked."""
    states = {correction.state for correction in corrections}
    if lifecycle.Correction.ASKED in states:
        return "awaited"
    return "answered" if states else ""


def _to_check(user: User) -> ApplicationQuerySet:
    """Handed in, not verified yet, and not waiting for the candidate; the oldest first."""
    waiting_for_candidate = Q(corrections__state=lifecycle.Correction.ASKED)
    files = Application.objects.visible_to(user).filter(state=State.SUBMITTED).exclude(waiting_for_candidate)
    return files.order_by("submitted_at", "pk")


def _after(user: User, application: Application) -> Application | None:
    """The next file of the queue; after the last one, the first again."""
    others = _to_check(user).filter(campaign=application.campaign_id).exclude(pk=application.pk)
    handed_in = application.submitted_at
    is_later = Q(submitted_at__gt=handed_in) | Q(submitted_at=handed_in, pk__gt=application.pk)
    return others.annotate(is_later=is_later).order_by("-is_later", "submitted_at", "pk").first()


def _to_next(request: SignedIn, application: Application) -> HttpResponse:
    following = _after(request.user, application)
    return redirect("applications:check", following.pk) if following else redirect("applications:checks")
