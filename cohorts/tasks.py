"""What the clock does for the cohorts, every ten minutes; harmless when it is late, early or doubled."""

from celery import shared_task
from django.utils import timezone

from cohorts.actions.remind import follow


@shared_task(name="cohorts.tick")
def tick() -> None:
    """Ask for the evaluations that come near, and remind whoever must act."""
    follow(at=timezone.now())
