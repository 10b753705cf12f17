"""A reader away for some days lends their queue: what is not begun goes to somebody else, and only then."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Conflict, DelegatedDay, Delegation, Review
from portal.journal.models import Entry
from portal.journal.moves import Refusal, move
from portal.journal.record import entry, record
from portal.outbox.post import Envelope, post_many
from portal.people.models import READERS, User

LONGEST = timedelta(days=92)


class CannotDelegate(Refusal):
    """These days, or these two people, do not go together."""


@transaction.atomic
def delegate(*, to: User, starts_on: date, ends_on: date, reason: str, by: User, at: datetime) -> Delegation:
    """Lend one's queue from a day to another, both included, and tell the person."""
    list(User.objects.select_for_update().filter(pk__in=[by.pk, to.pk]).order_by("pk"))  # neither lends meanwhile
    _refuse_these_days(starts_on, ends_on, timezone.localdate(at))
    _refuse_these_people(by, to, starts_on, ends_on)
    lent = Delegation.objects.create(by=by, to=to, starts_on=starts_on, ends_on=ends_on, reason=reason, declared_at=at)
    length = (ends_on - starts_on).days + 1
    days = [starts_on + timedelta(days=n) for n in range(length)]
    DelegatedDay.objects.bulk_create(DelegatedDay(delegation=lent, person=by, day=day) for day in days)
    record("applications.delegation.declare", lent, by=by, at=at, to=to.pk, days=length)
    _tell(lent, "applications/delegation_received", at=at)
    return lent


@transaction.atomic
def cancel(*, delegation: Delegation, by: User, at: datetime) -> Delegation:
    """Take the queue back; what has already changed hands stays where it is."""
    delegation = move(delegation, lifecycle.CANCEL_DELEGATION, by=by, at=at)
    delegation.days.all().delete()
    _tell(delegation, "applications/delegation_cancelled", at=at)
    return delegation


@transaction.atomic
def hand_on(*, at: datetime) -> int:
    """Move what is not begun from everybody away today to whoever reads for them; how many readings moved."""
    today = timezone.localdate(at)
    standing = Delegation.objects.standing().filter(starts_on__lte=today, ends_on__gte=today)
    lent = {one.by_id: one for one in standing.filter(to__is_active=True, to__role__in=READERS).select_related("to")}
    waiting = _held(lent) if lent else []
    moving = list(_moving(waiting, lent))
    before = {review.pk: review.reviewer_id for review in moving}
    for review in moving:
        review.reviewer_id, review.assigned_at = lent[review.reviewer_id].to_id, at
    Review.objects.bulk_update(moving, ["reviewer", "assigned_at"], batch_size=500)
    Entry.objects.bulk_create(
        entry("applications.review.delegate", review, by=None, at=at,
              facts={"origin": before[review.pk], "reader": review.reviewer_id})
        for review in moving
    )  # fmt: skip
    _tell_moved(Counter(before.values()), lent, at=at)
    return len(moving)


def _refuse_these_days(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < starts_on:
        raise CannotDelegate(_("Le dernier jour vient avant le premier : corrigez l’un des deux."))
    if starts_on < today:
        raise CannotDelegate(_("Une délégation commence aujourd’hui ou plus tard."))
    if ends_on - starts_on >= LONGEST:
        raise CannotDelegate(_("Une délégation dure trois mois au plus : choisissez un dernier jour plus proche."))


def _refuse_these_people(by: User, to: User, starts_on: date, ends_on: date) -> None:
    if to == by or to.role not in READERS or not to.is_active:
        raise CannotDelegate(_("Choisissez une autre personne, qui lit des dossiers."))
    lent = set(DelegatedDay.objects.filter(person__in=[by, to], day__range=(starts_on, ends_on)).values_list("person"))
    if (by.pk,) in lent:
        raise CannotDelegate(_("Vous déléguez déjà certains de ces jours : annulez d’abord l’autre délégation."))
    if lent:
        raise CannotDelegate(_("Cette personne délègue elle-même pendant ces jours : choisissez quelqu’un d’autre."))


def _held(lent: Mapping[int, Delegation]) -> list[Review]:
    """The files, then the readings that are not begun."""
    waiting = Review.objects.filter(
        reviewer__in=lent,
        state=lifecycle.Review.ASSIGNED,
        application__state=State.ELIGIBLE,
        application__campaign__state=lifecycle.Campaign.OPEN,
    )
    files = Application.objects.filter(pk__in=waiting.values("application"))
    list(files.select_for_update().order_by("pk").values_list("pk"))
    return list(waiting.select_for_update(of=("self",)).order_by("pk"))


def _moving(waiting: Sequence[Review], lent: Mapping[int, Delegation]) -> Iterator[Review]:
    """Those that may change hands: never to somebody in conflict, nor to somebody who has had the file."""
    files, people = [review.application_id for review in waiting], [one.to_id for one in lent.values()]
    closed = _pairs(Conflict.objects.filter(application__in=files, reviewer__in=people))
    closed |= _pairs(Review.objects.filter(application__in=files, reviewer__in=people))
    for review in waiting:
        pair = (review.application_id, lent[review.reviewer_id].to_id)
        if pair not in closed:
            closed.add(pair)
            yield review


def _pairs(rows: QuerySet[Conflict] | QuerySet[Review]) -> set[tuple[int, int]]:
    return set(rows.values_list("application_id", "reviewer_id"))


def _tell(lent: Delegation, kind: str, *, at: datetime) -> None:
    letter = Envelope(
        kind=kind,
        to=lent.to,
        key=f"delegation-{lent.pk}-{kind.rpartition('_')[2]}",
        context={
            "person": str(lent.by),
            "starts_on": lent.starts_on,
            "ends_on": lent.ends_on,
            "url": reverse("applications:delegation"),
        },
    )
    post_many([letter], at=at)


def _tell_moved(moved: Counter[int], lent: Mapping[int, Delegation], *, at: datetime) -> None:
    post_many(
        [
            Envelope(
                kind="applications/delegation_moved",
                to=lent[person].to,
                key=f"delegation-{lent[person].pk}-moved-{at:%Y%m%d%H%M}",
                context={"person": str(lent[person].by), "count": count, "url": reverse("applications:queue")},
            )
            for person, count in moved.items()
        ],
        at=at,
    )
