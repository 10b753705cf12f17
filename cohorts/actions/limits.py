"""What is fixed before the amphi: a place reserved for somebody, and how many each branch may take."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.models import BranchQuota, Cohort, Lock, Post, Trainee
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class CannotLimit(Refusal):
    """This place cannot be reserved, or this limit set; the text says why."""


@transaction.atomic
def reserve(*, trainee: Trainee, post: Post, reason: str, by: User, at: datetime) -> Lock:
    """Keep a place for one trainee whatever the amphi says, with the author and the reason."""
    cohort = _held(trainee.cohort)
    if Lock.objects.filter(trainee=trainee).exists():
        raise CannotLimit(_("Une place est déjà réservée pour cette personne : levez d’abord cette réservation."))
    if post.cohort_id != cohort.pk or post.locks.count() >= Post.objects.get(pk=post.pk).capacity:
        raise CannotLimit(_("Ce poste n’a plus de place à réserver."))
    branch = post.regiment.branch
    quota = BranchQuota.objects.filter(cohort=cohort, branch=branch).first()
    if quota and Lock.objects.filter(trainee__cohort=cohort, post__regiment__branch=branch).count() >= quota.cap:
        raise CannotLimit(_("Toutes les places de cette arme sont déjà réservées : augmentez d’abord sa limite."))
    lock = Lock.objects.create(trainee=trainee, post=post, reason=reason, by=by, at=at)
    record("cohorts.lock.reserve", lock, by=by, at=at, trainee=trainee.pk, post=post.pk)
    return lock


@transaction.atomic
def lift(*, lock: Lock, by: User, at: datetime) -> Lock:
    """Give a reserved place back to the amphi."""
    _held(lock.trainee.cohort)
    record("cohorts.lock.lift", lock, by=by, at=at, trainee=lock.trainee_id, post=lock.post_id)
    lock.delete()
    return lock


@transaction.atomic
def limit(*, cohort: Cohort, caps: Mapping[str, int | None], by: User, at: datetime) -> Cohort:
    """Say how many each branch takes at most; None lifts the limit."""
    cohort = _held(cohort)
    for branch, cap in caps.items():
        reserved = Lock.objects.filter(trainee__cohort=cohort, post__regiment__branch=branch).count()
        if cap is not None and cap < reserved:
            facts = {"branch": branch, "n": reserved}
            words = _("%(n)s places sont déjà réservées en %(branch)s : la limite ne peut être moindre.")
            raise CannotLimit(words % facts)
        BranchQuota.objects.filter(cohort=cohort, branch=branch).delete()
        if cap is not None:
            BranchQuota.objects.create(cohort=cohort, branch=branch, cap=cap)
    record("cohorts.cohort.limit", cohort, by=by, at=at, **caps)
    return cohort


def _held(cohort: Cohort) -> Cohort:
    cohort = hold(cohort)
    if cohort.state != lifecycle.Cohort.PREPARING:
        raise CannotLimit(_("Les affectations de cette promotion sont déjà publiées."))
    return cohort
