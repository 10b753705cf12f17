from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import lifecycle
from cohorts.models import Cohort, Trainee
from portal.people.models import Role, User
from tests.budgets import assert_budget
from tests.build import NOON, a_cohort, a_person, a_placement, a_post, a_regiment, a_trainee, an_evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PATH = reverse("cohorts:my_path")


@pytest.fixture
def person(client: Client) -> User:
    trainee = a_person(Role.TRAINEE)
    client.force_login(trainee)
    return trainee


def in_week(person: User, week: int) -> Trainee:
    return a_trainee(cohort=a_cohort(starts_on=NOON.date() - timedelta(weeks=week - 1)), person=person)


def test_before_the_departure_the_page_counts_the_days_and_asks_for_the_wishes(client: Client, person: User) -> None:
    in_week(person, -1)
    Cohort.objects.update(wishes_close_at=NOON + timedelta(days=5))

    page = client.get(PATH).text

    assert "Le départ est dans 14 jours" in page
    assert "À vous : classez les régiments" in page


def test_once_the_wishes_are_closed_nothing_is_asked(client: Client, person: User) -> None:
    in_week(person, -1)
    Cohort.objects.update(wishes_close_at=NOON)

    assert "classez les régiments" not in client.get(PATH).text


def test_without_a_place_once_they_are_published_it_says_what_happens_next(client: Client, person: User) -> None:
    in_week(person, -1)
    Cohort.objects.update(state=lifecycle.Cohort.PLACED)

    assert "Votre affectation se cherche encore" in client.get(PATH).text


def test_during_the_path_it_says_the_week_the_place_and_the_people(client: Client, person: User) -> None:
    trainee, liaison, chief = in_week(person, 9), a_person(Role.LIAISON), a_person(Role.SUPERVISOR)
    regiment = a_regiment(liaison=liaison)
    a_placement(trainee, post=a_post(cohort=trainee.cohort, regiment=regiment, supervisor=chief))

    page = client.get(PATH).text

    assert "Semaine 9 sur 23" in page
    assert f"{regiment.name}, Sarrebourg, semaine 4 sur 18" in page
    assert (liaison.email in page, chief.email in page) == (True, True)


def test_evaluations_handed_in_are_there_to_read(client: Client, person: User) -> None:
    trainee = in_week(person, 9)
    read = an_evaluation(trainee, phase=1, state=lifecycle.Evaluation.SUBMITTED, level=4)
    an_evaluation(trainee, phase=2, level=1)

    page = client.get(PATH)

    assert page.context["handed_in"] == [read]
    assert reverse("cohorts:evaluation", args=[read.pk]) in page.text


@pytest.mark.parametrize(
    ("outcome", "words"), [("", "la suite vous appartient"), ("reserve", "Réserve opérationnelle")]
)
def test_after_the_path_it_speaks_of_what_comes_next(outcome: str, words: str, client: Client, person: User) -> None:
    trainee = in_week(person, 24)
    state = lifecycle.Trainee.FINISHED if outcome else lifecycle.Trainee.ENROLLED
    Trainee.objects.filter(pk=trainee.pk).update(outcome=outcome, state=state)

    page = client.get(PATH).text

    assert "Votre parcours est terminé" in page
    assert words in page


def test_a_path_that_stopped_is_said_with_care(client: Client, person: User) -> None:
    in_week(person, 9)
    Trainee.objects.update(state=lifecycle.Trainee.LEFT)

    assert "Ce que vous avez vécu reste écrit ici" in client.get(PATH).text


def test_the_page_keeps_to_its_budget(client: Client, person: User) -> None:
    trainee = in_week(person, 23)
    a_placement(trainee)
    for phase in (1, 2, 3):
        an_evaluation(trainee, phase=phase, state=lifecycle.Evaluation.SUBMITTED, level=4)

    assert_budget(client, PATH, budget=6)
