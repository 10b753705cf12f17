"""Which rule, and why this result: the rules side by side, and one person's result told from the beginning."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from rules.permissions import has_perm

from cohorts import lifecycle
from cohorts.actions.inputs import read
from cohorts.compared import Tried, compared
from cohorts.explained import Change, Explained, names_shown
from cohorts.models import Cohort, Post, Regiment, Run, Trainee
from cohorts.placement import Rule
from cohorts.rule_words import RULES
from cohorts.told import Told
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door

STAFF = (Role.MANAGER, Role.LIAISON)


@door(*STAFF, data=Data.PLACEMENTS)
def rules(request: SignedIn, pk: int) -> HttpResponse:
    """Compare the rules; one may be opened to see who would go elsewhere. Looking writes nothing."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    run = cohort.runs.filter(state=lifecycle.Run.PUBLISHED).first() or cohort.runs.first()
    is_preparing = cohort.state == lifecycle.Cohort.PREPARING
    found = read(cohort)
    inputs = found.inputs if is_preparing or run is None or not run.inputs else run.inputs
    tried = compared(inputs, found.posts)
    opened = next((one for one in tried if one.rule == request.GET.get("regle") and one.row), None)
    page = {
        "cohort": cohort,
        "tried": tried,
        "opened": opened,
        "changes": _changes(cohort, run, opened, found.posts) if opened and run else None,
        "draft": run,
        "draft_words": RULES[Rule(run.rule)] if run else None,
        "names_all": request.user.role == Role.MANAGER,
        "is_preparing": is_preparing,
        "may_run": is_preparing and has_perm("cohorts.run_amphi", request.user, cohort),
        "back": f"{reverse('cohorts:amphi')}?cohort={cohort.pk}",
    }
    return render(request, "cohorts/amphi/rules.html", page)


@door(*STAFF, data=Data.PLACEMENTS)
def why(request: SignedIn, pk: int, trainee: int) -> HttpResponse:
    """The result of one person in full, for those who run the placement."""
    runs = Run.objects.filter(cohort__in=Cohort.objects.visible_to(request.user)).select_related("cohort", "drafted_by")
    run = get_object_or_404(runs, pk=pk)
    if trainee not in run.inputs.get("merit", ()):
        raise Http404
    posts = Post.objects.filter(cohort=run.cohort).select_related("regiment").in_bulk()
    trainees = _trainees(run.cohort)
    mine = set(Regiment.objects.visible_to(request.user).values_list("pk", flat=True))
    own = {post.pk for post in posts.values() if post.regiment_id in mine}
    told = Told(Explained(run, posts, trainees, names_shown(request.user, run, trainees, own)), trainee)
    back = f"{reverse('cohorts:amphi')}?cohort={run.cohort_id}"
    return render(request, "cohorts/amphi/why.html", {"told": told, "own": False, "back": back})


@door(Role.TRAINEE, data=Data.OWN)
def my_why(request: SignedIn) -> HttpResponse:
    """One's own published result, told to oneself."""
    mine = Trainee.objects.visible_to(request.user).select_related("cohort", "placement__post__regiment")
    trainee = get_object_or_404(mine.order_by("-cohort__starts_on")[:1])
    run = trainee.cohort.runs.filter(state=lifecycle.Run.PUBLISHED).select_related("cohort").first()
    told = None
    if run and trainee.pk in run.inputs.get("merit", ()):
        posts = Post.objects.filter(cohort=trainee.cohort).select_related("regiment").in_bulk()
        told = Told(Explained(run, posts, _trainees(trainee.cohort), frozenset()), trainee.pk, own=True)
    return render(request, "cohorts/amphi/why.html", {"told": told, "own": True, "back": reverse("cohorts:my_wishes")})


def _changes(cohort: Cohort, run: Run, opened: Tried, posts: dict[int, Post]) -> list[Change]:
    """Who would go elsewhere than in the draft, or the publication."""
    assert opened.result is not None
    other = Run(cohort=cohort, inputs=run.inputs, result=opened.result)
    trainees, before = _trainees(cohort), run.result.get("places", {})
    return [
        Change(trainees[pk], posts.get(before.get(str(pk)) or 0), posts.get(place or 0))
        for pk, place in Explained(other, posts, trainees, frozenset()).places.items()
        if before.get(str(pk)) != place
    ]


def _trainees(cohort: Cohort) -> dict[int, Trainee]:
    return Trainee.objects.filter(cohort=cohort).select_related("person", "placement").order_by("merit_rank").in_bulk()
