"""A reminder by hand to everybody who still has files to read; one a day and a person at most."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle
from applications.models import Campaign, Review
from portal.journal.record import record
from portal.outbox.models import Letter
from portal.outbox.post import Envelope, post_many
from portal.people.models import User


def to_chase(campaign: Campaign, *, at: datetime) -> list[tuple[User, int]]:
    """Who has files left and was not reminded today, with how many."""
    waiting = Review.objects.to_read().filter(
        application__campaign=campaign, application__state__in=lifecycle.IN_SELECTION, reviewer__is_active=True
    )
    left = dict(waiting.order_by().values_list("reviewer").annotate(Count("pk")))
    told = set(Letter.objects.filter(key__in=[_key(campaign, one, at) for one in left]).values_list("key", flat=True))
    wanted = [one for one in left if _key(campaign, one, at) not in told]
    return [(person, left[person.pk]) for person in User.objects.filter(pk__in=wanted)]


@transaction.atomic
def chase(*, campaign: Campaign, by: User, at: datetime) -> int:
    """Remind them; how many letters leave."""
    people = to_chase(campaign, at=at)
    sent = post_many(_letters(campaign, people, at), at=at)
    record("applications.campaign.chase", campaign, by=by, at=at, readers=[person.pk for person, _left in people])
    return sent


def _letters(campaign: Campaign, people: Sequence[tuple[User, int]], at: datetime) -> list[Envelope]:
    return [
        Envelope(
            kind="applications/readings_reminder",
            to=person,
            key=_key(campaign, person.pk, at),
            context={
                "left": left,
                "campaign": campaign.name,
                "due_on": campaign.reviews_due_on,
                "url": reverse("applications:queue"),
            },
        )
        for person, left in people
    ]


def _key(campaign: Campaign, reader: int, at: datetime) -> str:
    return f"readings-reminder-{campaign.pk}-{reader}-{timezone.localdate(at):%Y%m%d}"
