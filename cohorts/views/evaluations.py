"""The evaluations: a supervisor's list, one page to fill, and the same page read by the others."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions import evaluate
from cohorts.anchors import ANCHORS
from cohorts.forms.evaluation import EvaluationForm
from cohorts.models import Axis, Evaluation
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

ROWS = 50


@door(Role.SUPERVISOR, Role.LIAISON, Role.MANAGER, data=Data.FOLLOW_UP)
def evaluations(request: SignedIn) -> HttpResponse:
    """What is left to fill first, the most urgent at the top; what is handed in below."""
    today = timezone.localdate(timezone.now())
    found = Evaluation.objects.visible_to(request.user).relevant()
    if cohort := number(request.GET.get("cohort")):
        found = found.filter(trainee__cohort=cohort)
    rows = found.in_turn().select_related("supervisor", "trainee__person", "trainee__placement__post__regiment")
    page = {"page": Paginator(rows, ROWS).get_page(request.GET.get("page")), "today": today}
    return render(request, "cohorts/evaluations.html", page)


@door(Role.SUPERVISOR, Role.LIAISON, Role.MANAGER, Role.TRAINEE, data=Data.FOLLOW_UP, methods=("GET", "POST"))
def evaluation(request: SignedIn, pk: int) -> HttpResponse:
    """The supervisor fills it in, little by little; the others read it once it is handed in."""
    at, found = timezone.now(), _found(request, pk)
    levels = {mark.axis: mark.level for mark in found.marks.all()}
    is_mine = request.user.has_perm("cohorts.evaluate", found)
    if request.method == "POST":
        permit(request.user, "cohorts.evaluate", found)
        return _written(request, found, EvaluationForm(request.POST, evaluation=found, levels=levels), at)
    if is_mine and found.state in lifecycle.TO_FILL:
        return _screen(request, found, EvaluationForm(evaluation=found, levels=levels), at)
    return render(request, "cohorts/evaluation_read.html", _reading(found, levels, at))


def _found(request: SignedIn, pk: int) -> Evaluation:
    related = ("supervisor", "trainee__person", "trainee__placement__post__regiment", "trainee__cohort")
    return get_object_or_404(Evaluation.objects.visible_to(request.user).select_related(*related), pk=pk)


def _written(request: SignedIn, found: Evaluation, form: EvaluationForm, at: datetime) -> HttpResponse:
    """What is well formed is kept, even beside what is not."""
    is_valid = form.is_valid()
    kept = form.cleaned_data
    strengths, advice = kept.get("strengths", found.strengths), kept.get("advice", found.advice)
    try:
        saved = evaluate.save(
            evaluation=found, levels=form.levels(), strengths=strengths, advice=advice, by=request.user, at=at
        )
    except Refusal as refusal:
        if not request.htmx:
            raise
        return render(request, "cohorts/evaluation_saved.html", {"refusal": refusal}, status=409)
    if request.htmx:
        return render(request, "cohorts/evaluation_saved.html", {"form": form, "evaluation": saved})
    if not is_valid:
        return _screen(request, saved, form, at, status=422)
    return _then(request, saved, form, at)


def _then(request: SignedIn, saved: Evaluation, form: EvaluationForm, at: datetime) -> HttpResponse:
    if request.POST.get("then") != "submit":
        messages.success(request, _("C’est enregistré : vous pourrez finir plus tard."))
        return redirect("cohorts:evaluation", saved.pk)
    try:
        evaluate.submit(evaluation=saved, by=request.user, at=at)
    except evaluate.EvaluationIncomplete:
        form.miss_the_empty()
        return _screen(request, saved, form, at, status=422)
    messages.success(request, _("Merci : le bilan est remis. %(name)s peut le lire.") % {"name": saved.trainee.person})
    return redirect("cohorts:evaluations")


def _screen(
    request: SignedIn, found: Evaluation, form: EvaluationForm, at: datetime, *, status: int = 200
) -> HttpResponse:
    page = {"evaluation": found, "form": form, "today": timezone.localdate(at)}
    return render(request, "cohorts/evaluation.html", page, status=status)


def _reading(found: Evaluation, levels: dict[str, int], at: datetime) -> dict[str, object]:
    """Levels with their sentences, once handed in: a draft is its author's alone."""
    is_in = found.state == lifecycle.Evaluation.SUBMITTED
    given = [(axis, levels[axis], ANCHORS[axis].levels[levels[axis] - 1]) for axis in Axis if axis in levels]
    return {"evaluation": found, "given": given if is_in else [], "today": timezone.localdate(at)}
