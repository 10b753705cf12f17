import pytest
from django.test import Client

from portal.journal.models import Entry
from portal.people.models import User
from tests.build import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(client: Client) -> User:
    user = a_person()
    client.force_login(user)
    return user


def keep(client: Client, **changes: str) -> str:
    data = {"first_name": "Camille", "last_name": "Besson", "language": "fr", "theme": "auto"} | changes
    return client.post("/compte/", data, follow=True).content.decode()


def test_the_language_follows_the_person(client: Client, somebody: User) -> None:
    page = keep(client, language="en")
    assert '<html lang="en"' in page
    assert '<html lang="en"' in client.get("/accessibilite/").content.decode()


def test_the_appearance_follows_the_person(client: Client, somebody: User) -> None:
    assert 'data-bs-theme="dark"' in keep(client, theme="dark")


def test_the_journal_names_what_changed_and_not_the_values(client: Client, somebody: User) -> None:
    keep(client, language="en")
    entry = Entry.objects.get(event="people.user.described")
    assert entry.facts == {"changed": ["first_name", "language", "last_name"]}


def test_saving_the_same_again_writes_nothing(client: Client, somebody: User) -> None:
    keep(client)
    keep(client)
    assert Entry.objects.count() == 1


def test_a_form_cannot_change_a_role(client: Client, somebody: User) -> None:
    keep(client, role="administrator", is_superuser="1", email="x@example.org")
    fresh = User.objects.get(pk=somebody.pk)
    assert (fresh.role, fresh.is_superuser, fresh.email) == (somebody.role, False, somebody.email)


def test_an_impossible_language_is_refused_in_words(client: Client, somebody: User) -> None:
    page = keep(client, language="xx")
    assert "<title>Erreur" in page
    assert not Entry.objects.exists()


def test_visitors_are_sent_to_sign_in(client: Client) -> None:
    assert client.get("/compte/").headers["Location"].startswith("/compte/login/")
