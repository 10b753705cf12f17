"""A regiment's own order of the trainees for one post, and the way back to the merit list."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.limits import CannotLimit, hold_before_amphi
from cohorts.models import Post, Preference, Trainee
from portal.journal.record import record
from portal.people.models import User

RANKED, FOLLOWED_MERIT = "cohorts.post.rank", "cohorts.post.follow_merit"


class NotAnOrder(CannotLimit):
    """The list names somebody twice, or somebody who is not of this cohort."""


@transaction.atomic
def rank(*, post: Post, trainees: Sequence[int], by: User, at: datetime) -> list[int]:
    """Keep the order of this post: everybody enrolled, those the list does not name after the others by merit."""
    cohort = hold_before_amphi(post.cohort)
    people = dict(Trainee.objects.filter(cohort=cohort).order_by("merit_rank").values_list("pk", "state"))
    if len(set(trainees)) < len(trainees) or not people.keys() >= set(trainees):
        raise NotAnOrder(_("Cette liste nomme quelqu’un deux fois, ou quelqu’un d’une autre promotion."))
    everybody = [*trainees, *(pk for pk in people if pk not in trainees)]
    order = [pk for pk in everybody if people[pk] == lifecycle.Trainee.ENROLLED]
    post.preferences.all().delete()
    Preference.objects.bulk_create(Preference(post=post, trainee_id=pk, position=n) for n, pk in enumerate(order, 1))
    record(RANKED, post, by=by, at=at, trainees=order)
    return order


@transaction.atomic
def follow_merit(*, post: Post, by: User, at: datetime) -> Post:
    """Go back to the merit list, which every post follows until its regiment says otherwise."""
    hold_before_amphi(post.cohort)
    post.preferences.all().delete()
    record(FOLLOWED_MERIT, post, by=by, at=at)
    return post
