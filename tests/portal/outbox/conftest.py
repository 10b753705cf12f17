from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from portal.outbox.deliver import drain
from tests.build import NOON
from tests.portal.outbox.sink import Sink


@pytest.fixture(scope="module")
def running_sink() -> Iterator[Sink]:
    sink = Sink().start()
    yield sink
    sink.stop()


@pytest.fixture
def sink(running_sink: Sink, settings: LazySettings) -> Sink:
    """A mail server that the portal of this test sends to."""
    running_sink.mails.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running_sink.port, 5
    return running_sink


@dataclass
class Round:
    """Sweeps at a time the test chooses."""

    at: datetime = NOON

    def sweep(self, later: timedelta = timedelta(0)) -> None:
        self.at += later
        drain(now=lambda: self.at, until=self.at + timedelta(seconds=1))


@pytest.fixture
def clock() -> Round:
    return Round()
