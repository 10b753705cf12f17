"""The amphi: who is ready, the run, why each wish was refused, and the publication."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rules.permissions import has_perm

from cohorts import lifecycle
from cohorts.actions import amphi as actions
from cohorts.actions import publish_placements as publication
from cohorts.compared import TRIED
from cohorts.explained import Explained, names_shown
from cohorts.models import BranchQuota, Cohort, Post, Regiment, Run, Trainee
from cohorts.placement import Rule
from cohorts.places import by_branch
from cohorts.rule_words import RULES
from cohorts.views.placing.chosen import chosen
from cohorts.views.placing.letters import explained, readable_lines
from portal.journal.moves import Refusal
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit

STAFF = (Role.MANAGER, Role.LIAISON)


@door(*STAFF, data=Data.PLACEMENTS)
def amphi(request: SignedIn) -> HttpResponse:
    """One page: readiness, then the newest run with its reasons, what it leaves, and what it changes."""
    cohorts = list(Cohort.objects.visible_to(request.user))
    cohort = chosen(request, cohorts)
    page: dict[str, object] = {"cohort": cohort, "cohorts": cohorts, "at": timezone.now()}
    if cohort:
        page |= _standing(request.user, cohort)
    return render(request, "cohorts/amphi/amphi.html", page)


@door(*STAFF, data=Data.PLACEMENTS, methods=("POST",))
def run_amphi(request: SignedIn, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.run_amphi", cohort)
    before = cohort.runs.first()
    rule = _rule(request.POST.get("regle", ""), before)
    try:
        if actions.draft(cohort=cohort, by=request.user, at=timezone.now(), rule=rule) == before:
            messages.info(request, _("Rien n’a changé depuis ce brouillon : l’amphi donne le même résultat."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(_address(cohort))


@door(*STAFF, data=Data.PLACEMENTS, methods=("GET", "POST"))
def publish_placements(request: SignedIn, pk: int) -> HttpResponse:
    """The last page before the letters leave: it says to how many people, and what cannot be undone."""
    runs = Run.objects.filter(cohort__in=Cohort.objects.visible_to(request.user)).select_related("cohort")
    run = get_object_or_404(runs, pk=pk)
    permit(request.user, "cohorts.publish_placements", run.cohort)
    refusal = _publish(request, run) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        return redirect(_address(run.cohort))
    places = run.result["places"].values()
    page = {
        "run": run,
        "obstacle": refusal or publication.obstacle(run=run, at=timezone.now()),
        "lines": readable_lines(explained(request.user, run)),
        "letters": len(places),
        "placed": sum(post is not None for post in places),
        "without": sum(post is None for post in places),
        "back": _address(run.cohort),
    }
    return render(request, "cohorts/amphi/publish.html", page, status=409 if refusal else 200)


def _publish(request: SignedIn, run: Run) -> str:
    try:
        publication.publish(run=run, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return str(refusal)
    letters = len(run.inputs["merit"])
    words = ngettext(
        "Les affectations sont publiées : %(n)s lettre part.",
        "Les affectations sont publiées : %(n)s lettres partent.",
        letters,
    )
    messages.success(request, words % {"n": letters})
    return ""


def _standing(user: User, cohort: Cohort) -> dict[str, object]:
    """Everything the page says of one cohort, in a fixed number of queries."""
    runs = list(cohort.runs.select_related("cohort")[:2])
    trainees = _trainees(cohort)
    posts = Post.objects.filter(cohort=cohort).select_related("regiment").with_taken().in_bulk()
    mine = set(Regiment.objects.visible_to(user).values_list("pk", flat=True))
    own = {pk for pk, post in posts.items() if post.regiment_id in mine}
    named = names_shown(user, runs[0], trainees, own) if runs else frozenset()
    told = Explained(runs[0], posts, trainees, named) if runs else None
    in_cohort = [trainee for trainee in trainees.values() if trainee.state != lifecycle.Trainee.LEFT]
    return {
        "is_preparing": cohort.state == lifecycle.Cohort.PREPARING,
        "may_run": has_perm("cohorts.run_amphi", user, cohort),
        "names_all": user.role == Role.MANAGER,
        "in_cohort": in_cohort,
        "not_sent": [trainee for trainee in in_cohort if trainee.wishes_sent_at is None],
        "told": told,
        "rule": RULES[Rule(told.run.rule)].name if told else "",
        "own": own,
        "branches": by_branch(posts.values(), _taken(cohort, posts, told)),
        "changes": told.changes_since(runs[1]) if told and len(runs) > 1 else None,
        "is_outdated": bool(told and told.run.state == lifecycle.Run.DRAFT and actions.is_outdated(told.run)),
        "locks": [trainee for trainee in trainees.values() if hasattr(trainee, "lock")],
        "live": cohort.amphis.first(),
        "quotas": BranchQuota.objects.filter(cohort=cohort),
    }


def _taken(cohort: Cohort, posts: Mapping[int, Post], told: Explained | None) -> Mapping[int, int]:
    """Of a draft, what it would take; once published, what is held now: people have left and moved since."""
    if told and cohort.state == lifecycle.Cohort.PREPARING:
        return told.taken
    return {pk: post.taken for pk, post in posts.items()}


def _trainees(cohort: Cohort) -> dict[int, Trainee]:
    found = Trainee.objects.filter(cohort=cohort).select_related(
        "person", "placement", "lock__by", "lock__post__regiment"
    )
    return {trainee.pk: trainee for trainee in found.order_by("merit_rank")}


def _rule(named: str, before: Run | None) -> Rule:
    """The rule somebody chose, else that of the last draft; what was said aloud is not run again."""
    wanted = named if named in TRIED else before.rule if before else Rule.AMPHI
    return Rule(wanted) if wanted in TRIED else Rule.AMPHI


def _address(cohort: Cohort) -> str:
    return f"{reverse('cohorts:amphi')}?cohort={cohort.pk}"
