from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from portal.outbox.models import Delivery
from tests.build import a_letter

pytestmark = pytest.mark.django_db


def test_a_quiet_portal_is_well(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": True,
        "oldest_waiting_seconds": None,
        "waiting": 0,
        "unknown": 0,
        "dead": 0,
        "relay_open": True,
        "last_sweep_seconds": None,
    }


def test_letters_that_wait_too_long_are_said_without_anybodys_name(client: Client) -> None:
    since = timezone.now() - timedelta(minutes=6)
    letter = a_letter(not_before=since)
    a_letter(delivery=Delivery.DEAD)

    answer = client.get("/healthz")

    found = answer.json()
    assert (answer.status_code, found["status"], found["waiting"], found["dead"]) == (503, "late", 1, 1)
    assert found["oldest_waiting_seconds"] >= 360
    assert letter.address not in answer.content.decode()


def test_a_silent_database_is_said(client: Client) -> None:
    def silent(*_: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(silent):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"status": "down", "database": False})
