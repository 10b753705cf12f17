import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from portal.outbox import words
from portal.outbox.models import Category, Letter
from portal.people.models import Role, User
from tests.build import a_person

PASSWORD = "six chevaux gris 1870"

pytestmark = pytest.mark.django_db


def sign_up(client: Client, email: str = "lea@example.org") -> tuple[int, str]:
    answer = client.post(
        "/compte/signup/",
        {
            "first_name": "Léa",
            "last_name": "Morel",
            "email": email,
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
        follow=True,
    )
    return answer.status_code, answer.content.decode()


def with_password(role: Role = Role.CANDIDATE) -> User:
    user = a_person(role)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def link(letter: Letter) -> str:
    return str(letter.context["url"])


def test_a_student_signs_up_confirms_and_is_in(client: Client) -> None:
    sign_up(client)
    letter = Letter.objects.get()
    assert letter.kind == "account/email_confirmation_signup"
    assert (letter.category, letter.in_app) == (Category.CRITICAL, False)
    assert client.get(link(letter)).status_code == 200
    assert not EmailAddress.objects.get().verified  # a mail scanner that opens links confirms nothing
    client.post(link(letter))
    assert EmailAddress.objects.get().verified
    assert client.get("/compte/").status_code == 200
    user = User.objects.get()
    assert (user.first_name, user.last_name, user.role) == ("Léa", "Morel", Role.CANDIDATE)


def test_the_link_goes_to_the_configured_site_whatever_host_was_asked(client: Client) -> None:
    sign_up(client)
    assert "http" not in link(Letter.objects.get())


def test_a_known_address_is_answered_like_an_unknown_one(client: Client) -> None:
    known = with_password()
    first = sign_up(Client(), "unknown@example.org")
    second = sign_up(Client(), known.email)
    assert first[0] == second[0]
    assert _plain(first[1], "unknown@example.org") == _plain(second[1], known.email)
    assert set(Letter.objects.values_list("kind", flat=True)) == {
        "account/email_confirmation_signup",
        "account/account_already_exists",
    }


def _plain(page: str, address: str) -> str:
    """The page without what changes from one visit to the next."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page.replace(address, "…"))


def test_people_sign_in_with_their_password(client: Client) -> None:
    user = with_password(Role.REVIEWER)
    client.post("/compte/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/compte/").status_code == 200


def test_a_wrong_password_is_refused_with_a_sentence(client: Client) -> None:
    user = with_password()
    answer = client.post("/compte/login/", {"login": user.email, "password": "wrong"})
    assert "<title>Erreur" in answer.content.decode()
    assert client.get("/compte/").status_code == 302


def test_a_code_signs_in_without_a_password(client: Client) -> None:
    user = with_password()
    client.post("/compte/login/code/", {"email": user.email})
    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == ("account/login_code", user)
    client.post("/compte/login/code/confirm/", {"code": letter.context["code"]})
    assert client.get("/compte/").status_code == 200


def test_a_forgotten_password_is_replaced_once(client: Client) -> None:
    user = with_password()
    client.post("/compte/password/reset/", {"email": user.email})
    door = client.get(link(Letter.objects.get())).headers["Location"]
    client.post(door, {"password1": "un tout autre secret", "password2": "un tout autre secret"})
    user.refresh_from_db()
    assert user.check_password("un tout autre secret")
    again = Client().get(link(Letter.objects.get(kind="account/password_reset_key")))
    assert again.status_code == 200
    assert "password1" not in again.content.decode()


def test_every_letter_about_an_account_has_words_in_both_languages(client: Client) -> None:
    sign_up(client)
    letter = Letter.objects.get()
    for language, sign in (("fr", "Confirmez"), ("en", "Confirm your")):
        letter.language = language
        said = words.render(letter)
        assert said.subject.startswith(sign)
        assert link(letter) in said.body


@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/", "login/code/", "confirm-email/"])
def test_the_pages_at_the_door_speak_french(client: Client, path: str) -> None:
    page = client.get(f"/compte/{path}").content.decode()
    assert '<html lang="fr"' in page
    assert 'class="g-top"' in page
    assert "Sign" not in page


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "password/change/",
        "logout/",
        "sessions/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
    ],
)
def test_the_pages_of_an_account_stand_in_our_frame(client: Client, path: str) -> None:
    user = with_password()
    client.post("/compte/login/", {"login": user.email, "password": PASSWORD})
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    answer = client.get(f"/compte/{path}")
    assert answer.status_code == 200
    assert 'class="g-top"' in answer.content.decode()
