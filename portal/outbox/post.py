"""Drop letters in the box, inside the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from portal.outbox.doorbell import ring
from portal.outbox.models import Category, Delivery, Letter
from portal.people.models import User

Value = str | int | bool | datetime | date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """One letter to write: its kind names the words, its key makes a repeat harmless."""

    kind: str
    to: User
    key: str
    context: dict[str, Value] = field(default_factory=dict)
    # The words somebody wrote for this person; empty, those of the kind.
    subject: str = ""
    body: str = ""


def post(  # noqa: PLR0913  # one keyword a property of a letter reads better than a bag
    kind: str,
    *,
    key: str,
    at: datetime,
    to: User | None = None,
    address: str = "",
    category: Category = Category.TRANSACTIONAL,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    held: bool = False,
    in_app: bool = True,
    **context: Value,
) -> Letter:
    """Promise one letter. The same key posted twice is one letter."""
    if to is None and not address:
        raise ValueError("A letter needs a person or an address.")
    _refuse_outside_a_transaction()
    letter, new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "address": address or (to.email if to else ""),
            "language": to.language if to else "fr",
            "category": category,
            "context": _plain(context),
            "delivery": Delivery.HELD if held else Delivery.PENDING,
            "in_app": in_app and to is not None,
            "created_at": at,
            "not_before": not_before or at,
            "expires_at": expires_at,
        },
    )
    if new and not held:
        transaction.on_commit(ring, robust=True)
    return letter


def post_many(
    envelopes: Iterable[Envelope],
    *,
    at: datetime,
    category: Category = Category.TRANSACTIONAL,
    expires_at: datetime | None = None,
    held: bool = False,
) -> int:
    """Promise many letters in a fixed number of queries; keys already posted are left alone."""
    _refuse_outside_a_transaction()
    letters = [written(envelope, at=at, category=category, expires_at=expires_at, held=held) for envelope in envelopes]
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=500)
    if letters and not held:
        transaction.on_commit(ring, robust=True)
    return len(letters)


def written(
    envelope: Envelope,
    *,
    at: datetime,
    category: Category = Category.TRANSACTIONAL,
    expires_at: datetime | None = None,
    held: bool = False,
) -> Letter:
    """Write one letter without promising it yet: to read it before it leaves."""
    return Letter(
        key=envelope.key,
        kind=envelope.kind,
        to=envelope.to,
        address=envelope.to.email,
        language=envelope.to.language,
        category=category,
        context=_plain(envelope.context),
        subject=envelope.subject,
        body=envelope.body,
        delivery=Delivery.HELD if held else Delivery.PENDING,
        created_at=at,
        not_before=at,
        expires_at=expires_at,
    )


def _plain(context: dict[str, Value]) -> dict[str, str | int | bool | None]:
    """Times travel as ISO text in keys ending in `_at` (instants) and `_on` (dates); rendering revives them."""
    return {name: value.isoformat() if isinstance(value, datetime | date) else value for name, value in context.items()}


def _refuse_outside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A letter is posted in the transaction of the fact that causes it.")
