from datetime import datetime

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import lifecycle
from applications.actions.conflict import declare
from applications.actions.proposed import OwnConflict, confirm, dismiss, find
from applications.lifecycle import State
from applications.models import Application, Campaign, Conflict, ProposedConflict, Review
from applications.reading.proximity import Person, Readers, folded
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_campaign, a_conflict, a_person, a_proposed_conflict, a_review, an_application
from tests.races import REFUSED, at_once

pytestmark = pytest.mark.django_db

Fact = ProposedConflict.Fact


@pytest.fixture(autouse=True)
def _one_school(settings: LazySettings) -> None:
    """The addresses of the builders are the school's."""
    settings.SCHOOL_DOMAINS = ["galon.test", "example.org"]


def a_reader(first_name: str, last_name: str, email: str = "") -> User:
    reader = a_person(Role.REVIEWER, email=email)
    User.objects.filter(pk=reader.pk).update(first_name=first_name, last_name=last_name)
    return User.objects.get(pk=reader.pk)


def look(campaign: Campaign, at: datetime) -> list[tuple[int, str]]:
    find(campaign=campaign, by=a_person(Role.MANAGER), at=at)
    return list(ProposedConflict.objects.values_list("reviewer", "fact"))


# -- The facts


def test_the_same_surname_is_found_whatever_its_accents_and_capitals(noon: datetime) -> None:
    file = an_application(state=State.ELIGIBLE, last_name="LEFÈVRE")
    reader = a_reader("Anne", "Lefevre")
    a_reader("Paul", "Durand")

    assert look(file.campaign, noon) == [(reader.pk, Fact.SURNAME)]


def test_half_of_a_double_name_is_enough_a_particle_is_not(noon: datetime) -> None:
    file = an_application(state=State.ELIGIBLE, last_name="de la Roche-Martin")
    reader = a_reader("Anne", "Martin")
    a_reader("Paul", "de la Tour")

    assert look(file.campaign, noon) == [(reader.pk, Fact.SURNAME)]


def test_an_organisation_shared_by_two_addresses_is_found_the_school_s_own_is_not(noon: datetime) -> None:
    campaign = a_campaign()
    for address in ("lea@cabinet-roux.fr", "tom@galon.test", "zoe@gmail.com"):
        an_application(state=State.ELIGIBLE, campaign=campaign, candidate=a_person(email=address))
    reader = a_reader("Anne", "Roux", "anne@Cabinet-Roux.fr")
    a_reader("Paul", "Durand", "paul@galon.test")
    a_reader("Luc", "Petit", "luc@gmail.com")

    assert look(campaign, noon) == [(reader.pk, Fact.DOMAIN)]
    assert ProposedConflict.objects.get().detail == "cabinet-roux.fr"


def test_a_supervisor_named_in_the_file_is_found_a_homonym_alone_is_not(noon: datetime) -> None:
    file = an_application(
        state=State.ELIGIBLE, experience="Stage encadré par Mme Élise Gérard.", motivation="Avec Durand, mon ami."
    )
    reader = a_reader("Elise", "Gerard")
    a_reader("Paul", "Durand")

    assert look(file.campaign, noon) == [(reader.pk, Fact.NAMED)]


def test_a_recusal_of_last_year_is_remembered(noon: datetime) -> None:
    before = an_application(state=State.REFUSED)
    conflict = a_conflict(before)
    now = an_application(state=State.ELIGIBLE, candidate=before.candidate)

    assert look(now.campaign, noon) == [(conflict.reviewer_id, Fact.EARLIER)]
    assert ProposedConflict.objects.get().words.endswith(before.campaign.name)


def test_what_is_declared_is_not_proposed(noon: datetime) -> None:
    file = an_application(state=State.ELIGIBLE, last_name="Durand")
    a_conflict(file, reviewer=a_reader("Paul", "Durand"))

    assert look(file.campaign, noon) == []


def test_looking_costs_the_same_for_one_or_three(noon: datetime) -> None:
    campaign, manager = a_campaign(), a_person(Role.MANAGER)
    a_reader("Camille", "Besson")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            find(campaign=campaign, by=manager, at=noon)
        return len(captured)

    an_application(state=State.ELIGIBLE, campaign=campaign)
    few = cost()
    for _ in range(3):
        an_application(state=State.ELIGIBLE, campaign=campaign)

    assert cost() == few
    assert ProposedConflict.objects.count() == 4


def test_a_name_without_letters_matches_nobody() -> None:
    readers = Readers([Person(1, "", "", "")], own_domains=[])

    assert list(readers.facts(Person(2, "", "", ""), "")) == []
    assert folded(" L’Hélias-Ça ") == "l helias ca"


# -- The last word


