"""A post closed to one person by hand, for a fact no field knows: somebody of the family there, dates that clash."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.limits import CannotLimit, hold_before_amphi
from cohorts.models import Exclusion, Lock, Post, Trainee
from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def exclude(*, trainee: Trainee, post: Post, reason: str, by: User, at: datetime) -> Exclusion:
    """Close a post to one trainee, whatever their wishes, with the author and the reason."""
    cohort = hold_before_amphi(trainee.cohort)
    if post.cohort_id != cohort.pk:
        raise CannotLimit(_("Choisissez un poste de cette promotion."))
    if Exclusion.objects.filter(trainee=trainee, post=post).exists():
        raise CannotLimit(_("Ce poste est déjà fermé à cette personne."))
    if Lock.objects.filter(trainee=trainee, post=post).exists():
        raise CannotLimit(_("Une place y est réservée pour cette personne : levez d’abord cette réservation."))
    exclusion = Exclusion.objects.create(trainee=trainee, post=post, reason=reason, by=by, at=at)
    record("cohorts.exclusion.exclude", exclusion, by=by, at=at, trainee=trainee.pk, post=post.pk)
    return exclusion


@transaction.atomic
def readmit(*, exclusion: Exclusion, by: User, at: datetime) -> Exclusion:
    """Open the post to this person again."""
    hold_before_amphi(exclusion.trainee.cohort)
    facts = {"trainee": exclusion.trainee_id, "post": exclusion.post_id}
    record("cohorts.exclusion.readmit", exclusion, by=by, at=at, **facts)
    exclusion.delete()
    return exclusion
