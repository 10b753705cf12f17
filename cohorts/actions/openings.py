"""When a post opens, and for whom its places are kept first."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.limits import CannotLimit, hold_before_amphi, refuse_keeping
from cohorts.groups import groups_of
from cohorts.models import Fact, Post
from portal.journal.record import record
from portal.people.models import User


class CannotOpen(CannotLimit):
    """With this minimum the post could never open; the text says why."""


class CannotKeep(CannotLimit):
    """These places cannot be kept for anybody; the text says why."""


@transaction.atomic
def set_opening(*, post: Post, minimum: int, reserved: int, reserved_for: Fact | str, by: User, at: datetime) -> Post:
    """Say from how many trainees a post opens, and how many places go first to those of whom a fact is true."""
    hold_before_amphi(post.cohort)
    post = Post.objects.select_related("cohort", "regiment").get(pk=post.pk)
    _refuse_never_open(post, minimum)
    _refuse_unkept(post, reserved, reserved_for)
    post.minimum, post.reserved, post.reserved_for = minimum, reserved, reserved_for
    refuse_keeping(groups_of(post.cohort), [post])
    post.save(update_fields=["minimum", "reserved", "reserved_for"])
    kept_for = str(reserved_for)
    record("cohorts.post.set_opening", post, by=by, at=at, minimum=minimum, reserved=reserved, reserved_for=kept_for)
    return post


def _refuse_never_open(post: Post, minimum: int) -> None:
    if minimum > post.capacity:
        words = ngettext(
            "Ce poste n’a que %(n)s place : avec ce minimum il n’ouvrirait jamais.",
            "Ce poste n’a que %(n)s places : avec ce minimum il n’ouvrirait jamais.",
            post.capacity,
        )
        raise CannotOpen(words % {"n": post.capacity})
    for group in groups_of(post.cohort):
        if post.pk in group.posts and 0 < group.cap < minimum:
            words = _("« %(group)s » prend %(cap)s personnes au plus : avec ce minimum le poste n’ouvrirait jamais.")
            raise CannotOpen(words % {"group": group.name, "cap": group.cap})


def _refuse_unkept(post: Post, reserved: int, reserved_for: Fact | str) -> None:
    if reserved > post.capacity:
        raise CannotKeep(_("Ce poste a moins de places que vous n’en gardez."))
    if reserved and not reserved_for:
        raise CannotKeep(_("Dites pour qui ces places sont gardées."))
    if reserved_for and not reserved:
        raise CannotKeep(_("Dites combien de places sont gardées."))
