import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from portal.people.models import User
from tests.build import a_person

PASSWORD = "six chevaux gris 1870"
pytestmark = pytest.mark.django_db


class CountingHasher(MD5PasswordHasher):
    """Tells how often a guess has cost us the price of a hash."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).count += 1
        return super().encode(password, salt)


@pytest.fixture
def hashes(settings: LazySettings) -> type[CountingHasher]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    CountingHasher.count = 0
    return CountingHasher


@pytest.fixture
def somebody(hashes: type[CountingHasher]) -> User:
    user = a_person()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    hashes.count = 0
    return user


def guess(email: str, password: str = "wrong", **headers: str) -> str:
    return Client().post("/compte/login/", {"login": email, "password": password}, **headers).content.decode()  # type: ignore[arg-type]


def test_guesses_beyond_the_fifth_cost_no_hash(somebody: User, hashes: type[CountingHasher]) -> None:
    pages = [guess(somebody.email) for _ in range(20)]
    assert hashes.count == 5
    assert "recevez un code par courriel" in pages[-1]


def test_an_unknown_address_costs_the_same_hash_as_a_known_one(somebody: User, hashes: type[CountingHasher]) -> None:
    guess(somebody.email)
    known, hashes.count = hashes.count, 0
    guess("nobody@example.org")
    assert hashes.count == known == 1


def test_signing_up_with_a_known_address_costs_the_same_hash(somebody: User, hashes: type[CountingHasher]) -> None:
    costs = []
    for address in (somebody.email, "nobody@example.org"):
        hashes.count = 0
        names = {"first_name": "Léa", "last_name": "Morel"}
        Client().post("/compte/signup/", {"email": address, "password1": PASSWORD, "password2": PASSWORD} | names)
        costs.append(hashes.count)
    assert costs == [1, 1]


def test_a_forged_forwarding_header_does_not_open_a_new_account_of_guesses(
    somebody: User, hashes: type[CountingHasher]
) -> None:
    for number in range(40):
        guess(f"other-{number}@example.org", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert hashes.count <= 30


def test_behind_our_proxy_each_visitor_is_counted_alone(
    somebody: User, hashes: type[CountingHasher], settings: LazySettings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(40):
        guess(f"other-{number}@example.org", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert hashes.count == 40


def test_the_right_password_enters_and_costs_no_guess(somebody: User) -> None:
    for _ in range(8):
        assert guess(somebody.email, PASSWORD) == ""


def test_whoever_is_locked_out_by_others_still_enters_by_a_code(somebody: User, client: Client) -> None:
    for _ in range(8):
        guess(somebody.email)
    client.post("/compte/login/code/", {"email": somebody.email})
    code = somebody.letters.get(kind="account/login_code").context["code"]
    client.post("/compte/login/code/confirm/", {"code": code})
    assert client.get("/compte/").status_code == 200


def test_the_counts_live_in_the_database() -> None:
    assert type(cache._connections[cache._alias]).__name__ == "DatabaseCache"  # type: ignore[attr-defined]


def test_a_throttled_page_explains_itself(client: Client) -> None:
    for _ in range(25):
        answer = client.post("/compte/password/reset/", {"email": "x@example.org"})
    assert answer.status_code == 429
    assert "Trop d’essais" in answer.content.decode()
