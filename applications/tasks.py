"""What the clock does for the selection, every minute; harmless when it is late, early or doubled."""

from celery import shared_task
from django.utils import timezone

from applications.actions.offers import expire_due
from applications.actions.remind import remind


@shared_task(name="applications.tick")
def tick() -> None:
    """Close the offers whose time is over, then remind whoever must act."""
    at = timezone.now()
    expire_due(at=at)
    remind(at=at)
