"""The worker's round: found by the doorbell and by the clock, harmless at any time and in any number."""

from datetime import timedelta

from celery import shared_task

from portal.outbox.deliver import database_clock, drain
from portal.outbox.doorbell import ring

ROUND = timedelta(seconds=20)


@shared_task(name="outbox.sweep", soft_time_limit=60, time_limit=90)
def sweep() -> None:
    """Deliver what is due, for a bounded time; ring again if letters are left."""
    now = database_clock()
    if drain(now=now, until=now() + ROUND):
        ring()
