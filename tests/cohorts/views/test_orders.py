"""The order of a regiment: what its page shows, who may change it, and what it keeps."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import amphi, orders
from cohorts.actions.publish_placements import publish
from cohorts.models import Cohort, Post, Trainee
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_cap, a_cohort, a_person, a_post, a_regiment, a_result, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def at_home(client: Client) -> tuple[User, Post, list[Trainee]]:
    """A liaison, signed in, with one post and three trainees to put in order."""
    liaison = a_person(Role.LIAISON)
    client.force_login(liaison)
    cohort = a_cohort()
    post = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison))
    return liaison, post, [a_trainee(cohort=cohort) for _ in range(3)]


def address(post: Post) -> str:
    return reverse("cohorts:order", args=[post.pk])


def kept(post: Post) -> list[int]:
    return list(post.preferences.values_list("trainee__merit_rank", flat=True))


def test_without_an_order_of_its_own_a_post_follows_the_merit_list(client: Client) -> None:
    _, post, trainees = at_home(client)

    page = client.get(address(post))

    assert "Ce poste suit l’ordre du classement." in page.text
    assert [line.trainee for line in page.context["lines"]] == trainees


def test_an_order_is_saved_with_author_and_day_then_given_back(client: Client) -> None:
    liaison, post, (first, second, third) = at_home(client)

    said = {"trainees": [third.pk, first.pk, second.pk], "save": ""}
    page = client.post(address(post), said, follow=True).text
    saved = kept(post)
    back = client.post(address(post), {"merit": ""}, follow=True).text

    assert saved == [3, 1, 2]
    assert f"Ordre enregistré par {liaison}, le" in page
    assert "Ce poste suit l’ordre du classement." in back
    assert kept(post) == []


def test_a_button_moves_one_line_without_script(client: Client) -> None:
    _, post, trainees = at_home(client)

    client.post(address(post), {"trainees": [one.pk for one in trainees], "up": trainees[2].pk})

    assert kept(post) == [1, 3, 2]


def test_a_line_that_was_dragged_is_saved_at_once(client: Client) -> None:
    _, post, trainees = at_home(client)

    said = {"trainees": [one.pk for one in reversed(trainees)]}
    answer = client.post(address(post), said, headers={"HX-Request": "true"})

    assert "Enregistré à" in answer.text
    assert kept(post) == [3, 2, 1]


def test_an_order_of_strangers_is_refused_in_words(client: Client) -> None:
    _, post, _ = at_home(client)

    answer = client.post(address(post), {"trainees": [a_trainee().pk, 10**30]}, follow=True)

    assert "d’une autre promotion" in answer.text
    assert kept(post) == []


def test_only_the_facts_the_post_asks_for_are_read_and_health_only_within_the_whole(client: Client) -> None:
    _, post, (fit, limited, _) = at_home(client)
    for trainee, verdict in ((fit, "fit"), (limited, "fit_within_limits")):
        a_result(trainee.application, trial="medical", verdict=verdict)
        a_result(trainee.application, trial="english", verdict="B2")
    plain = [line.note for line in client.get(address(post)).context["lines"]]
    Post.objects.filter(pk=post.pk).update(needs_fitness=True)

    asking = [line.note for line in client.get(address(post)).context["lines"]]

    assert plain == ["", "", ""]
    assert asking == [f"Répond aux conditions\u00a0: {answer}" for answer in ("oui", "non", "non")]


def test_the_english_and_the_licence_are_read_where_they_matter(client: Client) -> None:
    _, post, (first, *_) = at_home(client)
    a_result(first.application, trial="english", verdict="B2")
    Trainee.objects.filter(pk=first.pk).update(has_licence=True)
    Post.objects.filter(pk=post.pk).update(needs_english="B1", reserved=1, reserved_for="licence")

    told, unknown, _ = (line.note for line in client.get(address(post)).context["lines"])

    assert told == "Répond aux conditions\u00a0: oui. Anglais\u00a0: B2. Permis\u00a0: oui"
    assert unknown.endswith("Anglais\u00a0: pas encore connu. Permis\u00a0: pas encore connu")


def test_neither_a_name_nor_a_wish_is_ever_read_here(client: Client, noon: datetime) -> None:
    liaison, post, trainees = at_home(client)
    trainees[0].wishes.create(post=post, position=1)
    run = amphi.draft(cohort=post.cohort, by=liaison, at=noon)
    proposed = client.get(address(post)).text
    publish(run=run, by=liaison, at=noon)
    published = client.get(address(post)).text

    for page in (proposed, published):
        assert not any(one.person.last_name in page for one in trainees)
    assert "déjà publiées" in published
    assert 'name="save"' not in published


def test_an_order_under_a_shared_limit_says_what_it_is_worth(client: Client) -> None:
    _, post, _ = at_home(client)
    other = a_post(cohort=post.cohort)
    assert "Une limite commune touche ce poste" not in client.get(address(post)).text
    a_cap(post, other, cap=1, name="Sud-Est")

    assert "Une limite commune touche ce poste (Sud-Est)" in client.get(address(post)).text


def test_the_school_reads_an_order_and_does_not_change_it(client: Client, noon: datetime) -> None:
    liaison, post, trainees = at_home(client)
    orders.rank(post=post, trainees=[one.pk for one in reversed(trainees)], by=liaison, at=noon)
    client.force_login(a_person(Role.MANAGER))

    assert [line.trainee.merit_rank for line in client.get(address(post)).context["lines"]] == [3, 2, 1]
    assert 'name="save"' not in client.get(address(post)).text
    assert client.post(address(post), {"merit": ""}).status_code == 403
    assert kept(post) == [3, 2, 1]


def test_a_liaison_from_elsewhere_does_not_know_this_order(client: Client) -> None:
    post = a_post(cohort=a_cohort())
    client.force_login(a_person(Role.LIAISON))

    assert client.get(address(post)).status_code == 404
    assert client.post(address(post), {"merit": ""}).status_code == 404


def test_the_page_costs_the_same_whatever_its_length(client: Client) -> None:
    _, post, _ = at_home(client)
    cohort: Cohort = post.cohort

    assert_same_budget(client, address(post), lambda: a_trainee(cohort=cohort), budget=16)
