"""The page of constraints and the forms behind it, for the school, a liaison at home and a liaison elsewhere."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import lifecycle
from cohorts.actions import amphi
from cohorts.models import Amphi, BranchQuota, Cap, Cohort, Exclusion, Lock, Post, Trainee, Wish
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_cap, a_cohort, a_person, a_post, a_regiment, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
REASON = "Frère au régiment."


def signed_in(client: Client, role: Role = Role.MANAGER) -> User:
    person = a_person(role)
    client.force_login(person)
    return person


def page_of(cohort: Cohort) -> str:
    return reverse("cohorts:constraints", args=[cohort.pk])


def reserved(trainee: Trainee, post: Post, at: datetime) -> Lock:
    return Lock.objects.create(trainee=trainee, post=post, reason=REASON, by=a_person(Role.MANAGER), at=at)


def closed(trainee: Trainee, post: Post, at: datetime) -> Exclusion:
    return Exclusion.objects.create(trainee=trainee, post=post, reason=REASON, by=a_person(Role.MANAGER), at=at)


def test_a_post_is_closed_to_somebody_from_the_page_then_opened(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    cohort = a_cohort()
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)

    said = {"trainee": trainee.pk, "post": post.pk, "reason": REASON}
    page = client.post(reverse("cohorts:new_exclusion", args=[cohort.pk]), said, follow=True).text
    exclusion = Exclusion.objects.get()
    client.post(reverse("cohorts:lift_exclusion", args=[exclusion.pk]))

    assert (exclusion.by, exclusion.at) == (manager, noon)
    assert REASON in page
    assert str(trainee.person) in page
    assert not Exclusion.objects.exists()


def test_a_group_is_made_changed_and_removed_from_the_page(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()
    one, two = a_post(cohort=cohort), a_post(cohort=cohort)

    said = {"name": "Sud-Est", "cap": 1, "posts": [one.pk, two.pk]}
    page = client.post(reverse("cohorts:new_cap", args=[cohort.pk]), said, follow=True).text
    group = Cap.objects.get()
    client.post(reverse("cohorts:cap", args=[group.pk]), said | {"cap": 2, "posts": [one.pk]})
    group.refresh_from_db()

    assert "Sud-Est" in page
    assert (group.cap, list(group.posts.all())) == (2, [one])
    client.post(reverse("cohorts:remove_cap", args=[group.pk]))
    assert not Cap.objects.exists()


def test_a_group_that_crosses_another_is_refused_and_keeps_what_was_typed(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()
    one, two, three = (a_post(cohort=cohort) for _ in range(3))
    a_cap(one, two, name="Est")

    said = {"name": "Ouest", "cap": 4, "posts": [two.pk, three.pk]}
    page = client.post(reverse("cohorts:new_cap", args=[cohort.pk]), said).text

    assert "« Ouest » et « Est » se chevauchent".replace("« ", "«\u00a0").replace(" »", "\u00a0»") in page
    assert 'value="Ouest"' in page
    assert Cap.objects.count() == 1


def test_two_groups_a_new_post_made_cross_are_named_on_the_page(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()
    one, two, three = (a_post(cohort=cohort) for _ in range(3))
    a_cap(one, two, name="Est")
    assert "se chevauchent" not in client.get(page_of(cohort)).text
    a_cap(two, three, name="Ouest")

    assert "Deux groupes se chevauchent" in client.get(page_of(cohort)).text


def test_places_kept_under_a_limit_that_came_later_are_named_on_the_page(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()
    one, two = a_post(cohort=cohort), a_post(cohort=cohort)
    a_cap(one, two, cap=1)
    assert "Des places gardées sous une limite" not in client.get(page_of(cohort)).text
    Post.objects.filter(pk=one.pk).update(reserved=1, reserved_for="english")

    assert "Des places gardées sous une limite" in client.get(page_of(cohort)).text


def test_a_minimum_above_the_places_is_refused_under_its_field(client: Client) -> None:
    signed_in(client)
    post = a_post(cohort=a_cohort())

    answer = client.post(reverse("cohorts:opening", args=[post.pk]), {"minimum": 2, "reserved": 0, "reserved_for": ""})

    assert "il n’ouvrirait jamais" in answer.context["form"].errors["minimum"][0]
    post.refresh_from_db()
    assert post.minimum == 0


def test_places_are_kept_first_and_said(client: Client) -> None:
    signed_in(client)
    post = a_post(cohort=a_cohort(), capacity=3)

    said = {"minimum": 2, "reserved": 1, "reserved_for": "english"}
    page = client.post(reverse("cohorts:opening", args=[post.pk]), said, follow=True).text

    assert "1\u00a0: Anglais" in page
    assert "2 personnes" in page


def test_a_reservation_says_what_it_cost_in_the_newest_draft(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    cohort = a_cohort()
    post = a_post(cohort=cohort)
    first, second = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    Wish.objects.create(trainee=first, post=post, position=1)
    reserved(second, post, noon)

    assert "pour voir ce qu’elle coûte" in client.get(page_of(cohort)).text
    amphi.draft(cohort=cohort, by=manager, at=noon)

    assert "elle a coûté un vœu au rang 1." in client.get(page_of(cohort)).text


def test_a_liaison_changes_own_posts_and_reads_the_rest_without_name_nor_reason(client: Client, noon: datetime) -> None:
    liaison = signed_in(client, Role.LIAISON)
    cohort = a_cohort()
    home, away = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison)), a_post(cohort=cohort)
    somebody = a_trainee(cohort=cohort)
    there, lock = closed(somebody, away, noon), reserved(a_trainee(cohort=cohort), away, noon)
    both, alone = a_cap(home, away, name="Les deux"), a_cap(home, name="Chez nous")

    page = client.get(page_of(cohort)).text
    answers = {
        name: client.post(reverse(f"cohorts:{name}", args=[thing.pk])).status_code
        for name, thing in {
            "lift_exclusion": there, "lift_lock": lock, "cap": both, "remove_cap": both, "opening": away, "order": away
        }.items()
    }  # fmt: skip
    client.post(reverse("cohorts:remove_cap", args=[alone.pk]))

    assert "Rang 1" in page
    assert "Les deux" in page
    assert (REASON in page, str(somebody.person) in page) == (False, False)
    assert set(answers.values()) == {404}
    assert list(Cap.objects.all()) == [both]


def test_a_liaison_limits_own_posts_only(client: Client) -> None:
    liaison = signed_in(client, Role.LIAISON)
    cohort = a_cohort()
    home, away = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison)), a_post(cohort=cohort)
    trainee = a_trainee(cohort=cohort)

    client.post(reverse("cohorts:new_cap", args=[cohort.pk]), {"name": "A", "cap": 1, "posts": [home.pk, away.pk]})
    said = {"trainee": trainee.pk, "post": away.pk, "reason": REASON}
    client.post(reverse("cohorts:new_exclusion", args=[cohort.pk]), said)

    assert not Cap.objects.exists()
    assert not Exclusion.objects.exists()
    assert client.get(reverse("cohorts:limits", args=[cohort.pk])).status_code == 403


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.LIAISON}))
def test_constraints_are_closed_to_others(role: Role, client: Client, noon: datetime) -> None:
    signed_in(client, role)
    cohort = a_cohort()
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    things = {
        "constraints": cohort, "new_exclusion": cohort, "new_cap": cohort, "limits": cohort, "opening": post,
        "order": post, "cap": a_cap(post), "lift_exclusion": closed(trainee, post, noon),
    }  # fmt: skip

    answers = {client.post(reverse(f"cohorts:{name}", args=[thing.pk])).status_code for name, thing in things.items()}

    assert answers <= {403, 405}
    assert client.get(page_of(cohort)).status_code == 403


@pytest.mark.parametrize("state", [lifecycle.Amphi.RUNNING, lifecycle.Amphi.PAUSED])
def test_nothing_changes_while_people_are_choosing(state: str, client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    cohort = a_cohort()
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    Amphi.objects.create(
        cohort=cohort, held_on=noon.date(), state=state, current=trainee, opened_by=manager, opened_at=noon
    )

    page = client.get(page_of(cohort)).text
    said = {"trainee": trainee.pk, "post": post.pk, "reason": REASON}
    refused = client.post(reverse("cohorts:new_lock", args=[cohort.pk]), said).text
    client.post(reverse("cohorts:limits", args=[cohort.pk]), {"infantry": 2})

    assert "L’amphi est en cours" in page
    assert reverse("cohorts:new_lock", args=[cohort.pk]) not in page
    assert "L’amphi est en cours" in refused
    assert not Lock.objects.exists()
    assert not BranchQuota.objects.exists()


def test_the_page_costs_the_same_whatever_its_length(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    cohort = a_cohort()

    def one_more() -> None:
        post = a_post(cohort=cohort, capacity=2)
        reserved(a_trainee(cohort=cohort), post, noon)
        closed(a_trainee(cohort=cohort), post, noon)
        a_cap(post)
        amphi.draft(cohort=cohort, by=manager, at=noon)

    one_more()
    assert_same_budget(client, page_of(cohort), one_more, budget=22)
