from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import wishes
from cohorts.models import Cohort, Trainee
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.budgets import PAGE, assert_same_budget
from tests.build import a_cohort, a_person, a_post, a_regiment, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/postes/voeux/"


@pytest.fixture
def cohort(noon: datetime) -> Cohort:
    cohort = a_cohort()
    Cohort.objects.update(wishes_close_at=noon + timedelta(days=6))
    cohort.refresh_from_db()
    return cohort


def signed_in(client: Client, role: Role) -> User:
    person = a_person(role)
    client.force_login(person)
    return person


def page_of(cohort: Cohort) -> str:
    return reverse("cohorts:wishes_followed", args=[cohort.pk])


def test_the_school_sees_who_has_sent_and_writes_to_the_others_once(
    client: Client, cohort: Cohort, noon: datetime
) -> None:
    signed_in(client, Role.MANAGER)
    heard, kept, silent = (a_trainee(cohort=cohort) for _ in range(3))
    post = a_post(cohort=cohort)
    wishes.send(trainee=heard, posts=[post.pk], by=heard.person, at=noon)
    wishes.save(trainee=kept, posts=[post.pk], by=kept.person, at=noon)

    page = client.get(page_of(cohort))
    assert (page.context["heard"], page.context["silent"]) == ([heard], [kept, silent])
    assert "Écrire à 2 personnes" in page.text
    assert "enregistrés seulement" in page.text
    for _time in range(2):
        page = client.post(reverse("cohorts:chase_wishes", args=[cohort.pk]), follow=True)

    assert Letter.objects.filter(kind="cohorts/wishes_reminder").count() == 2
    assert page.context["to_chase"] == 0
    assert "déjà partie aujourd’hui" in page.text


def test_after_the_close_nobody_is_written_to(client: Client, cohort: Cohort, noon: datetime) -> None:
    signed_in(client, Role.MANAGER)
    a_trainee(cohort=cohort)
    Cohort.objects.update(wishes_close_at=noon)

    page = client.post(reverse("cohorts:chase_wishes", args=[cohort.pk]), follow=True).text

    assert "il n’y a plus personne à relancer" in page
    assert "la dernière liste enregistrée" in page
    assert Letter.objects.count() == 0


def test_the_school_reads_one_list_and_what_was_sent_before(client: Client, cohort: Cohort, noon: datetime) -> None:
    signed_in(client, Role.MANAGER)
    trainee = a_trainee(cohort=cohort)
    one, two = a_post(cohort=cohort), a_post(cohort=cohort)
    wishes.send(trainee=trainee, posts=[two.pk, one.pk], by=trainee.person, at=noon)
    wishes.take_back(trainee=trainee, by=trainee.person, at=noon)
    wishes.save(trainee=trainee, posts=[one.pk], takes_any=True, by=trainee.person, at=noon)

    page = client.get(reverse("cohorts:wishes_of", args=[trainee.pk]))

    assert page.context["wishes"] == [f"{one.regiment}, Sarrebourg"]
    assert "2 vœux envoyés le" in page.text
    assert "plutôt n’importe quelle place qu’aucune" in page.text
    assert "pas encore envoyés" in page.text


def test_a_liaison_reads_numbers_of_own_posts_and_nobody_s_name(client: Client, cohort: Cohort, noon: datetime) -> None:
    liaison = signed_in(client, Role.LIAISON)
    mine = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison))
    theirs = a_post(cohort=cohort)
    people = [a_trainee(cohort=cohort) for _ in range(3)]
    for person, order in zip(people, ([mine, theirs], [theirs, mine], [mine]), strict=True):
        wishes.send(trainee=person, posts=[post.pk for post in order], by=person.person, at=noon)
    wishes.take_back(trainee=people[2], by=people[2].person, at=noon)

    page = client.get(HERE)
    (counted,) = page.context["posts"]
    assert (counted.pk, counted.rank_1, counted.rank_2, counted.rank_3, counted.further) == (mine.pk, 1, 1, 0, 0)
    assert not any(one.person.last_name in page.text for one in people)
    assert str(theirs.regiment) not in page.text
    Cohort.objects.update(wishes_close_at=noon)

    assert client.get(HERE).context["posts"][0].rank_1 == 2


def test_who_left_is_neither_awaited_nor_counted(client: Client, cohort: Cohort, noon: datetime) -> None:
    liaison = signed_in(client, Role.LIAISON)
    mine = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison))
    gone = a_trainee(cohort=cohort)
    wishes.send(trainee=gone, posts=[mine.pk], by=gone.person, at=noon)
    Trainee.objects.update(state="left")

    assert client.get(HERE).context["posts"][0].rank_1 == 0
    signed_in(client, Role.MANAGER)
    page = client.get(page_of(cohort))
    assert (page.context["heard"], page.context["silent"]) == ([], [])


def test_without_a_post_or_a_cohort_the_pages_still_stand(client: Client) -> None:
    signed_in(client, Role.LIAISON)

    assert "Aucun poste ici" in client.get(HERE).text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER}))
def test_names_are_the_school_s_alone(role: Role, client: Client, cohort: Cohort) -> None:
    trainee = a_trainee(cohort=cohort)
    signed_in(client, role)

    assert client.get(page_of(cohort)).status_code == 403
    assert client.get(reverse("cohorts:wishes_of", args=[trainee.pk])).status_code == 403
    assert client.post(reverse("cohorts:chase_wishes", args=[cohort.pk])).status_code == 403


def test_the_pages_cost_the_same_whatever_their_length(client: Client, cohort: Cohort, noon: datetime) -> None:
    liaison = signed_in(client, Role.LIAISON)

    def one_more() -> None:
        trainee = a_trainee(cohort=cohort)
        post = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison))
        wishes.send(trainee=trainee, posts=[post.pk], by=trainee.person, at=noon)
        a_trainee(cohort=cohort)

    assert_same_budget(client, HERE, one_more, budget=PAGE)
    signed_in(client, Role.MANAGER)
    assert_same_budget(client, page_of(cohort), one_more, budget=PAGE)
