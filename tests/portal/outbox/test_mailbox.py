from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import send_mail

from portal.outbox import mailbox


@pytest.fixture(autouse=True)
def _kept(settings: LazySettings, tmp_path: Path) -> None:
    settings.MAILBOX = tmp_path / "mails"
    settings.EMAIL_BACKEND = "portal.outbox.mailbox.EmailBackend"


def test_each_mail_is_a_file_of_its_own_newest_first() -> None:
    for number in range(3):
        send_mail(f"Mail {number}", "Été", None, ["a@example.org"])

    assert [kept.mail["subject"] for kept in mailbox.kept()] == ["Mail 2", "Mail 1", "Mail 0"]


def test_a_mail_is_found_by_its_name_and_by_no_path(tmp_path: Path) -> None:
    send_mail("Été", "Bonjour", None, ["a@example.org"])
    (tmp_path / "secret.eml").write_text("Subject: secret\n\n")
    (kept,) = mailbox.kept()

    found = mailbox.one(kept.name)

    assert found is not None
    assert found.mail["subject"] == "Été"
    assert mailbox.one("../secret") is None
