from datetime import datetime, timedelta

import pytest
from django.test import Client

from cohorts.actions import amphi, publish_placements, wishes
from cohorts.models import Cohort, Post, Trainee, Wish
from portal.people.models import Role
from tests.budgets import assert_same_budget
from tests.build import a_cohort, a_person, a_post, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WISHES = "/mes-voeux/"


@pytest.fixture
def trainee(client: Client) -> Trainee:
    trainee = a_trainee(cohort=a_cohort())
    client.force_login(trainee.person)
    return trainee


def asked(trainee: Trainee) -> list[int]:
    return list(trainee.wishes.values_list("post", flat=True))


def posts_of(trainee: Trainee, number: int = 3) -> list[Post]:
    return [a_post(cohort=trainee.cohort) for _ in range(number)]


def test_each_button_saves_the_list_of_the_page(client: Client, trainee: Trainee) -> None:
    one, two, three = (post.pk for post in posts_of(trainee))

    for pressed in (
        {"add": one},
        {"wishes": [one], "add": two},
        {"wishes": [one, two], "add": three},
        {"wishes": [one, two, three], "up": three},
        {"wishes": [one, three, two], "remove": one},
    ):
        client.post(WISHES, pressed)

    assert asked(trainee) == [three, two]


def test_the_page_shows_what_was_sent_and_when(client: Client, trainee: Trainee) -> None:
    one, two, _ = posts_of(trainee)

    page = client.post(WISHES, {"wishes": [two.pk, one.pk], "send": ""}, follow=True)

    assert [wish["value"] for wish in page.context["wishes"]] == [two.pk, one.pk]
    assert "Envoyés le lundi 23 novembre 2026 à 12\u00a0h" in page.text.replace("12 h", "12\u00a0h")
    assert "2 vœux envoyés le" in page.text
    assert 'name="add"' not in page.text


def test_moving_with_script_answers_with_one_line(client: Client, trainee: Trainee) -> None:
    one, two, _ = posts_of(trainee)

    answer = client.post(WISHES, {"wishes": [two.pk, one.pk]}, headers={"HX-Request": "true"})

    assert "Enregistré à" in answer.text
    assert "<html" not in answer.text
    assert asked(trainee) == [two.pk, one.pk]


def test_after_the_close_the_page_says_so_and_keeps_the_list(client: Client, trainee: Trainee, noon: datetime) -> None:
    one, two, _ = posts_of(trainee)
    wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)
    Cohort.objects.update(wishes_close_at=noon - timedelta(hours=1))

    page = client.post(WISHES, {"wishes": [two.pk]}, follow=True).text

    assert "Les vœux sont clos." in page
    assert asked(trainee) == [one.pk]


@pytest.mark.parametrize("typed", ["epinal", "ÉPINAL", "88"])
def test_a_garrison_is_found_without_its_accent(typed: str, client: Client, trainee: Trainee) -> None:
    found, _, _ = posts_of(trainee)
    found.regiment.garrison, found.regiment.department = "Épinal", "88"
    found.regiment.save()

    assert client.get(WISHES, {"q": typed}).context["found"] == [found]


def test_once_published_the_page_says_why_and_names_nobody(client: Client, noon: datetime) -> None:
    cohort = a_cohort()
    near, far = a_post(cohort=cohort), a_post(cohort=cohort)
    first, second = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    for one in (first, second):
        Wish.objects.bulk_create(Wish(trainee=one, post=post, position=n) for n, post in enumerate((near, far), 1))
    manager = a_person(Role.MANAGER)
    run = amphi.draft(cohort=cohort, by=manager, at=noon)
    client.force_login(second.person)

    assert "dernière place" not in client.get(WISHES).text
    publish_placements.publish(run=run, by=manager, at=noon)
    page = client.get(WISHES).text

    assert "Pris\u00a0: dernière place au rang 1." in page
    assert far.regiment.name in page
    assert first.person.last_name not in page


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRAINEE}))
def test_the_page_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(WISHES).status_code == 403


def test_the_page_costs_the_same_whatever_its_length(client: Client, trainee: Trainee) -> None:
    def one_more() -> None:
        position = trainee.wishes.count() + 1
        Wish.objects.create(trainee=trainee, post=a_post(cohort=trainee.cohort), position=position)

    assert_same_budget(client, WISHES, one_more, budget=6)
