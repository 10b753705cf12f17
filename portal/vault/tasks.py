"""What the clock does for the files, every night."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="vault.nightly")
def nightly() -> None:
    """Verify every fingerprint and clear what nobody uses; a difference fails the task and is logged."""
    call_command("vault_check")
