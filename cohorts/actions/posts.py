"""A post as the regiment sets it: how many places, in which section, under whom."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from cohorts.actions.amphi import hold
from cohorts.models import Post
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class TooFewPlaces(Refusal):
    """More people are placed or locked here than the places asked for."""


@transaction.atomic
def edit(*, post: Post, capacity: int, section: str, supervisor: User | None, by: User, at: datetime) -> Post:
    """Change a post; nobody placed or locked there loses the place by it."""
    hold(post.cohort)
    held = max(post.placements.count(), post.locks.count())
    if capacity < held:
        words = ngettext(
            "%(n)s personne y est déjà affectée ou attendue : gardez au moins autant de places.",
            "%(n)s personnes y sont déjà affectées ou attendues : gardez au moins autant de places.",
            held,
        )
        raise TooFewPlaces(words % {"n": held})
    post.capacity, post.section, post.supervisor = capacity, section, supervisor
    post.save(update_fields=["capacity", "section", "supervisor"])
    leader = supervisor.pk if supervisor else None
    record("cohorts.post.edit", post, by=by, at=at, capacity=capacity, section=section, supervisor=leader)
    return post
