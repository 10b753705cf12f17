from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import lifecycle
from cohorts.models import Trainee
from portal.journal.record import record
from portal.people.models import Role, User
from tests.build import NOON, a_cohort, a_person, a_placement, a_post, a_regiment, a_trainee, an_evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def a_trainee_in_week(week: int, liaison: User | None = None, supervisor: User | None = None) -> Trainee:
    trainee = a_trainee(cohort=a_cohort(starts_on=NOON.date() - timedelta(weeks=week - 1)))
    regiment = a_regiment(liaison=liaison)
    a_placement(trainee, post=a_post(cohort=trainee.cohort, regiment=regiment, supervisor=supervisor))
    return trainee


def page_of(trainee: Trainee, name: str = "trainee") -> str:
    return reverse(f"cohorts:{name}", args=[trainee.pk])


def test_the_record_shows_the_place_the_levels_and_the_journal(client: Client, manager: User) -> None:
    trainee = a_trainee_in_week(9)
    an_evaluation(trainee, phase=1, state=lifecycle.Evaluation.SUBMITTED, level=4)
    record("cohorts.trainee.enrol", trainee, by=manager, at=NOON)

    page = client.get(page_of(trainee))

    assert trainee.placement.post.regiment.name in page.text
    assert page.context["growth"][0].levels == (4,)
    assert "Entrée dans la promotion" in page.text


def test_levels_of_a_draft_stay_with_their_author(client: Client, manager: User) -> None:
    trainee = a_trainee_in_week(9)
    an_evaluation(trainee, level=2)

    assert client.get(page_of(trainee)).context["growth"] == []


def test_a_supervisor_reads_own_trainees_and_nothing_of_the_journal(client: Client) -> None:
    supervisor = a_person(Role.SUPERVISOR)
    client.force_login(supervisor)
    mine, other = a_trainee_in_week(9, supervisor=supervisor), a_trainee_in_week(9)

    assert "Historique" not in client.get(page_of(mine)).text
    assert client.get(page_of(other)).status_code == 404


def test_a_liaison_records_what_comes_next_in_the_last_week(client: Client) -> None:
    liaison = a_person(Role.LIAISON)
    client.force_login(liaison)
    trainee = a_trainee_in_week(23, liaison=liaison)
    assert "Noter la suite choisie" in client.get(page_of(trainee)).text

    answer = client.post(page_of(trainee, "record_outcome"), {"outcome": "reserve"}, follow=True)

    trainee.refresh_from_db()
    assert (trainee.state, trainee.outcome) == (lifecycle.Trainee.FINISHED, "reserve")
    assert "Réserve opérationnelle" in answer.text


@pytest.mark.usefixtures("manager")
def test_before_the_last_week_it_is_refused_in_words(client: Client) -> None:
    trainee = a_trainee_in_week(22)

    answer = client.post(page_of(trainee, "record_outcome"), {"outcome": "civil"})

    assert (answer.status_code, "dernière semaine" in answer.text) == (409, True)
    assert "Noter la suite choisie" not in client.get(page_of(trainee)).text


@pytest.mark.usefixtures("manager")
def test_a_path_is_stopped_after_one_more_question(client: Client) -> None:
    trainee = a_trainee_in_week(9)
    assert "reste écrit" in client.get(page_of(trainee, "leave")).text

    answer = client.post(page_of(trainee, "leave"), {"reason": "Raison familiale."}, follow=True)

    assert "Parcours interrompu" in answer.text
    assert "Interrompre ce parcours" not in answer.text


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("number", [1, 3])
def test_the_record_costs_the_same_with_one_evaluation_or_three(
    number: int, client: Client, django_assert_num_queries
) -> None:
    trainee = a_trainee_in_week(9)
    for phase in range(1, number + 1):
        an_evaluation(trainee, phase=phase, state=lifecycle.Evaluation.SUBMITTED, level=3)

    with django_assert_num_queries(2 + 1 + 4):
        client.get(page_of(trainee))
