"""A vote: put, given, changed, counted, settled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import ballot as actions
from applications.forms.sitting import BallotForm
from applications.models import Ballot
from applications.models.ballot import Choice
from applications.views.jury.desk import attempt, find
from portal.people.models import READERS
from portal.web.doors import Data, SignedIn, door, permit

POST = ("POST",)


@door(*READERS, data=Data.SCORES, methods=POST)
def open_ballot(request: SignedIn, pk: int) -> HttpResponse:
    """Put a question on the file under discussion."""
    held = find(request, pk)
    permit(request.user, "applications.lead_sitting", held)
    form = BallotForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Écrivez la question posée, en 200 signes au plus."))
        return redirect("applications:sitting", pk)
    put = form.cleaned_data
    return attempt(request, held, lambda: actions.open_ballot(sitting=held, by=request.user, at=timezone.now(), **put))


@door(*READERS, data=Data.SCORES, methods=POST)
def settle(request: SignedIn, pk: int) -> HttpResponse:
    """Count a vote, give it up, or settle a tie."""
    ballot = _ballot(request, pk)
    held = ballot.sitting
    permit(request.user, "applications.lead_sitting", held)
    by, at, step = request.user, timezone.now(), request.POST.get("step", "")
    if step == "close":
        return attempt(request, held, lambda: actions.close_ballot(ballot=ballot, by=by, at=at))
    if step == "give_up":
        return attempt(request, held, lambda: actions.give_up(ballot=ballot, by=by, at=at))
    return attempt(request, held, lambda: actions.cast(ballot=ballot, choice=step, by=by, at=at))


@door(*READERS, data=Data.SCORES, methods=POST)
def vote(request: SignedIn, pk: int) -> HttpResponse:
    """One member's vote, from their own screen."""
    ballot = _ballot(request, pk)
    permit(request.user, "applications.sit", ballot.sitting)
    choice = request.POST.get("choice", "")
    if choice not in Choice.values:
        return redirect("applications:my_sitting")
    return attempt(
        request,
        ballot.sitting,
        lambda: actions.vote(ballot=ballot, choice=choice, by=request.user, at=timezone.now()),
    )


def _ballot(request: SignedIn, pk: int) -> Ballot:
    ballots = Ballot.objects.visible_to(request.user)
    return get_object_or_404(ballots.select_related("sitting__current"), pk=pk)
