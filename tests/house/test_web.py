"""T9, T10: no unsafe request without its token, and the same strict headers on every answer."""

import os
import re
import subprocess
import sys
from secrets import token_urlsafe

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client

from portal.people.models import Role
from tests.build import a_person
from tests.house.addresses import Address, addresses
from tests.house.objects import OBJECTS

pytestmark = pytest.mark.django_db

ALL = {
    address.name: address
    for address in addresses()
    if address.policy and (not address.arguments or address.name in OBJECTS)
}
# A mail program's one-click unsubscribe comes without a page of ours; the signed key is its proof.
WITHOUT_TOKEN = {"unsubscribe"}
UNSAFE = [
    name
    for name, address in ALL.items()
    if address.policy and "POST" in address.policy.methods and name not in WITHOUT_TOKEN
]
READABLE = [name for name, address in ALL.items() if address.policy and "GET" in address.policy.methods]
# Exactly these: a source more, such as an inline script, is a hole.
STRICT = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "img-src 'self' data:",
}
DOCUMENT = {"default-src 'none'", "frame-ancestors 'self'"}
# A block of JSON is data: no browser runs it.
INLINE = re.compile(
    r"<script(?![^>]*\s(?:src=|type=.application/json))[^>]*>|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE
)


def at(name: str) -> str:
    return ALL[name].path(**(OBJECTS[name].build() if ALL[name].arguments else {}))


def signed_in(address: Address, **options: bool) -> Client:
    """A client of the first role the address is open to."""
    client = Client(**options)
    roles = [role for role in Role if role in address.policy.roles]
    if roles:
        client.force_login(a_person(roles[0]))
    return client


def assert_strict_headers(answer: HttpResponseBase) -> None:
    policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
    assert policy == STRICT or policy >= DOCUMENT
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == ("DENY" if policy == STRICT else "SAMEORIGIN")
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.parametrize("name", UNSAFE)
def test_09_nothing_is_sent_without_the_token_of_ones_own_page(name: str) -> None:
    client = signed_in(ALL[name], enforce_csrf_checks=True)

    answer = client.post(at(name))

    assert answer.status_code == 403
    assert_strict_headers(client.post(at(name), secure=True))


@pytest.mark.parametrize("name", READABLE)
def test_10_every_page_carries_the_strict_headers_and_no_inline_code(name: str) -> None:
    address = ALL[name]

    answer = signed_in(address).get(at(name), secure=True)

    assert_strict_headers(answer)
    if not address.policy.is_public:
        assert "no-store" in answer["Cache-Control"]
    if not answer.streaming and answer["Content-Type"].startswith("text/html"):
        assert INLINE.findall(answer.content.decode()) == []


@pytest.mark.parametrize(("method", "where", "code"), [("GET", "/rien/", 404), ("PUT", "/langue/", 405)])
def test_10_the_pages_of_errors_carry_them_too(method: str, where: str, code: int) -> None:
    answer = Client().generic(method, where, secure=True)

    assert answer.status_code == code
    assert_strict_headers(answer)


def test_10_cookies_are_tied_to_this_site_and_its_secure_connection() -> None:
    """`__Host-`: no other site of the school's domain can plant one."""
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
    assert settings.CSRF_COOKIE_NAME.startswith("__Host-")
    assert settings.SESSION_COOKIE_SECURE
    assert settings.CSRF_COOKIE_SECURE
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE) == (True, "Lax")


def test_the_settings_of_production_pass_every_check_of_django() -> None:
    done = checked_for_production(SECRET_KEY=token_urlsafe(50))

    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_production_does_not_open_with_the_key_of_the_source_code() -> None:
    done = checked_for_production()

    assert done.returncode == 1
    assert "galon.E001" in done.stderr


def checked_for_production(**secrets: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "ALLOWED_HOSTS": "galon.example",
        "SITE_URL": "https://galon.example",
        "DATABASE_URL": "sqlite://:memory:",
        **secrets,
    }
    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(check, env=environment, capture_output=True, text=True, cwd=settings.HOME)
