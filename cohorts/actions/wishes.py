"""The posts a trainee asks for: changed freely, sent before the close, taken back as long as it is open."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.models import Cohort, Post, Trainee, Wish
from cohorts.offered import offered
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.journal.record import label, record
from portal.outbox.post import post as post_letter
from portal.people.models import User

SAVED = "cohorts.trainee.save_wishes"


class WishesClosed(Refusal):
    """These wishes cannot change any more, or not now; the text says why."""


class NotAPost(Refusal):
    """The list asks for something that this cohort does not offer, or twice for the same post."""


class ClosedToYou(Refusal):
    """The list asks for a post that a fact closes to this person."""


class ChangedElsewhere(Refusal):
    """Another window saved another list in the meantime."""


@transaction.atomic
def save(  # the list, what the page had seen, and who
    *,
    trainee: Trainee,
    posts: Sequence[int],
    by: User,
    at: datetime,
    takes_any: bool | None = None,
    seen: int | None = None,
) -> Trainee:
    """Keep the list in this order; nothing is sent yet. `seen`: the version of the page; without it, it wins."""
    trainee = _held(trainee, at)
    if trainee.wishes_sent_at is not None:
        raise WishesClosed(_("Vos vœux sont envoyés. Reprenez-les pour les changer."))
    takes_any = trainee.takes_any if takes_any is None else takes_any
    before = _asked(trainee)
    if (before, trainee.takes_any) == (list(posts), takes_any):
        return trainee
    if seen is not None and seen != trainee.wishes_version:
        raise ChangedElsewhere(_("Votre liste a été modifiée dans une autre fenêtre. Rien n’a été écrasé."))
    _write(trainee, posts, before)
    trainee.takes_any = takes_any
    _touch(trainee, "takes_any")
    record(SAVED, trainee, by=by, at=at, posts=list(posts), before=before, takes_any=takes_any)
    return trainee


@transaction.atomic
def send(  # as save
    *,
    trainee: Trainee,
    posts: Sequence[int],
    by: User,
    at: datetime,
    takes_any: bool | None = None,
    seen: int | None = None,
) -> Trainee:
    """Send the list as it is now; the journal keeps what was sent, and a letter says it back."""
    if not posts:
        raise WishesClosed(_("Ajoutez au moins un régiment avant d’envoyer vos vœux."))
    trainee = save(trainee=trainee, posts=posts, by=by, at=at, takes_any=takes_any, seen=seen)
    trainee.wishes_sent_at = at
    _touch(trainee, "wishes_sent_at")
    record("cohorts.trainee.send_wishes", trainee, by=by, at=at, posts=list(posts), takes_any=trainee.takes_any)
    _give_a_receipt(trainee, at)
    return trainee


@transaction.atomic
def take_back(*, trainee: Trainee, by: User, at: datetime) -> Trainee:
    """Open a sent list again, as long as wishes are not closed."""
    trainee = _held(trainee, at)
    if trainee.wishes_sent_at is not None:
        trainee.wishes_sent_at = None
        _touch(trainee, "wishes_sent_at")
        record("cohorts.trainee.take_wishes_back", trainee, by=by, at=at, posts=_asked(trainee))
    return trainee


@transaction.atomic
def bring_back(*, trainee: Trainee, by: User, at: datetime) -> Trainee:
    """Put the list back as it was before its last change; the posts that were closed since stay out."""
    last = last_change(trainee)
    if last is None:
        return trainee
    open_ones = set(Post.objects.filter(cohort=trainee.cohort_id).values_list("pk", flat=True))
    return save(trainee=trainee, posts=[pk for pk in last.facts.get("before", ()) if pk in open_ones], by=by, at=at)


def last_change(trainee: Trainee) -> Entry | None:
    return Entry.objects.filter(subject=label(trainee), event=SAVED).first()


def are_open(cohort: Cohort, at: datetime) -> bool:
    """Wishes change until their close, or until the placements are published."""
    closes = cohort.wishes_close_at
    return cohort.state == lifecycle.Cohort.PREPARING and (closes is None or at < closes)


def _held(trainee: Trainee, at: datetime) -> Trainee:
    cohort = hold(trainee.cohort)
    if not are_open(cohort, at):
        raise WishesClosed(_("Les vœux sont clos."))
    if cohort.amphis.under_way().exists():
        raise WishesClosed(_("L’amphi a commencé : les vœux ne changent plus."))
    trainee = Trainee.objects.select_related("cohort", "person").get(pk=trainee.pk)
    if trainee.state != lifecycle.Trainee.ENROLLED:
        raise WishesClosed(_("Votre parcours est interrompu : il n’y a plus de vœux à faire."))
    return trainee


def _asked(trainee: Trainee) -> list[int]:
    return list(trainee.wishes.order_by("position").values_list("post", flat=True))


def _touch(trainee: Trainee, field: str) -> None:
    trainee.wishes_version += 1
    trainee.save(update_fields=[field, "wishes_version"])


def _write(trainee: Trainee, posts: Sequence[int], before: Sequence[int]) -> None:
    known = Post.objects.filter(cohort=trainee.cohort_id).select_related("regiment").in_bulk()
    if len(set(posts)) < len(posts) or not known.keys() >= set(posts):
        raise NotAPost(_("Cette liste nomme deux fois un régiment, ou un régiment qui n’accueille pas la promotion."))
    _refuse_closed(trainee, [known[pk] for pk in posts if pk not in before])
    trainee.wishes.all().delete()
    Wish.objects.bulk_create(Wish(trainee=trainee, post_id=post, position=n) for n, post in enumerate(posts, 1))


def _refuse_closed(trainee: Trainee, added: Sequence[Post]) -> None:
    """A wish made earlier may stay, though a fact closes its post since: the page says that it does not count."""
    for one in offered(trainee, added).values() if added else ():
        if not one.may_be_wished:
            raise ClosedToYou(f"{one.post.regiment} : {one.why}")


def _give_a_receipt(trainee: Trainee, at: datetime) -> None:
    wishes = trainee.wishes.select_related("post__regiment").order_by("position")
    lines = [f"{wish.position}. {wish.post.regiment}, {wish.post.regiment.garrison}" for wish in wishes]
    post_letter(
        "cohorts/wishes_sent",
        to=trainee.person,
        key=f"trainee-{trainee.pk}-wishes-sent-{trainee.wishes_version}",
        at=at,
        list="\n".join(lines),
        takes_any=trainee.takes_any,
        sent_at=at,
        closes_at=trainee.cohort.wishes_close_at,
        url=reverse("cohorts:my_wishes"),
    )
