"""One file, by hand: who reads it, who no longer does, and who must not."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import assign, conflict
from applications.forms.assignment import ConflictForm, GiveForm, ReasonForm
from applications.models import Application, Conflict, Review
from portal.journal.moves import Refusal
from portal.people.models import READERS, Role, User
from portal.web.doors import Data, SignedIn, door, permit

BOTH = ("GET", "POST")
FILE = "applications:file_readers"


@door(Role.MANAGER, data=Data.SCORES, methods=BOTH)
def file_readers(request: SignedIn, pk: int) -> HttpResponse:
    """Who reads this file; give it to one more person."""
    application = _file(request, pk)
    permit(request.user, "applications.assign")
    reviews = list(Review.objects.visible_to(request.user).filter(application=application).select_related("reviewer"))
    pairs = Conflict.objects.visible_to(request.user).filter(application=application)
    conflicts = list(pairs.select_related("reviewer", "declared_by"))
    form = GiveForm(request.POST or None, readers=_others(reviews, conflicts))
    if request.method == "POST" and form.is_valid():
        return _give(request, application, form.cleaned_data["reader"])
    context = {"application": application, "reviews": reviews, "conflicts": conflicts, "form": form}
    return render(request, "applications/assignment/file.html", {**context, "to_read": lifecycle.TO_READ})


@door(Role.MANAGER, data=Data.SCORES, methods=BOTH)
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    """Take a waiting reading away from somebody, with a reason."""
    review = get_object_or_404(Review.objects.visible_to(request.user).select_related("application", "reviewer"), pk=pk)
    permit(request.user, "applications.assign")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assign.take_back(review=review, by=request.user, at=now(), reason=form.cleaned_data["reason"])
        messages.success(request, _("La lecture est retirée. Elle ne compte pas, et n’est pas un zéro."))
        return redirect(FILE, review.application_id)
    return render(request, "applications/assignment/take_back.html", {"review": review, "form": form})


@door(Role.MANAGER, data=Data.SCORES, methods=BOTH)
def declare_conflict(request: SignedIn, pk: int) -> HttpResponse:
    """Keep a person away from this file."""
    application = _file(request, pk)
    permit(request.user, "applications.assign")
    form = ConflictForm(request.POST or None, readers=_readers())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            conflict.declare(
                application=application, reader=given["reader"], by=request.user, at=now(), reason=given["reason"]
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(FILE, pk)
    return render(request, "applications/assignment/conflict.html", {"application": application, "form": form})


@door(Role.MANAGER, data=Data.SCORES, methods=BOTH)
def lift_conflict(request: SignedIn, pk: int) -> HttpResponse:
    """Allow the pair again, with a reason."""
    pair = get_object_or_404(Conflict.objects.visible_to(request.user).select_related("application", "reviewer"), pk=pk)
    permit(request.user, "applications.assign")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            conflict.lift(conflict=pair, by=request.user, at=now(), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(FILE, pair.application_id)
    return render(request, "applications/assignment/lift.html", {"conflict": pair, "form": form})


def _file(request: SignedIn, pk: int) -> Application:
    files = Application.objects.visible_to(request.user).select_related("campaign")
    return get_object_or_404(files, pk=pk)


def _give(request: SignedIn, application: Application, reader: User) -> HttpResponse:
    try:
        assign.give(application=application, reader=reader, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Dossier confié à %(name)s, qui reçoit un message.") % {"name": reader})
    return redirect(FILE, application.pk)


def _readers() -> QuerySet[User, Any]:
    return User.objects.filter(role__in=READERS, is_active=True)


def _others(reviews: list[Review], conflicts: list[Conflict]) -> QuerySet[User, Any]:
    known = {review.reviewer_id for review in reviews} | {pair.reviewer_id for pair in conflicts}
    return _readers().exclude(pk__in=known)
