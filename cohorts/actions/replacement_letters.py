"""What people are told of a place that is offered to them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.urls import reverse

from cohorts.models import VacancyOffer
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post_many


def tell(occasion: str, offers: Iterable[VacancyOffer], *, at: datetime) -> int:
    """Write to each person about their offer; once for each occasion."""
    found = list(offers)
    prefetch_related_objects(
        found,
        "vacancy__post__regiment",
        "instead_of__vacancy__post__regiment",
        "trainee__person",
        "trainee__placement__post__regiment",
    )
    return post_many([envelope(occasion, offer) for offer in found], at=at, category=Category.CRITICAL)


def envelope(occasion: str, offer: VacancyOffer) -> Envelope:
    trainee, regiment = offer.trainee, offer.vacancy.post.regiment
    instead = offer.instead_of.vacancy.post.regiment.name if offer.instead_of else ""
    held = trainee.placement.post.regiment.name if hasattr(trainee, "placement") else ""
    return Envelope(
        kind=f"cohorts/{occasion}",
        to=trainee.person,
        key=f"vacancyoffer-{offer.pk}-{occasion}",
        context={
            "regiment": regiment.name,
            "garrison": regiment.garrison,
            "held": held,
            "instead": instead,
            "answer_before_at": offer.expires_at,
            "url": reverse("cohorts:my_offer"),
        },
    )
