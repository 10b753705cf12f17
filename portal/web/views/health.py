"""Is the portal well? Counts and ages only, nobody's name."""

from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from portal.outbox.models import Delivery, Letter, Relay
from portal.web.doors import public_door

LATE = timedelta(minutes=5)


@public_door()
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and letters leave in time, else 503 with the reason in one word."""
    try:
        found = _look(timezone.now())
    except DatabaseError:
        found = {"status": "down", "database": False}
    response = JsonResponse(found, status=200 if found["status"] == "ok" else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _look(at: datetime) -> dict[str, object]:
    due = Letter.objects.due(at)
    oldest = due.aggregate(oldest=Min("not_before"))["oldest"]
    relay = Relay.objects.first()
    swept_at = relay.swept_at if relay else None
    return {
        "status": "late" if oldest and at - oldest > LATE else "ok",
        "database": True,
        "oldest_waiting_seconds": _age(oldest, at),
        "waiting": due.count(),
        "unknown": Letter.objects.filter(delivery=Delivery.UNKNOWN).count(),
        "dead": Letter.objects.undelivered().count(),
        "relay_open": not (relay and relay.shut_until and relay.shut_until > at),
        "last_sweep_seconds": _age(swept_at, at),
    }


def _age(since: datetime | None, at: datetime) -> int | None:
    return None if since is None else max(0, int((at - since).total_seconds()))
