"""Making a cohort, following it as a whole, finishing it."""

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rules.permissions import has_perm

from applications.lifecycle import Offer as OfferState
from applications.lifecycle import State
from applications.models import Campaign, Condition, Offer
from cohorts import lifecycle
from cohorts.actions import make
from cohorts.actions import outcome as actions
from cohorts.forms.cohort import CohortForm, suggested
from cohorts.models import Cohort, Evaluation, Post, Trainee
from cohorts.stay import Stay, path_of
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

FOLLOWERS = (Role.MANAGER, Role.LIAISON, Role.JURY_PRESIDENT, Role.DIRECTION)
BOTH = ("GET", "POST")


@door(*FOLLOWERS, data=Data.FIGURES)
def cohorts(request: SignedIn) -> HttpResponse:
    """Every cohort, the newest first, and the campaigns that still wait for theirs."""
    enrolled = Count("trainees", filter=~Q(trainees__state=lifecycle.Trainee.LEFT))
    may_make = has_perm("cohorts.make_cohort", request.user)
    found = Cohort.objects.visible_to(request.user).annotate(people=enrolled).order_by("-starts_on", "-pk")
    page = {
        "cohorts": [(one, path_of(one)) for one in found],
        "waiting": _without_cohort() if may_make else [],
    }
    return render(request, "cohorts/cohorts.html", page)


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def new_cohort(request: SignedIn, pk: int) -> HttpResponse:
    """Make the cohort of this campaign from those who accepted their place."""
    campaign = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "cohorts.make_cohort")
    form = CohortForm(request.POST or None, instance=suggested(campaign))
    if request.method == "POST" and form.is_valid():
        made = make.make_cohort(campaign=campaign, by=request.user, at=timezone.now(), **form.changes())
        messages.success(request, _("La promotion est faite : chaque personne reçoit une lettre de bienvenue."))
        return redirect("cohorts:cohort", made.pk)
    number = len(make.awaiting_enrolment(campaign))
    page = {
        "form": form,
        "heading": _("Faire la promotion de « %(campaign)s »") % {"campaign": campaign.name},
        "lede": f"{_accepted_words(number)} {_conditions_words(campaign)}".strip(),
        "words": _("Faire la promotion"),
        "back": reverse("cohorts:list"),
    }
    return render(request, "form_page.html", page)


def _conditions_words(campaign: Campaign) -> str:
    """Warn of places that still depend on something: they may end after the cohort is made."""
    accepted = Offer.objects.filter(application__campaign=campaign, state=OfferState.ACCEPTED)
    n = accepted.filter(conditions__verdict=Condition.Verdict.PENDING).distinct().count()
    if not n:
        return ""
    return ngettext(
        "Attention : %(n)s place dépend encore d’une condition sans verdict.",
        "Attention : %(n)s places dépendent encore d’une condition sans verdict.",
        n,
    ) % {"n": n}


@door(*FOLLOWERS, data=Data.FIGURES)
def cohort(request: SignedIn, pk: int) -> HttpResponse:
    """Dates, numbers, what is late, and how the path ended for all; no name here."""
    found = _found(request, pk)
    today = timezone.localdate(timezone.now())
    counts = _counts(found)
    page = {
        "cohort": found,
        "stay": Stay(path_of(found), today, None),
        "counts": counts,
        "outcomes": [(outcome.label, counts[outcome.value]) for outcome in Trainee.Outcome],
        "places": Post.objects.filter(cohort=found).aggregate(n=Sum("capacity", default=0))["n"],
        "late": Evaluation.objects.filter(trainee__cohort=found).late(today).count(),
        "may_make": has_perm("cohorts.make_cohort", request.user),
        "waiting": len(make.awaiting_enrolment(found.campaign)),
        "has_started": today >= found.starts_on,
    }
    return render(request, "cohorts/cohort.html", page)


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def calendar(request: SignedIn, pk: int) -> HttpResponse:
    """Move the dates of a cohort before it leaves."""
    found = _found(request, pk)
    permit(request.user, "cohorts.make_cohort")
    form = CohortForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        make.revise(cohort=found, by=request.user, at=timezone.now(), changes=form.changes())
        messages.success(request, _("C’est enregistré."))
        return redirect("cohorts:cohort", pk)
    page = {"form": form, "heading": _("Calendrier de la promotion"), "back": reverse("cohorts:cohort", args=[pk])}
    return render(request, "form_page.html", page)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def enrol(request: SignedIn, pk: int) -> HttpResponse:
    found = _found(request, pk)
    permit(request.user, "cohorts.make_cohort")
    came = len(make.enrol_late(cohort=found, by=request.user, at=timezone.now()))
    words = ngettext("%(n)s personne rejoint la promotion.", "%(n)s personnes rejoignent la promotion.", came)
    messages.success(request, words % {"n": came})
    return redirect("cohorts:cohort", pk)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def finish(request: SignedIn, pk: int) -> HttpResponse:
    found = _found(request, pk)
    permit(request.user, "cohorts.make_cohort")
    actions.finish_cohort(cohort=found, by=request.user, at=timezone.now())
    messages.success(request, _("La promotion est terminée."))
    return redirect("cohorts:cohort", pk)


def _found(request: SignedIn, pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user).select_related("campaign"), pk=pk)


def _without_cohort() -> list[Campaign]:
    accepted = Count("applications", filter=Q(applications__state=State.ACCEPTED))
    waiting = Campaign.objects.filter(cohort=None).annotate(accepted=accepted).filter(accepted__gt=0)
    return list(waiting.order_by("-starts_on", "-pk"))


def _counts(found: Cohort) -> dict[str, int]:
    """How many are in, placed, gone, and chose each outcome, in one query."""
    inside = ~Q(state=lifecycle.Trainee.LEFT)
    return found.trainees.aggregate(
        enrolled=Count("pk", filter=inside),
        placed=Count("placement", filter=inside),
        left=Count("pk", filter=~inside),
        unknown=Count("pk", filter=Q(state=lifecycle.Trainee.ENROLLED)),
        **{outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in Trainee.Outcome},
    )


def _accepted_words(number: int) -> str:
    if not number:
        return _("Personne n’a encore accepté de place dans cette campagne.")
    words = ngettext(
        "%(n)s personne a accepté sa place. Elle entre dans la promotion avec son rang et reçoit une lettre.",
        "%(n)s personnes ont accepté leur place. Elles entrent dans la promotion, dans l’ordre du classement, "
        "et reçoivent une lettre.",
        number,
    )
    return words % {"n": number}
