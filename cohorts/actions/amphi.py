"""The amphi in one pass: draft it as often as wanted, publish it once, with everything it was made of."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.models import BranchQuota, Cohort, Lock, Placement, Post, Run, Trainee, Wish
from cohorts.placement import VERSION, Assignment, Rule, amphi
from cohorts.placement.errors import InvalidPlacement
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post_many
from portal.people.models import User


class CannotPlace(Refusal):
    """The amphi cannot be run or published as things stand; the text says why."""


@transaction.atomic
def draft(*, cohort: Cohort, by: User, at: datetime) -> Run:
    """Run the amphi over the wishes as they are now; nothing is shown to anybody yet."""
    cohort = _lock(cohort)
    _refuse_published(cohort)
    inputs = read_inputs(cohort)
    run = Run.objects.create(
        cohort=cohort,
        rule=Rule.AMPHI,
        version=str(VERSION),
        inputs=inputs,
        inputs_hash=fingerprint(inputs),
        result=as_result(place(inputs)),
        drafted_by=by,
        drafted_at=at,
    )
    record("cohorts.run.draft", run, by=by, at=at, hash=run.inputs_hash)
    return run


@transaction.atomic
def publish(*, run: Run, by: User, at: datetime) -> Run:
    """Make one draft the placement of the cohort, once, and write to every trainee."""
    cohort = _lock(run.cohort)
    _refuse_published(cohort)
    _refuse_outdated(cohort, run)
    run = move(run, lifecycle.PUBLISH_RUN, by=by, at=at, published_at=at)
    move(cohort, lifecycle.PUBLISH_PLACEMENTS, by=by, at=at)
    places = {int(trainee): post for trainee, post in run.result["places"].items() if post is not None}
    Placement.objects.bulk_create(
        [Placement(trainee_id=trainee, post_id=post, run=run, placed_at=at) for trainee, post in places.items()],
        batch_size=500,
    )
    _write(cohort, places, at)
    return run


def read_inputs(cohort: Cohort) -> dict[str, Any]:
    """Everything the amphi is made of, in an order that never changes: the stored proof of a placement."""
    trainees = Trainee.objects.enrolled().filter(cohort=cohort).order_by("merit_rank")
    merit = list(trainees.values_list("pk", flat=True))
    wishes: dict[str, list[int]] = {str(pk): [] for pk in merit}
    wanted = Wish.objects.filter(trainee__in=merit).order_by("trainee", "position")
    for trainee, post in wanted.values_list("trainee", "post"):
        wishes[str(trainee)].append(post)
    posts = list(Post.objects.filter(cohort=cohort).order_by("pk").values_list("pk", "capacity", "regiment__branch"))
    locks = Lock.objects.filter(trainee__in=merit).order_by("trainee").values_list("trainee", "post")
    return {
        "rule": str(Rule.AMPHI),
        "merit": merit,
        "wishes": wishes,
        "capacity": {str(pk): capacity for pk, capacity, _ in posts},
        "locks": {str(trainee): post for trainee, post in locks},
        "groups": _groups(cohort, posts),
    }


def fingerprint(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of the inputs written in one canonical way."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def place(inputs: Mapping[str, Any]) -> Assignment[int, int]:
    """Run the stored inputs, today or in ten years."""
    try:
        return amphi(
            inputs["merit"],
            {int(trainee): posts for trainee, posts in inputs["wishes"].items()},
            {int(post): capacity for post, capacity in inputs["capacity"].items()},
            locks={int(trainee): post for trainee, post in inputs["locks"].items()},
            groups=[(group["posts"], group["cap"]) for group in inputs["groups"]],
        )
    except InvalidPlacement as error:
        raise CannotPlace(_("L’amphi ne peut pas tourner : %(why)s") % {"why": error}) from error


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


def _groups(cohort: Cohort, posts: Iterable[tuple[int, int, str]]) -> list[dict[str, Any]]:
    quotas = BranchQuota.objects.filter(cohort=cohort).order_by("branch").values_list("branch", "cap")
    rows = list(posts)
    return [
        {"branch": branch, "posts": [pk for pk, _, of in rows if of == branch], "cap": cap} for branch, cap in quotas
    ]


def _lock(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def _refuse_published(cohort: Cohort) -> None:
    if cohort.state != lifecycle.Cohort.PREPARING:
        raise CannotPlace(_("Les affectations de cette promotion sont déjà publiées."))


def _refuse_outdated(cohort: Cohort, run: Run) -> None:
    if fingerprint(read_inputs(cohort)) != run.inputs_hash:
        raise CannotPlace(
            _("Des vœux, des postes ou des réservations ont changé depuis ce brouillon : relancez l’amphi.")
        )


def _write(cohort: Cohort, places: Mapping[int, int], at: datetime) -> None:
    posts = Post.objects.filter(cohort=cohort).select_related("regiment").in_bulk()
    trainees = Trainee.objects.enrolled().filter(cohort=cohort).select_related("person")
    post_many(
        [_envelope(trainee, posts.get(places.get(trainee.pk, 0)), at) for trainee in trainees],
        at=at,
        category=Category.CRITICAL,
    )


def _envelope(trainee: Trainee, post: Post | None, at: datetime) -> Envelope:
    context = {"regiment": post.regiment.name, "garrison": post.regiment.garrison} if post else {}
    return Envelope(
        kind="cohorts/placed" if post else "cohorts/not_placed",
        to=trainee.person,
        key=f"trainee-{trainee.pk}-placement",
        context={**context, "url": reverse("cohorts:my_path")},
    )
