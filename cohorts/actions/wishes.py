"""The posts a trainee asks for: changed freely, sent before the close, taken back as long as it is open."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.models import Cohort, Post, Trainee, Wish
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class WishesClosed(Refusal):
    """These wishes cannot change any more, or not now; the text says why."""


class NotAPost(Refusal):
    """The list asks for something that this cohort does not offer, or twice for the same post."""


@transaction.atomic
def save(*, trainee: Trainee, posts: Sequence[int], by: User, at: datetime) -> Trainee:
    """Keep the list in this order; nothing is sent yet."""
    trainee = _held(trainee, at)
    if trainee.wishes_sent_at is not None:
        raise WishesClosed(_("Vos vœux sont envoyés. Reprenez-les pour les changer."))
    trainee = _write(trainee, posts)
    record("cohorts.trainee.save_wishes", trainee, by=by, at=at, posts=list(posts))
    return trainee


@transaction.atomic
def send(*, trainee: Trainee, posts: Sequence[int], by: User, at: datetime) -> Trainee:
    """Send the list as it is now; the journal keeps what was sent."""
    if not posts:
        raise WishesClosed(_("Ajoutez au moins un régiment avant d’envoyer vos vœux."))
    trainee = save(trainee=trainee, posts=posts, by=by, at=at)
    trainee.wishes_sent_at = at
    trainee.save(update_fields=["wishes_sent_at"])
    record("cohorts.trainee.send_wishes", trainee, by=by, at=at, posts=list(posts))
    return trainee


@transaction.atomic
def take_back(*, trainee: Trainee, by: User, at: datetime) -> Trainee:
    """Open a sent list again, as long as wishes are not closed."""
    trainee = _held(trainee, at)
    if trainee.wishes_sent_at is not None:
        trainee.wishes_sent_at = None
        trainee.save(update_fields=["wishes_sent_at"])
        record("cohorts.trainee.take_wishes_back", trainee, by=by, at=at)
    return trainee


def are_open(cohort: Cohort, at: datetime) -> bool:
    """Wishes change until their close, or until the placements are published."""
    closes = cohort.wishes_close_at
    return cohort.state == lifecycle.Cohort.PREPARING and (closes is None or at < closes)


def _held(trainee: Trainee, at: datetime) -> Trainee:
    cohort = hold(trainee.cohort)
    if not are_open(cohort, at):
        raise WishesClosed(_("Les vœux sont clos."))
    trainee = Trainee.objects.get(pk=trainee.pk)
    if trainee.state != lifecycle.Trainee.ENROLLED:
        raise WishesClosed(_("Votre parcours est interrompu : il n’y a plus de vœux à faire."))
    return trainee


def _write(trainee: Trainee, posts: Sequence[int]) -> Trainee:
    known = set(Post.objects.filter(cohort=trainee.cohort_id).values_list("pk", flat=True))
    if len(set(posts)) < len(posts) or not known.issuperset(posts):
        raise NotAPost(_("Cette liste nomme deux fois un régiment, ou un régiment qui n’accueille pas la promotion."))
    trainee.wishes.all().delete()
    Wish.objects.bulk_create(Wish(trainee=trainee, post_id=post, position=n) for n, post in enumerate(posts, 1))
    return trainee
