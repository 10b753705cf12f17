"""A named group of posts and how many it may take together: a garrison, a branch school, the marine infantry."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Branch
from cohorts.actions.limits import CannotLimit, hold_before_amphi, refuse_impossible
from cohorts.models import Cap, Cohort, Post
from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def set_cap(*, cap: Cap, posts: Collection[Post], by: User, at: datetime) -> Cap:
    """Write a group, new or changed, unless it crosses another or could not be kept."""
    cohort = hold_before_amphi(cap.cohort)
    _refuse_strangers(cohort, posts)
    _refuse_known_name(cap)
    cap.save()
    cap.posts.set(posts)
    refuse_impossible(cohort, {cap.name})
    record("cohorts.cap.set", cap, by=by, at=at, cap=cap.cap, posts=sorted(post.pk for post in posts))
    return cap


@transaction.atomic
def remove_cap(*, cap: Cap, by: User, at: datetime) -> Cap:
    """Forget a group; its posts take what each of them can."""
    hold_before_amphi(cap.cohort)
    record("cohorts.cap.remove", cap, by=by, at=at, cap=cap.cap)
    cap.delete()
    return cap


def _refuse_strangers(cohort: Cohort, posts: Collection[Post]) -> None:
    if not posts or any(post.cohort_id != cohort.pk for post in posts):
        raise CannotLimit(_("Choisissez au moins un poste de cette promotion."))


def _refuse_known_name(cap: Cap) -> None:
    """Two limits of one name could not be told apart where they are explained."""
    same = Cap.objects.filter(cohort=cap.cohort_id, name__iexact=cap.name).exclude(pk=cap.pk)
    if same.exists() or cap.name.casefold() in {str(branch.label).casefold() for branch in Branch}:
        raise CannotLimit(_("Ce nom est déjà celui d’une arme ou d’un autre groupe : choisissez-en un autre."))
