from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from portal.outbox import post as post_module
from tests.build import NOON


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


@pytest.fixture
def noon() -> datetime:
    """Monday 23 November 2026, noon in Paris: a campaign is open, its deadline 18 days away."""
    return NOON


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> datetime:
    """Doors read the clock themselves: for them, too, it is noon."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return noon


@pytest.fixture(autouse=True)
def doorbell(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Hear what the outbox rings instead of needing a broker."""
    rung: list[bool] = []
    monkeypatch.setattr(post_module, "ring", lambda: rung.append(True))
    return rung


@pytest.fixture(autouse=True)
def _quick_and_private(settings: LazySettings, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECURE_SSL_REDIRECT = False
    settings.REQUIRE_SECOND_FACTOR = False
    settings.VAULT_ROOT = tmp_path / "vault"
    settings.STATIC_ROOT = tmp_path  # WhiteNoise warns of a folder that is missing
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
