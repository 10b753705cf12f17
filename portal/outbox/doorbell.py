"""Tell the worker that letters wait. Silence is harmless: the sweep finds what the bell missed."""

import logging
from time import monotonic

from celery import current_app

log = logging.getLogger(__name__)
SILENCE = 5.0  # seconds without trying after a failure: the pace of the sweep itself


class Bell:
    """Rings the broker, and leaves a dead one in peace: it must never cost the person who acted."""

    def __init__(self) -> None:
        self.silent_until = 0.0

    def ring(self) -> None:
        if monotonic() < self.silent_until:
            return
        try:
            current_app.send_task("outbox.sweep", expires=60, retry=False, ignore_result=True)
        except Exception as silence:  # any transport error: the row is the promise
            self.silent_until = monotonic() + SILENCE
            log.warning("doorbell not heard: %s", type(silence).__name__)


ring = Bell().ring
