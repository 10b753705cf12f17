"""The amphi in one pass: draft it as often as wanted, publish it once, with everything it was made of."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import lifecycle
from cohorts.models import BranchQuota, Cohort, Placement, Post, Run, Trainee, Wish
from cohorts.placement import VERSION, Assignment, Rule, amphi
from cohorts.placement.errors import LockOverCapacity
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post_many
from portal.people.models import User


class CannotPlace(Refusal):
    """The amphi cannot be run or published as things stand; the text says why."""


@transaction.atomic
def draft(*, cohort: Cohort, by: User, at: datetime) -> Run:
    """Run the amphi over the wishes as they are now; the same wishes give back the same draft."""
    cohort = hold(cohort)
    _refuse_published(cohort)
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


@transaction.atomic
def publish(*, run: Run, by: User, at: datetime) -> Run:
    """Make one draft the placement of the cohort, once, and write to every trainee."""
    cohort = hold(run.cohort)
    _refuse_unready(cohort, run, at)
    run = move(run, lifecycle.PUBLISH_RUN, by=by, at=at, published_at=at)
    move(cohort, lifecycle.PUBLISH_PLACEMENTS, by=by, at=at)
    places = {int(trainee): post for trainee, post in run.result["places"].items() if post is not None}
    Placement.objects.bulk_create(
        [Placement(trainee_id=trainee, post_id=post, run=run, placed_at=at) for trainee, post in places.items()],
        batch_size=500,
    )
    _write(cohort, places, at)
    return run


def obstacle(*, run: Run, at: datetime) -> str:
    """What keeps this draft from being published, in one sentence; empty when nothing does."""
    try:
        _refuse_unready(run.cohort, run, at)
    except CannotPlace as refusal:
        return str(refusal)
    return ""


def is_outdated(run: Run) -> bool:
    """Whether wishes, posts, quotas or locks have changed since the draft."""
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


def _refuse_unready(cohort: Cohort, run: Run, at: datetime) -> None:
    _refuse_published(cohort)
    _refuse_waiting(cohort, at)
    _refuse_outdated(run)


def _refuse_published(cohort: Cohort) -> None:
    if cohort.state != lifecycle.Cohort.PREPARING:
        raise CannotPlace(_("Les affectations de cette promotion sont déjà publiées."))


def _refuse_waiting(cohort: Cohort, at: datetime) -> None:
    """Before the close, somebody who has not sent wishes may still change them."""
    if cohort.wishes_close_at is None or at >= cohort.wishes_close_at:
        return
    waited_for = Trainee.objects.enrolled().filter(cohort=cohort, wishes_sent_at=None).count()
    if waited_for:
        raise CannotPlace(
            ngettext(
                "%(n)s personne n’a pas encore envoyé ses vœux : publiez après leur clôture.",
                "%(n)s personnes n’ont pas encore envoyé leurs vœux : publiez après leur clôture.",
                waited_for,
            )
            % {"n": waited_for}
        )


def _refuse_outdated(run: Run) -> None:
    if is_outdated(run):
        raise CannotPlace(
            _("Des vœux, des postes ou des réservations ont changé depuis ce brouillon : relancez l’amphi.")
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
