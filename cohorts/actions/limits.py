"""What is fixed before the amphi: a place reserved for somebody, and how many each branch may take."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Branch
from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.admissible import closing, known_of
from cohorts.groups import Group, groups_of, keeping
from cohorts.models import BranchQuota, Cohort, Exclusion, Lock, Post, Trainee
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class CannotLimit(Refusal):
    """This place cannot be reserved, or this limit set; the text says why."""


@transaction.atomic
def reserve(*, trainee: Trainee, post: Post, reason: str, by: User, at: datetime) -> Lock:
    """Keep a place for one trainee whatever the amphi says, with the author and the reason."""
    cohort = hold_before_amphi(trainee.cohort)
    if Lock.objects.filter(trainee=trainee).exists():
        raise CannotLimit(_("Une place est déjà réservée pour cette personne : levez d’abord cette réservation."))
    if post.cohort_id != cohort.pk or post.locks.count() >= Post.objects.get(pk=post.pk).capacity:
        raise CannotLimit(_("Ce poste n’a plus de place à réserver."))
    _refuse_closed(trainee, post)
    _refuse_full(cohort, post)
    lock = Lock.objects.create(trainee=trainee, post=post, reason=reason, by=by, at=at)
    record("cohorts.lock.reserve", lock, by=by, at=at, trainee=trainee.pk, post=post.pk)
    return lock


@transaction.atomic
def lift(*, lock: Lock, by: User, at: datetime) -> Lock:
    """Give a reserved place back to the amphi."""
    hold_before_amphi(lock.trainee.cohort)
    record("cohorts.lock.lift", lock, by=by, at=at, trainee=lock.trainee_id, post=lock.post_id)
    lock.delete()
    return lock


@transaction.atomic
def limit(*, cohort: Cohort, caps: Mapping[str, int | None], by: User, at: datetime) -> Cohort:
    """Say how many each branch takes at most; None lifts the limit."""
    cohort = hold_before_amphi(cohort)
    before = dict(cohort.quotas.values_list("branch", "cap"))
    cohort.quotas.filter(branch__in=caps).delete()
    kept = {branch: cap for branch, cap in caps.items() if cap is not None}
    BranchQuota.objects.bulk_create(BranchQuota(cohort=cohort, branch=branch, cap=cap) for branch, cap in kept.items())
    changed = {str(Branch(branch).label) for branch, cap in kept.items() if before.get(branch) != cap}
    refuse_impossible(cohort, changed)
    record("cohorts.cohort.limit", cohort, by=by, at=at, **caps)
    return cohort


def hold_before_amphi(cohort: Cohort) -> Cohort:
    """Wait for the cohort's turn, and refuse what would change the amphi once it has begun or is published."""
    cohort = hold(cohort)
    if words := obstacle(cohort):
        raise CannotLimit(words)
    return cohort


def obstacle(cohort: Cohort) -> str:
    """What keeps the limits of this cohort from changing, in one sentence; empty when nothing does."""
    if cohort.state != lifecycle.Cohort.PREPARING:
        return _("Les affectations de cette promotion sont déjà publiées.")
    if cohort.amphis.filter(state__in=(lifecycle.Amphi.RUNNING, lifecycle.Amphi.PAUSED)).exists():
        return _("L’amphi est en cours : les contraintes ne changent plus jusqu’à sa clôture.")
    return ""


def refuse_impossible(cohort: Cohort, changed: Collection[str]) -> None:
    """Once these limits are written: refuse them if they do not hold together with all that is set."""
    groups = groups_of(cohort)
    for group in groups:
        if group.name in changed:
            _refuse_crossing(group, groups)
            _refuse_below_reserved(group)
            _refuse_below_minimum(group)
            refuse_keeping([group], Post.objects.filter(pk__in=group.posts).select_related("regiment"))


def refuse_keeping(groups: Iterable[Group], posts: Iterable[Post]) -> None:
    """No rule can both keep places for some in a post and limit it together with others."""
    if found := keeping(groups, posts):
        words = _(
            "%(post)s garde des places pour certaines personnes et « %(group)s » limite ce poste avec d’autres : "
            "rien ne dirait qui la limite écarte. Choisissez l’un ou l’autre."
        )
        raise CannotLimit(words % {"post": found[1].regiment, "group": found[0].name})


def _refuse_closed(trainee: Trainee, post: Post) -> None:
    """Without naming the fact: whoever reserves may not know it."""
    if Exclusion.objects.filter(trainee=trainee, post=post).exists():
        raise CannotLimit(_("Ce poste est fermé à cette personne : levez d’abord cette fermeture."))
    if closing(post, known_of([trainee])[trainee.pk]):
        raise CannotLimit(_("Cette personne ne répond pas aux conditions de ce poste, ou on ne le sait pas encore."))


def _refuse_full(cohort: Cohort, post: Post) -> None:
    for group in groups_of(cohort):
        if post.pk in group.posts and Lock.objects.filter(post__in=group.posts).count() >= group.cap:
            words = _("« %(group)s » : toutes les places sont déjà réservées. Augmentez d’abord sa limite.")
            raise CannotLimit(words % {"group": group.name})


def _refuse_crossing(group: Group, others: Iterable[Group]) -> None:
    if other := next((other for other in others if group.crosses(other)), None):
        words = _(
            "« %(one)s » et « %(other)s » se chevauchent : "
            "l’un doit contenir l’autre, ou n’avoir aucun poste en commun avec lui."
        )
        raise CannotLimit(words % {"one": group.name, "other": other.name})


def _refuse_below_reserved(group: Group) -> None:
    reserved = Lock.objects.filter(post__in=group.posts).count()
    if group.cap < reserved:
        words = ngettext(
            "« %(group)s » : %(n)s place y est déjà réservée, la limite ne peut être moindre.",
            "« %(group)s » : %(n)s places y sont déjà réservées, la limite ne peut être moindre.",
            reserved,
        )
        raise CannotLimit(words % {"group": group.name, "n": reserved})


def _refuse_below_minimum(group: Group) -> None:
    """A post that opens from two trainees on could never open in a group that takes one; none at all closes it."""
    post = Post.objects.filter(pk__in=group.posts, minimum__gt=group.cap).select_related("regiment").first()
    if post and group.cap:
        facts = {"post": post.regiment, "n": post.minimum, "group": group.name, "cap": group.cap}
        words = _("%(post)s n’ouvre qu’à partir de %(n)s personnes et « %(group)s » en prendrait %(cap)s au plus.")
        raise CannotLimit(words % facts)
