"""Everything about one trainee, for those who follow the path."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rules.permissions import has_perm

from applications.files.history import history
from cohorts import lifecycle
from cohorts.actions import outcome as actions
from cohorts.actions import place as place_actions
from cohorts.forms.outcome import OutcomeForm
from cohorts.forms.place import PlaceForm
from cohorts.growth import WORDS, growth
from cohorts.models import Evaluation, Trainee
from cohorts.stay import stay_of
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

RECORD_READERS = (Role.MANAGER, Role.LIAISON, Role.SUPERVISOR)
BOTH = ("GET", "POST")


@door(*RECORD_READERS, data=Data.FOLLOW_UP)
def trainee(request: SignedIn, pk: int) -> HttpResponse:
    """The path, the place, the evaluations, what comes next, and what happened, in words."""
    found = _found(request, pk)
    stay = stay_of(found, timezone.localdate(timezone.now()))
    visible = Evaluation.objects.visible_to(request.user).relevant().filter(trainee=found)
    evaluations = list(visible.select_related("supervisor").prefetch_related("marks").order_by("phase"))
    is_enrolled = found.state == lifecycle.Trainee.ENROLLED
    page = {
        "trainee": found,
        "stay": stay,
        "evaluations": evaluations,
        "growth": growth(evaluations),
        "handed_in": [one for one in evaluations if one.state == lifecycle.Evaluation.SUBMITTED],
        "history": history([found, *evaluations], WORDS),
        "may_place": _lacks_a_place(found) and has_perm("cohorts.place_by_hand", request.user),
        "may_record": is_enrolled and stay.is_ending and has_perm("cohorts.record_outcome", request.user),
        "may_stop": is_enrolled and has_perm("cohorts.stop_path", request.user),
        "may_come_back": found.state == lifecycle.Trainee.LEFT and has_perm("cohorts.stop_path", request.user),
    }
    return render(request, "cohorts/trainee.html", page)


@door(Role.MANAGER, Role.LIAISON, data=Data.FOLLOW_UP, methods=BOTH)
def record_outcome(request: SignedIn, pk: int) -> HttpResponse:
    """Civil life, reserve or contract, from the last week on."""
    found = _found(request, pk)
    permit(request.user, "cohorts.record_outcome", found)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        actions.record_outcome(trainee=found, outcome=form.cleaned_data["outcome"], by=request.user, at=at)
        messages.success(request, _("La suite choisie par %(name)s est notée.") % {"name": found.person})
        return redirect("cohorts:trainee", pk)
    page = {
        "form": form,
        "heading": _("Après le parcours de %(name)s") % {"name": found.person},
        "words": _("Noter la suite choisie"),
        "back": reverse("cohorts:trainee", args=[pk]),
    }
    return render(request, "form_page.html", page)


@door(Role.MANAGER, data=Data.PLACEMENTS, methods=BOTH)
def place(request: SignedIn, pk: int) -> HttpResponse:
    """Give one of the places left to somebody the amphi could not place."""
    found = _found(request, pk)
    permit(request.user, "cohorts.place_by_hand", found)
    form = PlaceForm(request.POST or None, posts=place_actions.open_posts(found.cohort))
    if request.method == "POST" and form.is_valid():
        try:
            place_actions.place_by_hand(trainee=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s a une place : une lettre part.") % {"name": found.person})
            return redirect("cohorts:trainee", pk)
    page = {
        "form": form,
        "heading": _("Une place pour %(name)s") % {"name": found.person},
        "lede": _(
            "L’amphi est publié : seules les places qui restent peuvent être données. La personne reçoit une lettre."
        ),
        "words": _("Donner cette place et envoyer la lettre"),
        "back": reverse("cohorts:trainee", args=[pk]),
    }
    return render(request, "form_page.html", page)


def _found(request: SignedIn, pk: int) -> Trainee:
    related = ("cohort", "person", "application", "placement__post__regiment", "placement__post__supervisor")
    return get_object_or_404(Trainee.objects.visible_to(request.user).select_related(*related), pk=pk)


def _lacks_a_place(trainee: Trainee) -> bool:
    published = trainee.cohort.state == lifecycle.Cohort.PLACED
    return published and trainee.state == lifecycle.Trainee.ENROLLED and not hasattr(trainee, "placement")
