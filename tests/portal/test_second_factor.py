import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.outbox.models import Letter
from portal.people.models import STAFF, STUDENTS, Role, User
from tests.build import a_person

PASSWORD = "six chevaux gris 1870"
SECRET = "JBSWY3DPEHPK3PXP"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings: LazySettings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def somebody(role: Role) -> User:
    user = a_person(role)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code_of_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_are_led_to_enrol_before_anything_else(client: Client, role: Role) -> None:
    client.force_login(somebody(role))
    for path in ("/debut/", "/messages/", "/personnes/", "/envois/"):
        assert client.get(path).headers.get("Location") == "/compte/2fa/", path


@pytest.mark.parametrize("path", ["/compte/", "/compte/2fa/", "/compte/logout/", "/accessibilite/"])
def test_they_may_still_read_public_pages_enrol_and_leave(client: Client, path: str) -> None:
    client.force_login(somebody(Role.MANAGER))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("role", sorted(STUDENTS))
def test_students_choose_for_themselves(client: Client, role: Role) -> None:
    client.force_login(somebody(role))
    assert client.get("/messages/").status_code == 200


def test_with_a_factor_the_pages_open(client: Client) -> None:
    manager = somebody(Role.MANAGER)
    TOTP.activate(manager, SECRET)
    client.force_login(manager)
    assert client.get("/personnes/").status_code == 200


def test_recovery_codes_alone_are_not_a_factor(client: Client) -> None:
    manager = somebody(Role.MANAGER)
    Authenticator.objects.create(user=manager, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(manager)
    assert client.get("/personnes/").status_code == 302


def test_enrolling_gives_recovery_codes_and_writes_to_the_person(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    manager = somebody(Role.MANAGER)
    client.post("/compte/login/", {"login": manager.email, "password": PASSWORD})
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    client.get("/compte/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/compte/2fa/totp/activate/", {"code": code_of_now(secret)})
    assert answer.headers["Location"] == "/compte/2fa/recovery-codes/"
    assert Letter.objects.filter(kind="account/totp_activated", to=manager).exists()
    assert client.get("/personnes/").status_code == 200


def test_a_password_alone_no_longer_signs_in(client: Client) -> None:
    manager = somebody(Role.MANAGER)
    TOTP.activate(manager, SECRET)
    client.post("/compte/login/", {"login": manager.email, "password": PASSWORD})
    assert client.get("/compte/").status_code == 302
    client.post("/compte/2fa/authenticate/", {"code": code_of_now(SECRET)})
    assert client.get("/compte/").status_code == 200


def test_outside_of_production_the_rule_can_be_off(client: Client, settings: LazySettings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(somebody(Role.MANAGER))
    assert client.get("/personnes/").status_code == 200
