"""What the clock does for the cohorts; harmless when it is late, early or doubled."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from cohorts.actions.live.choose import catch_up
from cohorts.actions.remind import follow


@shared_task(name="cohorts.tick")
def tick() -> None:
    """Ask for the evaluations that come near, and remind whoever must act."""
    follow(at=timezone.now())


@shared_task(name="cohorts.turns")
def turns() -> None:
    """In a live amphi, let the turn go on when time is over, whoever is looking."""
    catch_up(at=timezone.now())


@shared_task(name="cohorts.nightly")
def nightly() -> None:
    """Check that places, totals, placements and letters agree; a difference fails the task and is logged."""
    call_command("check_invariants")
