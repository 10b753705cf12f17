from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Invitation, Role, User
from portal.web.actions.people import NotYoursToGive, change_role, deactivate, reactivate
from tests.build import a_person, an_invitation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def as_a(role: Role, client: Client) -> User:
    user = a_person(role)
    client.force_login(user)
    return user


def test_a_deactivated_person_is_out_at_the_next_request(client: Client, noon: datetime) -> None:
    reader = as_a(Role.REVIEWER, client)
    assert client.get("/compte/").status_code == 200
    deactivate(person=reader, by=a_person(Role.MANAGER), at=noon)
    assert client.get("/compte/").status_code == 302


def test_a_reopened_account_works_again_and_both_steps_are_recorded(client: Client, noon: datetime) -> None:
    reader, manager = a_person(Role.REVIEWER), a_person(Role.MANAGER)
    deactivate(person=reader, by=manager, at=noon)
    assert reactivate(person=reader, by=manager, at=noon).is_active
    events = set(Entry.objects.values_list("event", flat=True))
    assert events == {"people.user.deactivated", "people.user.reactivated"}


def test_closing_twice_is_written_once(noon: datetime) -> None:
    reader, manager = a_person(Role.REVIEWER), a_person(Role.MANAGER)
    for _ in range(2):
        deactivate(person=reader, by=manager, at=noon)
    assert Entry.objects.count() == 1


def test_a_new_role_counts_from_the_next_page(client: Client, noon: datetime) -> None:
    manager = as_a(Role.MANAGER, client)
    assert client.get("/personnes/").status_code == 200
    change_role(person=manager, role=Role.REVIEWER, by=a_person(Role.ADMINISTRATOR), at=noon)
    assert client.get("/personnes/").status_code == 403
    assert Entry.objects.get().facts == {"origin": "manager", "target": "reviewer"}


def test_nobody_changes_their_own_role(noon: datetime) -> None:
    administrator = a_person(Role.ADMINISTRATOR)
    with pytest.raises(NotYoursToGive):
        change_role(person=administrator, role=Role.MANAGER, by=administrator, at=noon)
    with pytest.raises(NotYoursToGive):
        deactivate(person=administrator, by=administrator, at=noon)


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.MANAGER, Role.JURY_PRESIDENT, Role.ADMINISTRATOR])
def test_a_manager_shuts_out_only_those_they_may_invite(client: Client, role: Role) -> None:
    as_a(Role.MANAGER, client)
    somebody = a_person(role)
    assert client.post(f"/personnes/{somebody.pk}/fermer/").status_code == 403
    assert client.post(f"/personnes/{somebody.pk}/", {"role": "reviewer"}).status_code == 403
    somebody.refresh_from_db()
    assert (somebody.is_active, somebody.role) == (True, role)


def test_a_manager_cannot_lift_somebody_above_themself(client: Client) -> None:
    as_a(Role.MANAGER, client)
    reader = a_person(Role.REVIEWER)
    page = client.post(f"/personnes/{reader.pk}/", {"role": "administrator"})
    reader.refresh_from_db()
    assert reader.role == Role.REVIEWER
    assert "<title>Erreur" in page.content.decode()


def test_a_manager_invites_from_the_page(client: Client) -> None:
    as_a(Role.MANAGER, client)
    page = client.post("/personnes/inviter/", {"email": "new@example.org", "role": "liaison"}, follow=True)
    assert "new@example.org" in page.content.decode()
    assert Letter.objects.get().kind == "account/invitation"


def test_inviting_a_known_address_says_what_to_do(client: Client) -> None:
    as_a(Role.MANAGER, client)
    known = a_person()
    page = client.post("/personnes/inviter/", {"email": known.email, "role": "liaison"}).content.decode()
    assert "a déjà un compte" in page
    assert not Invitation.objects.exists()


def test_an_invitation_is_taken_back_from_the_page(client: Client) -> None:
    manager = as_a(Role.MANAGER, client)
    invitation = an_invitation(by=manager)
    client.post(f"/personnes/invitations/{invitation.pk}/retirer/")
    invitation.refresh_from_db()
    assert invitation.revoked_at


def test_an_invitation_above_ones_role_is_not_found(client: Client) -> None:
    as_a(Role.MANAGER, client)
    above = an_invitation(Role.DIRECTION)
    assert client.post(f"/personnes/invitations/{above.pk}/retirer/").status_code == 404


def test_people_are_found_by_words_and_role(client: Client) -> None:
    as_a(Role.MANAGER, client)
    found, other = a_person(Role.REVIEWER), a_person(Role.CANDIDATE)
    page = client.get(f"/personnes/?q={found.last_name}+{found.first_name}&role=reviewer").content.decode()
    assert found.email in page
    assert other.email not in page


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.ADMINISTRATOR}))
def test_other_roles_do_not_see_people(client: Client, role: Role) -> None:
    as_a(role, client)
    assert client.get("/personnes/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(client: Client, rows: int) -> None:
    manager = as_a(Role.MANAGER, client)
    for _ in range(rows):
        a_person(Role.REVIEWER)
        an_invitation(by=manager)
    with CaptureQueriesContext(connection) as queries:
        client.get("/personnes/")
    assert len(queries) == 6  # session, person, unread letters; count, page, invitations
