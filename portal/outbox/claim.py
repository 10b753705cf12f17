"""Who holds a letter: claimed for a time, begun in writing, settled once, given back when its holder died."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Value, When

from portal.outbox.models import Attempt, Category, Delivery, Letter, Outcome, RefusedAddress
from portal.outbox.relay import Verdict

BATCH = 20
CRASHES = 5  # a letter that broke its bearer five times is poison
TRIES = 20  # some three days of a server that says « later »

PRIORITY = Case(
    When(category=Category.CRITICAL, then=Value(0)),
    When(category=Category.TRANSACTIONAL, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
# Put together once, because it is asked for every letter: the row, locked, its person, and whether the address exists.
LAST_LOOK = (
    Letter.objects.filter(delivery=Delivery.LEASED)
    .select_for_update(of=("self",))
    .select_related("to")
    .annotate(address_refused=Exists(RefusedAddress.objects.filter(address=OuterRef("address"))))
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to deliver one letter, as long as nobody was given a newer one."""

    letter_id: int
    fence: int


@transaction.atomic
def claim(*, at: datetime) -> list[Claim]:
    """Take the most pressing letters for the length of a lease. No lock outlives this call.

    Letters that failed before come last, so that a poisonous one harms no fresh neighbour.
    """
    due = Letter.objects.due(at).select_for_update(skip_locked=True).order_by(PRIORITY, "not_before", "pk")
    rows = list(due.values_list("pk", "fence", "attempts")[:BATCH])
    held = {"delivery": Delivery.LEASED, "lease_until": at + settings.OUTBOX_LEASE, "fence": F("fence") + 1}
    Letter.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(**held)
    rows.sort(key=lambda row: row[2])
    return [Claim(pk, fence + 1) for pk, fence, _ in rows]


@transaction.atomic(savepoint=False)
def begin(claimed: Claim, *, at: datetime) -> Attempt | None:
    """Write the attempt down before the network is touched; nothing if the letter is no longer ours or not wanted."""
    letter = _still_ours(claimed, at)
    if letter is None:
        return None
    if unwanted := _unwanted(letter, at):
        Letter.objects.filter(pk=letter.pk).update(delivery=unwanted, settled_at=at, lease_until=None)
        return None
    letter.attempts += 1
    letter.lease_until = at + settings.OUTBOX_LEASE
    letter.save(update_fields=["attempts", "lease_until"])
    return Attempt.objects.create(letter=letter, number=letter.attempts, fence=letter.fence, started_at=at)


@transaction.atomic(savepoint=False)
def settle(attempt: Attempt, verdict: Verdict, *, at: datetime) -> None:
    """Write down what happened. An old claim still proves that a letter left, and moves nothing else."""
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=at, outcome=verdict.outcome, detail=verdict.detail)
    if verdict.outcome == Outcome.ACCEPTED:
        sent: dict[str, object] = {"delivery": Delivery.ACCEPTED, "settled_at": at, "lease_until": None, "error": ""}
        if not attempt.letter.in_app:
            sent["context"] = {}  # nobody reads it here again: its codes and links are forgotten
        Letter.objects.filter(pk=attempt.letter_id).exclude(delivery=Delivery.ACCEPTED).update(**sent)
        return
    if verdict.outcome == Outcome.BAD_ADDRESS:
        facts = {"refused_at": at, "detail": verdict.detail}
        RefusedAddress.objects.get_or_create(address=attempt.letter.address, defaults=facts)
    ours = Letter.objects.filter(pk=attempt.letter_id, fence=attempt.fence, delivery=Delivery.LEASED)
    ours.update(**_fate(attempt, verdict, at))


@transaction.atomic
def give_back(claims: list[Claim]) -> None:
    """Put untouched letters back for the next round."""
    for claimed in claims:
        ours = Letter.objects.filter(pk=claimed.letter_id, fence=claimed.fence, delivery=Delivery.LEASED)
        ours.update(delivery=Delivery.PENDING, lease_until=None)