def test_a_confirmed_proposal_keeps_the_two_apart_and_says_why(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    proposed = a_proposed_conflict(review := a_file_being_read())

    confirm(proposed=proposed, by=manager, at=noon)

    conflict = Conflict.objects.get()
    assert (conflict.application, conflict.declared_by, conflict.reason) == (review, manager, "Même nom de famille")
    settled = ProposedConflict.objects.get()
    assert (settled.state, settled.settled_by) == (lifecycle.ProposedConflict.CONFIRMED, manager)
    assert Entry.objects.filter(event="applications.proposedconflict.confirm", by=manager).exists()


def a_file_being_read() -> Application:
    return an_application(state=State.ELIGIBLE)


def test_confirming_one_fact_settles_the_others_of_the_pair(noon: datetime) -> None:
    first = a_proposed_conflict(a_file_being_read())
    a_proposed_conflict(first.application, reviewer=first.reviewer, fact=Fact.NAMED)

    confirm(proposed=first, by=a_person(Role.MANAGER), at=noon)

    assert not ProposedConflict.objects.filter(state=lifecycle.ProposedConflict.PROPOSED).exists()


def test_a_dismissed_fact_is_never_proposed_again(noon: datetime) -> None:
    file, _reader = an_application(state=State.ELIGIBLE, last_name="Durand"), a_reader("Paul", "Durand")
    look(file.campaign, noon)

    dismiss(proposed=ProposedConflict.objects.get(), by=a_person(Role.MANAGER), at=noon)
    look(file.campaign, noon)

    assert ProposedConflict.objects.get().state == lifecycle.ProposedConflict.DISMISSED
    assert not Conflict.objects.exists()


def test_nobody_dismisses_what_concerns_themselves(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    proposed = a_proposed_conflict(a_file_being_read(), reviewer=manager)

    with pytest.raises(OwnConflict):
        dismiss(proposed=proposed, by=manager, at=noon)


def test_what_is_settled_is_settled(noon: datetime) -> None:
    proposed = a_proposed_conflict(a_file_being_read())
    dismiss(proposed=proposed, by=a_person(Role.MANAGER), at=noon)

    with pytest.raises(IllegalMove):
        confirm(proposed=proposed, by=a_person(Role.MANAGER), at=noon)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_managers_who_disagree_at_once_leave_one_word(noon: datetime) -> None:
    proposed = a_proposed_conflict(a_file_being_read())
    one, other = a_person(Role.MANAGER), a_person(Role.MANAGER)

    answers = at_once(
        [
            lambda: confirm(proposed=proposed, by=one, at=noon).pk,
            lambda: dismiss(proposed=proposed, by=other, at=noon).pk,
        ]
    )

    assert answers.count(REFUSED) == 1
    settled = ProposedConflict.objects.get()
    assert Conflict.objects.exists() == (settled.state == lifecycle.ProposedConflict.CONFIRMED)


# -- The manager's own


def test_a_manager_who_steps_away_hands_the_file_to_the_others(noon: datetime) -> None:
    manager, other, file = a_person(Role.MANAGER), a_person(Role.MANAGER), a_file_being_read()

    declare(application=file, reader=manager, by=manager, at=noon, reason="Ma nièce.")

    letter = Letter.objects.get()
    assert (letter.to, letter.kind) == (other, "applications/file_taken_over")
    assert "nièce" not in str(letter.context)
    assert file not in Application.objects.visible_to(manager)
    assert file in Application.objects.visible_to(other)


def test_when_no_manager_is_left_the_administration_is_told(noon: datetime) -> None:
    manager, file, administrator = a_person(Role.MANAGER), a_file_being_read(), a_person(Role.ADMINISTRATOR)
    an_application(state=State.ELIGIBLE, campaign=file.campaign)

    declare(application=file, reader=manager, by=manager, at=noon, reason="Ma nièce.")

    assert Letter.objects.get().to == administrator
    assert list(Application.objects.without_manager()) == [file]


def test_a_reader_s_conflict_hands_nothing_over(noon: datetime) -> None:
    review = a_review(a_file_being_read())
    a_person(Role.MANAGER)

    declare(application=review.application, reader=review.reviewer, by=review.reviewer, at=noon, reason="Ami.")

    assert not Letter.objects.exists()
    assert not Review.objects.exists()


# -- The pages


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def test_the_page_shows_each_proposal_with_its_fact(client: Client, manager: User) -> None:
    proposed = a_proposed_conflict(a_file_being_read())

    page = client.get(reverse("applications:conflicts")).text

    assert proposed.application.number in page
    assert "Même nom de famille" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_or_three(
    rows: int, client: Client, manager: User, django_assert_max_num_queries
) -> None:
    campaign = a_campaign()
    for _ in range(rows):
        a_proposed_conflict(an_application(state=State.ELIGIBLE, campaign=campaign))
        a_conflict(an_application(state=State.ELIGIBLE, campaign=campaign))

    with django_assert_max_num_queries(7 + 3):  # session, person, unread letters
        assert client.get(reverse("applications:conflicts")).status_code == 200


def test_a_proposal_is_confirmed_from_the_page(client: Client, manager: User) -> None:
    proposed = a_proposed_conflict(a_file_being_read())

    client.post(reverse("applications:confirm_conflict", args=[proposed.pk]))

    assert Conflict.objects.filter(application=proposed.application, reviewer=proposed.reviewer).exists()


def test_after_stepping_away_the_file_does_not_exist_any_more(client: Client, manager: User) -> None:
    file = a_file_being_read()
    a_person(Role.MANAGER)

    answer = client.post(reverse("applications:own_conflict", args=[file.pk]), {"reason": "Ma nièce."}, follow=True)

    assert "Vous ne voyez plus ce dossier" in answer.text
    assert client.get(reverse("applications:one", args=[file.pk])).status_code == 404


def test_the_last_manager_is_told_before_stepping_away(client: Client, manager: User) -> None:
    page = client.get(reverse("applications:own_conflict", args=[a_file_being_read().pk])).text

    assert "dernière personne responsable" in page
