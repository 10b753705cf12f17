"""One post, read by those who may choose it, open it or follow it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Post
from portal.people.models import Role, User
from tests.build import a_cohort, a_person, a_placement, a_post, a_regiment, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def read(client: Client, post: Post, reader: User) -> str:
    client.force_login(reader)
    page = client.get(reverse("cohorts:post_page", args=[post.pk]))
    assert page.status_code == 200
    return page.text


def test_a_post_says_where_when_and_what_it_asks(client: Client) -> None:
    trainee = a_trainee()
    post = a_post(cohort=trainee.cohort)
    Post.objects.filter(pk=post.pk).update(
        needs_fitness=True, needs_english="B2", within_km=300, lodging="on_base", section="2e section"
    )

    page = read(client, post, trainee.person)

    for words in (
        post.regiment.name,
        "Sarrebourg (57)",
        "Apte sans restriction",
        "Anglais B2",
        "moins de 300",
        "2e section",
    ):
        assert words in page
    assert "du 4 oct. 2027 au 4 fév. 2028, comme toute la promotion" in page


def test_a_post_with_dates_of_its_own_says_them(client: Client) -> None:
    post = a_post(cohort=a_cohort())
    Post.objects.filter(pk=post.pk).update(starts_on=date(2027, 10, 11))

    page = read(client, post, a_person(Role.MANAGER))

    assert ("du 11 oct. 2027 au 4 fév. 2028" in page, "comme toute la promotion" in page) == (True, False)


def test_the_section_leader_is_named_to_the_person_placed_there_and_to_no_other_trainee(client: Client) -> None:
    trainee = a_trainee()
    other = a_trainee(cohort=trainee.cohort)
    post = a_post(cohort=trainee.cohort, supervisor=a_person(Role.SUPERVISOR))
    a_placement(trainee, post=post)

    assert str(post.supervisor) in read(client, post, trainee.person)
    assert str(post.supervisor) not in read(client, post, other.person)


def test_a_liaison_reads_only_the_posts_of_own_regiments(client: Client) -> None:
    cohort, liaison = a_cohort(), a_person(Role.LIAISON)
    mine, other = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison)), a_post(cohort=cohort)

    assert mine.regiment.name in read(client, mine, liaison)
    assert client.get(reverse("cohorts:post_page", args=[other.pk])).status_code == 404


def test_a_trainee_of_another_cohort_does_not_know_the_post(client: Client) -> None:
    post = a_post(cohort=a_cohort())
    client.force_login(a_trainee().person)

    assert client.get(reverse("cohorts:post_page", args=[post.pk])).status_code == 404
