"""Those whose wishes are awaited: the two reminders of the calendar, and one by hand, a day and a person at most."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions.remind import unsaid
from cohorts import lifecycle
from cohorts.actions.wishes import WishesClosed, are_open
from cohorts.models import Cohort, Trainee
from cohorts.models.cohort import TraineeQuerySet
from portal.journal.record import record
from portal.outbox.models import Letter
from portal.outbox.post import Envelope, post_many
from portal.people.models import User

FIRST, LAST = timedelta(days=3), timedelta(days=1)  # before the close


def remind(*, at: datetime) -> int:
    """Three days before the close, then one: whoever has sent nothing, once each time."""
    silent = _silent().filter(cohort__state=lifecycle.Cohort.PREPARING)
    first = silent.filter(cohort__wishes_close_at__gt=at + LAST, cohort__wishes_close_at__lte=at + FIRST)
    last = silent.filter(cohort__wishes_close_at__gt=at, cohort__wishes_close_at__lte=at + LAST)
    return _tell(first, "wishes", at) + _tell(last, "wishes-last", at)


def to_chase(cohort: Cohort, *, at: datetime) -> list[Trainee]:
    """Who has sent nothing and was not written to by hand today."""
    silent = list(_silent().filter(cohort=cohort).select_related("person", "cohort"))
    keys = [_key(trainee, at) for trainee in silent]
    told = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    return [trainee for trainee, key in zip(silent, keys, strict=True) if key not in told]


@transaction.atomic
def chase(*, cohort: Cohort, by: User, at: datetime) -> int:
    """Write to them; how many letters leave."""
    if not are_open(cohort, at):
        raise WishesClosed(_("Les vœux sont clos : il n’y a plus personne à relancer."))
    if cohort.wishes_close_at is None:
        raise WishesClosed(_("Fixez d’abord la date de clôture des vœux : la lettre la dit."))
    people = to_chase(cohort, at=at)
    sent = post_many([_envelope(one, _key(one, at)) for one in people], at=at)
    record("cohorts.cohort.chase_wishes", cohort, by=by, at=at, trainees=[one.pk for one in people])
    return sent


def _silent() -> TraineeQuerySet:
    waiting = Trainee.objects.enrolled().filter(wishes_sent_at=None)
    return waiting.annotate(kept=Count("wishes")).order_by("merit_rank", "pk")


def _tell(silent: TraineeQuerySet, occasion: str, at: datetime) -> int:
    untold: Iterable[Trainee] = unsaid(silent, "trainee", occasion).select_related("cohort", "person")
    return post_many([_envelope(one, f"trainee-{one.pk}-{occasion}") for one in untold], at=at)


def _key(trainee: Trainee, at: datetime) -> str:
    return f"trainee-{trainee.pk}-wishes-chased-{timezone.localdate(at):%Y%m%d}"


def _envelope(trainee: Trainee, key: str) -> Envelope:
    return Envelope(
        kind="cohorts/wishes_reminder",
        to=trainee.person,
        key=key,
        context={
            "closes_at": trainee.cohort.wishes_close_at,
            "kept": getattr(trainee, "kept", 0),
            "url": reverse("cohorts:my_wishes"),
        },
    )
