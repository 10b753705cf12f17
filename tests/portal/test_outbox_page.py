from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.journal.models import Entry
from portal.outbox.models import Delivery, Letter, RefusedAddress
from portal.outbox.resend import CannotResend, resend
from portal.people.models import Role
from tests.build import a_letter, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(a_person(Role.MANAGER))
    return client


def test_letters_are_found_by_state_by_kind_and_by_person(manager: Client) -> None:
    dead = a_letter(delivery=Delivery.DEAD, address="lea@example.org", kind="applications/offer_expired", error="550")
    a_letter(delivery=Delivery.ACCEPTED, address="hugo@example.org")

    for query in ("state=dead", "kind=applications/offer_expired", "q=lea", f"q={dead.to.last_name}"):
        page = manager.get(f"/envois/?{query}").content.decode()
        assert ("lea@example.org" in page, "hugo@example.org" in page) == (True, False), query


def test_the_words_of_a_letter_are_not_shown_to_staff(manager: Client) -> None:
    a_letter(body="Votre code : 123456")

    assert "123456" not in manager.get("/envois/").content.decode()


def test_what_is_not_finished_is_counted(manager: Client) -> None:
    a_letter(delivery=Delivery.ACCEPTED)
    a_letter(delivery=Delivery.DEAD)

    counts = manager.get("/envois/").context["counts"]

    assert counts == {"Non remise": 1}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(manager: Client, django_assert_num_queries, count: int) -> None:
    for _ in range(count):
        a_letter()

    with django_assert_num_queries(7):  # session, person; count, page, what waits, server, unread
        manager.get("/envois/")


def test_a_dead_letter_is_promised_again_to_the_address_of_today(noon: datetime, doorbell: list[bool]) -> None:
    letter = a_letter(delivery=Delivery.DEAD, address="old@example.org")
    manager = a_person(Role.MANAGER)
    RefusedAddress.objects.create(address=letter.to.email, refused_at=noon)

    again = resend(letter=letter, by=manager, at=noon)

    letter.refresh_from_db()
    assert (again.address, again.delivery, again.body) == (letter.to.email, Delivery.PENDING, letter.body)
    assert (letter.delivery, RefusedAddress.objects.count()) == (Delivery.DEAD, 0)
    assert again.message_id != letter.message_id
    assert Entry.objects.get().event == "outbox.letter.resend"


def test_a_letter_is_promised_again_once(noon: datetime) -> None:
    letter, manager = a_letter(delivery=Delivery.DEAD), a_person(Role.MANAGER)
    resend(letter=letter, by=manager, at=noon)

    with pytest.raises(CannotResend, match="déjà"):
        resend(letter=letter, by=manager, at=noon)

    assert Letter.objects.count() == 2


def test_only_a_dead_letter_that_is_still_true_is_promised_again(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)

    with pytest.raises(CannotResend, match="non remise"):
        resend(letter=a_letter(), by=manager, at=noon)
    with pytest.raises(CannotResend, match="périmée"):
        resend(letter=a_letter(delivery=Delivery.DEAD, expires_in=timedelta(0)), by=manager, at=noon)


def test_the_page_resends_and_says_so(manager: Client) -> None:
    letter = a_letter(delivery=Delivery.DEAD)

    page = manager.post(reverse("resend", args=[letter.pk]), follow=True).content.decode()

    assert "La lettre repart" in page
    assert "Renvoyée" in page


def test_other_roles_stay_outside(client: Client) -> None:
    client.force_login(a_person(Role.LIAISON))

    assert client.get("/envois/").status_code == 403
