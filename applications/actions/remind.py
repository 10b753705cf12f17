"""Reminders, each sent once: a missed round sends what is still true, and nothing that no longer is."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle
from applications.lifecycle import State
from applications.models import (
    Application,
    Campaign,
    Condition,
    Correction,
    Deferral,
    Interview,
    Offer,
    Review,
)
from applications.phases import SCORING
from portal.outbox.models import Category, Letter
from portal.outbox.post import Envelope, post_many
from portal.people.models import User

M = TypeVar("M", bound=models.Model)

# How long before the end each reminder leaves, and until when it stands.
FIRST_DRAFT, LAST_DRAFT = timedelta(days=7), timedelta(days=2)
FIRST_OFFER, LAST_OFFER = timedelta(days=3), timedelta(days=1)
FIRST_DEFERRED, LAST_DEFERRED = timedelta(days=7), timedelta(days=2)
CONDITION = timedelta(days=7)
CORRECTION = timedelta(days=2)
INTERVIEW = timedelta(days=1)
NOW = timedelta(0)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Promise every reminder that is due and was not promised yet; returns how many."""
    return (
        drafts(at, FIRST_DRAFT, LAST_DRAFT, Category.OPTIONAL)
        + drafts(at, LAST_DRAFT, NOW, Category.TRANSACTIONAL)
        + offers(at, FIRST_OFFER, LAST_OFFER)
        + offers(at, LAST_OFFER, NOW)
        + deferred(at, FIRST_DEFERRED, LAST_DEFERRED)
        + deferred(at, LAST_DEFERRED, NOW)
        + conditions(at)
        + corrections(at)
        + late_readers(at)
        + interviews(at)
    )


def drafts(at: datetime, before: timedelta, until: timedelta, category: Category) -> int:
    """Drafts nobody has handed in, some days before the campaign closes."""
    closing = Campaign.objects.open(at).filter(closes_at__lte=at + before, closes_at__gt=at + until)
    found = unsaid(
        Application.objects.filter(campaign__in=closing, state=State.DRAFT), "application", f"draft-{before.days}"
    )
    envelopes = [
        Envelope(
            kind="applications/draft_unfinished",
            to=draft.candidate,
            key=draft.letter_key,
            context={
                "campaign": draft.campaign.name,
                "closes_at": draft.campaign.closes_at,
                "url": reverse("applications:file"),
            },
        )
        for draft in found.select_related("candidate", "campaign")
    ]
    return post_many(envelopes, at=at, category=category)


def offers(at: datetime, before: timedelta, until: timedelta) -> int:
    """Offers without an answer, some days before they expire."""
    open_offers = Offer.objects.filter(
        state=lifecycle.Offer.OPEN, expires_at__lte=at + before, expires_at__gt=at + until
    )
    occasion = f"reminder-{before.days}-round-"  # a place opened again is reminded again
    found = unsaid(open_offers, "offer", occasion, F("round")).select_related("application__candidate")
    envelopes = [
        Envelope(
            kind="applications/offer_expiring",
            to=offer.application.candidate,
            key=offer.letter_key,
            context={"expires_at": offer.expires_at, "url": reverse("applications:status")},
        )
        for offer in found
    ]
    return post_many(envelopes, at=at, category=Category.CRITICAL)


def deferred(at: datetime, before: timedelta, until: timedelta) -> int:
    """Places kept for later that nobody has confirmed yet, some days before they are given back."""
    called = Deferral.objects.filter(
        state=lifecycle.Deferral.CALLED, confirm_before__lte=at + before, confirm_before__gt=at + until
    ).select_related("application__candidate", "to_campaign")
    envelopes = [
        Envelope(
            kind="applications/deferral_expiring",
            to=deferral.application.candidate,
            key=deferral.letter_key,
            context={
                "campaign": deferral.to_campaign.name,
                "expires_at": deferral.confirm_before,
                "url": reverse("applications:status"),
            },
        )
        for deferral in unsaid(called, "deferral", f"reminder-{before.days}")
    ]
    return post_many(envelopes, at=at, category=Category.CRITICAL)