@transaction.atomic
def recover(*, at: datetime) -> None:
    """Give back the letters of workers that died; those they may have sent wait for the grace."""
    lapsed = Letter.objects.filter(delivery=Delivery.LEASED, lease_until__lte=at).select_for_update(skip_locked=True)
    for letter in lapsed.order_by("pk")[:500]:
        if letter.tries.filter(fence=letter.fence, finished_at=None).update(outcome=Outcome.UNKNOWN):
            # The lease was renewed when the attempt began: the grace counts from there.
            since = (letter.lease_until or at) - settings.OUTBOX_LEASE
            _release(letter, delivery=Delivery.UNKNOWN, not_before=since + settings.OUTBOX_GRACE)
        else:
            _release(letter, delivery=Delivery.PENDING)
    unknown = Letter.objects.filter(delivery=Delivery.UNKNOWN, not_before__lte=at).select_for_update(skip_locked=True)
    for letter in unknown.order_by("pk")[:500]:
        _release(letter, **_fate_of_unknown(letter, at))


def retry_after(failures: int, at: datetime) -> datetime:
    """30 s, 2 min, 10 min, 30 min, 2 h, then each 4 h, a fifth sooner or later."""
    curve = settings.OUTBOX_RETRY
    delay: timedelta = curve[min(failures, len(curve)) - 1]
    return at + delay * random.uniform(0.8, 1.2)  # noqa: S311  # spreads the load, hides nothing


def _still_ours(claimed: Claim, at: datetime) -> Letter | None:
    return LAST_LOOK.filter(pk=claimed.letter_id, fence=claimed.fence, lease_until__gt=at).first()


def _unwanted(letter: Letter, at: datetime) -> Delivery | None:
    """The last look before sending: is it still true, still wanted, and does the address exist?"""
    if letter.expires_at and letter.expires_at <= at:
        return Delivery.EXPIRED
    if letter.address_refused:  # type: ignore[attr-defined]  # annotated by _still_ours
        return Delivery.SUPPRESSED
    if letter.to is None:
        return None
    optional = letter.category == Category.OPTIONAL and not letter.to.reminders_by_mail
    return Delivery.SUPPRESSED if optional or not letter.to.is_active else None


def _fate(attempt: Attempt, verdict: Verdict, at: datetime) -> dict[str, object]:
    """What a letter that did not leave becomes."""
    tries = Attempt.objects.filter(letter=attempt.letter_id)
    fate: dict[str, object] = {"lease_until": None, "error": verdict.detail}
    if verdict.outcome == Outcome.UNKNOWN:
        return fate | {"delivery": Delivery.UNKNOWN, "not_before": attempt.started_at + settings.OUTBOX_GRACE}
    if verdict.outcome == Outcome.SHUT:
        return fate | {"delivery": Delivery.PENDING}
    failures = tries.filter(outcome=verdict.outcome).count()
    limit = {Outcome.TEMPORARY: TRIES, Outcome.BROKEN: CRASHES}.get(verdict.outcome, 0)
    if failures >= limit:
        return fate | {"delivery": Delivery.DEAD, "settled_at": at}
    return fate | {"delivery": Delivery.PENDING, "not_before": retry_after(failures, at)}


def _fate_of_unknown(letter: Letter, at: datetime) -> dict[str, object]:
    """Twice rather than never for what matters; never twice for what is optional."""
    crashes = letter.tries.filter(outcome=Outcome.UNKNOWN).count()
    if letter.category == Category.OPTIONAL or crashes >= CRASHES:
        error = letter.error or "interrupted"
        return {"delivery": Delivery.DEAD, "settled_at": at, "error": error}
    return {"delivery": Delivery.PENDING}


def _release(letter: Letter, **changes: object) -> None:
    Letter.objects.filter(pk=letter.pk).update(lease_until=None, **changes)
