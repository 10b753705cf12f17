"""Whose wishes have come: by name for the school, as counts by post for the army, whose regiments are asked for."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from cohorts.actions import chase_wishes
from cohorts.actions.wishes import are_open
from cohorts.models import Cohort, Post, Trainee
from cohorts.models.post import PostQuerySet
from cohorts.views.placing.chosen import chosen
from cohorts.views.placing.wishing import history, shelf
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

RANKS = (1, 2, 3)  # each counted apart; the others together


@door(Role.MANAGER, data=Data.PLACEMENTS)
def followed(request: SignedIn, pk: int) -> HttpResponse:
    """Who has sent, who has not, and the letter to the latter."""
    cohort, at = _cohort(request, pk), timezone.now()
    trainees = Trainee.objects.enrolled().filter(cohort=cohort).select_related("person")
    everybody = list(trainees.annotate(kept=Count("wishes")).order_by("merit_rank", "pk"))
    is_open = are_open(cohort, at)
    page = {
        "cohort": cohort,
        "at": at,
        "is_open": is_open,
        "silent": [one for one in everybody if one.wishes_sent_at is None],
        "heard": [one for one in everybody if one.wishes_sent_at is not None],
        "to_chase": len(chase_wishes.to_chase(cohort, at=at)) if is_open and cohort.wishes_close_at else 0,
    }
    return render(request, "cohorts/wishes/followed.html", page)


@door(Role.MANAGER, data=Data.PLACEMENTS, methods=("POST",))
def chase(request: SignedIn, pk: int) -> HttpResponse:
    cohort = _cohort(request, pk)
    permit(request.user, "cohorts.chase_wishes", cohort)
    try:
        sent = chase_wishes.chase(cohort=cohort, by=request.user, at=timezone.now())
        messages.success(request, ngettext("%(n)s lettre part.", "%(n)s lettres partent.", sent) % {"n": sent})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("cohorts:wishes_followed", pk)


@door(Role.MANAGER, data=Data.PLACEMENTS)
def wishes_of(request: SignedIn, pk: int) -> HttpResponse:
    """One trainee's list as it stands, and what was sent and taken back."""
    found = Trainee.objects.visible_to(request.user).select_related("cohort", "person")
    trainee = get_object_or_404(found, pk=pk)
    stand = shelf(trainee)
    page = {"trainee": trainee, "wishes": stand.lines, "history": history(trainee, stand)}
    return render(request, "cohorts/wishes/of_trainee.html", page)


@door(Role.LIAISON, data=Data.FIGURES)
def wished_here(request: SignedIn) -> HttpResponse:
    """How often each post of one's regiments is asked for, by rank of wish: numbers, never who."""
    cohorts, at = list(Cohort.objects.visible_to(request.user)), timezone.now()
    cohort = chosen(request, cohorts)
    posts = Post.objects.visible_to(request.user).filter(cohort=cohort).select_related("regiment")
    page = {
        "cohort": cohort,
        "cohorts": cohorts,
        "is_open": cohort is not None and are_open(cohort, at),
        "posts": _counted(posts, cohort, at) if cohort else [],
    }
    return render(request, "cohorts/wishes/here.html", page)


def _counted(posts: PostQuerySet, cohort: Cohort, at: datetime) -> PostQuerySet:
    """Lists that were sent; once wishes are closed every list counts, as in the amphi."""
    counts = Q(wishes__trainee__in=Trainee.objects.enrolled())
    if are_open(cohort, at):
        counts &= Q(wishes__trainee__wishes_sent_at__isnull=False)
    by_rank = {f"rank_{n}": Count("wishes", filter=counts & Q(wishes__position=n)) for n in RANKS}
    further = Count("wishes", filter=counts & Q(wishes__position__gt=max(RANKS)))
    return posts.annotate(**by_rank, further=further).order_by("regiment__branch", "regiment__pk", "pk")


def _cohort(request: SignedIn, pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