def conditions(at: datetime) -> int:
    """Conditions of a place still without a verdict, a week before their date; once a place."""
    held = Offer.objects.holding_a_place().filter(
        conditions__verdict=Condition.Verdict.PENDING,
        conditions__due_on__lte=timezone.localdate(at + CONDITION),
        conditions__due_on__gte=timezone.localdate(at),
    )
    envelopes = [
        Envelope(
            kind="applications/condition_due",
            to=offer.application.candidate,
            key=offer.letter_key,
            context={"url": reverse("applications:status")},
        )
        for offer in unsaid(held.distinct(), "offer", "conditions").select_related("application__candidate")
    ]
    return post_many(envelopes, at=at)


def corrections(at: datetime) -> int:
    """Corrections the candidate still owes, two days before their date."""
    asked = Correction.objects.filter(
        state=lifecycle.Correction.ASKED, due_at__lte=at + CORRECTION, due_at__gt=at
    ).select_related("application__candidate")
    envelopes = [
        Envelope(
            kind="applications/correction_due",
            to=correction.application.candidate,
            key=correction.letter_key,
            context={"words": correction.words, "due_at": correction.due_at, "url": reverse("applications:file")},
        )
        for correction in unsaid(asked, "correction", "reminder")
    ]
    return post_many(envelopes, at=at)


def late_readers(at: datetime) -> int:
    """Readers with files left after the date they were expected, once a campaign."""
    late = (
        Review.objects.to_read()
        .filter(
            application__campaign__state=lifecycle.Campaign.OPEN,
            application__campaign__phase__in=SCORING,
            application__campaign__reviews_due_on__lt=timezone.localdate(at),
        )
        .order_by()
        .values("reviewer", campaign=F("application__campaign"))
        .annotate(left=Count("pk"), letter_key=_key_of("campaign", F("application__campaign"), "late-", F("reviewer")))
        .filter(~_said())
    )
    rows = list(late)
    readers = User.objects.in_bulk([row["reviewer"] for row in rows])
    envelopes = [
        Envelope(
            kind="applications/readings_late",
            to=readers[row["reviewer"]],
            key=row["letter_key"],
            context={"left": row["left"], "url": reverse("applications:queue")},
        )
        for row in rows
    ]
    return post_many(envelopes, at=at)


def interviews(at: datetime) -> int:
    """Interviews of the next day, but those booked since: their letter has just left."""
    coming = (
        Interview.objects.to_hold()
        .filter(slot__starts_at__gt=at, slot__starts_at__lte=at + INTERVIEW)
        .filter(booked_at__lt=F("slot__starts_at") - INTERVIEW)
        .select_related("application__candidate", "slot__panel__campaign")
    )
    envelopes = [
        Envelope(
            kind="applications/interview_tomorrow",
            to=interview.application.candidate,
            key=interview.letter_key,
            context={
                "starts_at": interview.slot.starts_at,
                "place": interview.slot.place,
                "link": interview.slot.link,
                "phone": interview.slot.panel.campaign.interview_phone,
                "url": reverse("applications:interview"),
            },
        )
        for interview in unsaid(coming, "interview", "tomorrow")
    ]
    return post_many(envelopes, at=at, category=Category.CRITICAL)


def unsaid(found: QuerySet[M], noun: str, occasion: str, more: F | None = None) -> QuerySet[Any]:
    """Keep the things whose letter for this occasion does not exist; each carries its `letter_key`."""
    keyed: QuerySet[Any] = found.annotate(letter_key=_key_of(noun, F("pk"), occasion, more))
    return keyed.filter(~_said())


def _said() -> Exists:
    return Exists(Letter.objects.filter(key=OuterRef("letter_key")))


def _key_of(noun: str, pk: F, occasion: str, more: F | None = None) -> Concat:
    parts: Iterable[object] = [Value(f"{noun}-"), Cast(pk, CharField()), Value(f"-{occasion}")]
    extra = [Cast(more, CharField())] if more is not None else []
    return Concat(*parts, *extra, output_field=CharField())
