from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from portal.journal.models import Entry
from portal.outbox import words
from portal.outbox.models import Letter
from portal.people.models import Invitation, Role, User
from portal.web.actions.people import (
    LIFE,
    AlreadyHere,
    InvitationClosed,
    NotYoursToGive,
    accept,
    invite,
    revoke,
)
from tests.build import a_person, an_invitation

PASSWORD = "six chevaux gris 1870"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def come_in(invitation: Invitation, at: datetime) -> User:
    return accept(invitation=invitation, first_name="Paul", last_name="Roux", password=PASSWORD, at=at)


def invited(noon: datetime, email: str = "paul@example.org") -> Invitation:
    return invite(email=email, role=Role.REVIEWER, by=a_person(Role.MANAGER), at=noon)


def test_an_invitation_is_kept_by_its_fingerprint_only(noon: datetime) -> None:
    invitation = invited(noon)
    key = Letter.objects.get().context["url"].split("/")[2]
    assert invitation.fingerprint == Invitation.fingerprint_of(key)
    assert key not in str(Invitation.objects.values().get())


def test_the_letter_says_who_invites_as_what_and_until_when(noon: datetime) -> None:
    invitation = invited(noon)
    letter = Letter.objects.get()
    said = words.render(letter)
    assert str(invitation.invited_by) in said.body
    assert "Relecteur ou relectrice" in said.body
    assert "lundi 7 décembre 2026" in said.body
    assert (letter.in_app, letter.expires_at) == (False, noon + LIFE)


def test_inviting_is_recorded(noon: datetime) -> None:
    entry = Entry.objects.get(event="people.invitation.sent") if invited(noon) else None
    assert entry is not None
    assert entry.facts == {"role": "reviewer"}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.JURY_PRESIDENT, Role.DIRECTION, Role.ADMINISTRATOR])
def test_a_manager_cannot_invite_above_themself(noon: datetime, role: Role) -> None:
    with pytest.raises(NotYoursToGive):
        invite(email="x@example.org", role=role, by=a_person(Role.MANAGER), at=noon)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_an_administrator_invites_in_every_role(noon: datetime, role: Role) -> None:
    assert invite(email="x@example.org", role=role, by=a_person(Role.ADMINISTRATOR), at=noon).role == role


def test_an_address_that_has_an_account_is_not_invited(noon: datetime) -> None:
    known = a_person()
    with pytest.raises(AlreadyHere):
        invited(noon, known.email.upper())


def test_inviting_again_closes_the_earlier_link(noon: datetime) -> None:
    first = invited(noon)
    second = invite(email=first.email, role=Role.LIAISON, by=first.invited_by, at=noon)
    assert list(Invitation.objects.open(noon)) == [second]


def test_coming_in_makes_a_person_whose_address_is_known(noon: datetime) -> None:
    invitation = invited(noon)
    person = come_in(invitation, noon)
    assert (person.role, person.check_password(PASSWORD)) == (Role.REVIEWER, True)
    assert EmailAddress.objects.get(user=person).verified
    assert Entry.objects.filter(event="people.invitation.accepted", by=person).exists()


def test_an_invitation_serves_once(noon: datetime) -> None:
    invitation = invited(noon)
    come_in(invitation, noon)
    with pytest.raises(InvitationClosed):
        come_in(invitation, noon)


def test_an_invitation_ends_at_its_last_instant(noon: datetime) -> None:
    invitation = invited(noon)
    with pytest.raises(InvitationClosed):
        come_in(invitation, noon + LIFE)
    assert come_in(invitation, noon + LIFE - timedelta(seconds=1)).pk


def test_an_invitation_taken_back_opens_nothing(noon: datetime) -> None:
    invitation = invited(noon)
    revoke(invitation=invitation, by=invitation.invited_by, at=noon)
    with pytest.raises(InvitationClosed):
        come_in(invitation, noon)
    assert Entry.objects.filter(event="people.invitation.revoked").exists()


def test_opening_the_link_uses_nothing_and_the_form_lets_in(client: Client) -> None:
    invitation = an_invitation(key="a-key")
    for _ in range(2):
        assert "Relecteur" in client.get("/invitation/a-key/").content.decode()
    answer = client.post(
        "/invitation/a-key/", {"first_name": "Paul", "last_name": "Roux", "password": PASSWORD}, follow=True
    )
    assert answer.wsgi_request.user == User.objects.get(email=invitation.email)
    assert Client().get("/invitation/a-key/").status_code == 404


def test_a_weak_password_is_refused_and_the_link_stays_good(client: Client) -> None:
    an_invitation(key="a-key")
    page = client.post("/invitation/a-key/", {"first_name": "Paul", "last_name": "Roux", "password": "galon"})
    assert "id_password_error" in page.content.decode()
    assert client.get("/invitation/a-key/").status_code == 200


def test_an_unknown_key_answers_like_a_used_one(client: Client) -> None:
    answer = client.get("/invitation/nothing/")
    assert answer.status_code == 404
    assert "n’est plus ouverte" in answer.content.decode()
