from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from portal.journal.models import Entry
from portal.outbox.mail import unsubscribe_url
from portal.outbox.models import Delivery, Letter
from portal.people.models import Role
from tests.build import a_letter, a_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_everybody_has_an_inbox(client: Client, role: Role) -> None:
    person = a_person(role)
    a_letter(to=person, subject="Bienvenue")
    client.force_login(person)

    assert "Bienvenue" in client.get("/messages/").content.decode()


def test_a_letter_is_there_before_its_mail_has_left_and_once_it_is_no_longer_held(client: Client) -> None:
    person = a_person()
    a_letter(to=person, subject="Écrite", delivery=Delivery.PENDING)
    a_letter(to=person, subject="Retenue", delivery=Delivery.HELD)
    a_letter(to=person, subject="Code de connexion", in_app=False)
    client.force_login(person)

    page = client.get("/messages/").content.decode()

    assert ("Écrite" in page, "Retenue" in page, "Code de connexion" in page) == (True, False, False)


def test_opening_a_letter_reads_it_and_it_can_be_kept_for_later(client: Client) -> None:
    letter = a_letter()
    client.force_login(letter.to)
    address = reverse("letter", args=[letter.pk])

    assert letter.body in client.get(address).content.decode()
    letter.refresh_from_db()
    first = letter.read_at
    client.get(address)
    letter.refresh_from_db()
    assert first is not None
    assert letter.read_at == first

    client.post(address)
    letter.refresh_from_db()
    assert letter.read_at is None


def test_everything_can_be_marked_read_at_once_and_only_mine(client: Client) -> None:
    mine, other = a_letter(), a_letter()
    client.force_login(mine.to)

    client.post("/messages/")

    assert list(Letter.objects.unread()) == [other]


def test_the_letter_of_somebody_else_does_not_exist(client: Client) -> None:
    letter = a_letter()
    client.force_login(a_person())

    assert client.get(reverse("letter", args=[letter.pk])).status_code == 404


def test_a_letter_leads_where_something_is_to_be_done(client: Client) -> None:
    letter = a_letter(context={"url": "/candidature/"})
    client.force_login(letter.to)

    assert 'href="/candidature/"' in client.get(reverse("letter", args=[letter.pk])).content.decode()


def test_a_letter_that_cannot_be_written_hides_no_other(client: Client) -> None:
    broken = a_letter(kind="test/no_such_words", body="")
    a_letter(to=broken.to, subject="Bienvenue")
    client.force_login(broken.to)

    page = client.get("/messages/").content.decode()

    assert "Message illisible" in page
    assert "Bienvenue" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_takes_a_fixed_number_of_queries(client: Client, django_assert_num_queries, count: int) -> None:
    person = a_person()
    for _ in range(count):
        a_letter(to=person)
    client.force_login(person)

    with django_assert_num_queries(5):  # session, person, count, page, unread
        client.get("/messages/")


def test_reminders_by_mail_are_a_choice_and_the_choice_is_written_down(client: Client) -> None:
    person = a_person()
    client.force_login(person)

    client.post("/messages/rappels/", {"by_mail": "no"})

    person.refresh_from_db()
    assert not person.reminders_by_mail
    assert Entry.objects.get().facts == {"by_mail": False}


def test_unsubscribing_works_signed_out_by_one_press_of_a_mail_program(noon: datetime) -> None:
    person = a_person()
    address = unsubscribe_url(person).removeprefix("http://localhost:8000")
    stranger = Client(enforce_csrf_checks=True)

    stranger.get(address)
    person.refresh_from_db()
    assert person.reminders_by_mail

    answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})
    person.refresh_from_db()
    assert (answer.status_code, person.reminders_by_mail) == (200, False)


def test_an_invented_unsubscribe_address_leads_nowhere(client: Client) -> None:
    assert client.post("/messages/rappels/1:forged/").status_code == 404
