"""What the clock calls exists, and every round can be called at any time."""

import pytest
from celery import current_app
from django.conf import settings

from portal.celery import app


def test_every_scheduled_task_has_somebody_to_do_it() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(current_app.tasks)


@pytest.mark.django_db
@pytest.mark.parametrize("task", ["applications.tick", "cohorts.tick", "cohorts.nightly", "vault.nightly"])
def test_a_round_on_an_empty_portal_is_quiet(task: str) -> None:
    app.loader.import_default_modules()

    current_app.tasks[task]()
