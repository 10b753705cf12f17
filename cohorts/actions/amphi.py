"""The amphi in one pass: draft it as often as wanted, publish it once, with everything it was made of."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.live.stored import replayed, still_holds
from cohorts.models import BranchQuota, Cohort, Post, Run, Trainee, Wish
from cohorts.placement import VERSION, Assignment, Rule, amphi
from cohorts.placement.errors import LockOverCapacity
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class CannotPlace(Refusal):
    """The amphi cannot be run or published as things stand; the text says why."""


@transaction.atomic
def draft(*, cohort: Cohort, by: User, at: datetime) -> Run:
    """Run the amphi over the wishes as they are now; the same wishes give back the same draft."""
    cohort = hold(cohort)
    refuse_published(cohort)
    inputs = read_inputs(cohort)
    found = fingerprint(inputs)
    if (last := cohort.runs.first()) and (last.inputs_hash, last.version) == (found, str(VERSION)):
        return last
    run = Run.objects.create(
        cohort=cohort,
        rule=Rule.AMPHI,
        version=str(VERSION),
        inputs=inputs,
        inputs_hash=found,
        result=as_result(place(inputs)),
        drafted_by=by,
        drafted_at=at,
    )
    record("cohorts.run.draft", run, by=by, at=at, hash=run.inputs_hash)
    return run


def is_outdated(run: Run) -> bool:
    """Whether wishes, posts, quotas or locks have changed since the draft."""
    if run.rule == Rule.LIVE:
        return not still_holds(run)
    return fingerprint(read_inputs(run.cohort)) != run.inputs_hash


def read_inputs(cohort: Cohort) -> dict[str, Any]:
    """Everything the amphi is made of, in an order that never changes: the stored proof of a placement."""
    enrolled = Trainee.objects.enrolled().filter(cohort=cohort)
    locks = dict(enrolled.order_by("merit_rank").values_list("pk", "lock__post"))
    wishes: dict[str, list[int]] = {str(pk): [] for pk in locks}
    wanted = Wish.objects.filter(trainee__in=enrolled).order_by("trainee", "position")
    for trainee, post in wanted.values_list("trainee", "post"):
        wishes[str(trainee)].append(post)
    posts = list(_posts_with_cap(cohort))
    return {
        "rule": str(Rule.AMPHI),
        "merit": list(locks),
        "wishes": wishes,
        "capacity": {str(pk): capacity for pk, capacity, _, _ in posts},
        "locks": {str(trainee): post for trainee, post in locks.items() if post is not None},
        "groups": _groups(posts),
    }


def fingerprint(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of the inputs written in one canonical way."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def place(inputs: Mapping[str, Any]) -> Assignment[int, int]:
    """Run the stored inputs, today or in ten years."""
    if inputs["rule"] == Rule.LIVE:
        return replayed(inputs)
    try:
        return amphi(
            inputs["merit"],
            {int(trainee): posts for trainee, posts in inputs["wishes"].items()},
            {int(post): capacity for post, capacity in inputs["capacity"].items()},
            locks={int(trainee): post for trainee, post in inputs["locks"].items()},
            groups=[(group["posts"], group["cap"]) for group in inputs["groups"]],
        )
    except LockOverCapacity as error:
        raise CannotPlace(
            _("L’amphi ne peut pas tourner : un poste ou une arme a plus de réservations que de places.")
        ) from error


def as_result(assignment: Assignment[int, int]) -> dict[str, Any]:
    """The answer with its reasons, ready to be stored: keys are trainees, then posts."""
    return {
        "places": {str(trainee): post for trainee, post in assignment.places.items()},
        "reasons": {
            str(trainee): {str(post): asdict(reason) | {"kind": str(reason.kind)} for post, reason in refused.items()}
            for trainee, refused in assignment.reasons.items()
        },
        "envy": [list(pair) for pair in assignment.envy],
    }


def _posts_with_cap(cohort: Cohort) -> Iterable[tuple[int, int, str, int | None]]:
    """Each post with its places, its branch and how many that branch may take."""
    quota = BranchQuota.objects.filter(cohort=OuterRef("cohort"), branch=OuterRef("regiment__branch"))
    posts = Post.objects.filter(cohort=cohort).annotate(cap=Subquery(quota.values("cap"))).order_by("pk")
    return posts.values_list("pk", "capacity", "regiment__branch", "cap")


def _groups(posts: Iterable[tuple[int, int, str, int | None]]) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for pk, _capacity, branch, cap in posts:
        if cap is not None:
            groups.setdefault(branch, {"branch": branch, "posts": [], "cap": cap})["posts"].append(pk)
    return [groups[branch] for branch in sorted(groups)]


def hold(cohort: Cohort) -> Cohort:
    """Wait for the cohort's turn: whoever changes what the amphi reads holds it first."""
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def refuse_published(cohort: Cohort) -> None:
    if cohort.state != lifecycle.Cohort.PREPARING:
        raise CannotPlace(_("Les affectations de cette promotion sont déjà publiées."))
