from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import send_mail
from django.test import Client

from portal.outbox import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: LazySettings, tmp_path: Path) -> None:
    settings.DEMO, settings.MAILBOX = True, tmp_path
    settings.EMAIL_BACKEND = "portal.outbox.mailbox.EmailBackend"


def test_a_visitor_of_the_demo_reads_the_mails_and_follows_their_links(client: Client) -> None:
    send_mail("Confirmez", "Bonjour,\n\nhttp://localhost:8000/compte/", None, ["lea@example.org"])
    (kept,) = mailbox.kept()

    assert "Confirmez" in client.get("/courrier/").content.decode()
    assert 'href="http://localhost:8000/compte/"' in client.get(f"/courrier/{kept.name}/").content.decode()


def test_there_is_no_such_page_outside_the_demo(client: Client, settings: LazySettings) -> None:
    settings.DEMO = False

    assert client.get("/courrier/").status_code == 404
    assert client.get("/courrier/anything/").status_code == 404


def test_a_mail_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/courrier/nothing/").status_code == 404
