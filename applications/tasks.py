"""What the clock does for the selection, every minute; harmless when it is late, early or doubled."""

from celery import shared_task
from django.utils import timezone

from applications.actions.calculate import calculate_due
from applications.actions.deferrals import release_due
from applications.actions.delegate import hand_on
from applications.actions.offers import expire_due
from applications.actions.phase import advance_due
from applications.actions.publish import publish_due
from applications.actions.remind import remind


@shared_task(name="applications.tick")
def tick() -> None:
    """Enter phases, close offers and places kept, publish what is due, remind whoever must act, calculate."""
    at = timezone.now()
    advance_due(at=at)
    expire_due(at=at)
    release_due(at=at)
    publish_due(at=at)
    hand_on(at=at)
    remind(at=at)
    calculate_due(at=at)
