from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import amphi as actions
from cohorts.actions import publish_placements as publication
from cohorts.models import Cohort, Lock, Post, Run, Trainee, Wish
from cohorts.placement import Rule
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_cohort, a_person, a_post, a_regiment, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def signed_in(client: Client, role: Role = Role.MANAGER) -> User:
    person = a_person(role)
    client.force_login(person)
    return person


def wishing(cohort: Cohort, *posts: Post) -> Trainee:
    trainee = a_trainee(cohort=cohort)
    Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts, 1))
    return trainee


def drafted(cohort: Cohort, at: datetime, rule: Rule = Rule.AMPHI) -> Run:
    return actions.draft(cohort=cohort, by=a_person(Role.MANAGER), at=at, rule=rule)


def stranding() -> tuple[Cohort, Trainee, Trainee, Post, Post]:
    """The first takes the only post the second asked for; looking ahead, both have one."""
    cohort = a_cohort()
    near, far = a_post(cohort=cohort), a_post(cohort=cohort)
    return cohort, wishing(cohort, near, far), wishing(cohort, near), near, far


def test_the_rules_stand_side_by_side_and_looking_writes_nothing(client: Client) -> None:
    signed_in(client, Role.LIAISON)
    cohort, *_ = stranding()
    entries = Entry.objects.count()

    tried = {one.rule: one for one in client.get(reverse("cohorts:rules", args=[cohort.pk])).context["tried"]}

    rows = {rule: one.row for rule, one in tried.items()}
    assert set(rows) == set(Rule) - {Rule.LIVE}
    assert [(rows[rule].placed, rows[rule].moved) for rule in (Rule.AMPHI, Rule.LOOK_AHEAD)] == [(1, 0), (2, 2)]
    assert [(bar.rank, bar.count) for bar in tried[Rule.AMPHI].bars if bar.count] == [(1, 1), (0, 1)]
    assert (Run.objects.count(), Entry.objects.count()) == (0, entries)


def test_a_rule_that_cannot_run_says_why_beside_those_that_can(client: Client) -> None:
    signed_in(client)
    cohort, *_, near, _ = stranding()
    Post.objects.filter(pk=near.pk).update(reserved=1, reserved_for="licence")

    page = client.get(reverse("cohorts:rules", args=[cohort.pk]))

    assert "garde des places pour certaines personnes" in page.text
    assert [bool(one.row) for one in page.context["tried"]] == [True, False, True, False, False, False]


def test_a_rule_opened_shows_who_would_go_elsewhere_and_may_become_the_draft(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    cohort, first, second, near, far = stranding()
    drafted(cohort, noon)

    page = client.get(reverse("cohorts:rules", args=[cohort.pk]) + "?regle=look_ahead")
    moved = [(change.trainee, change.before, change.after) for change in page.context["changes"]]
    client.post(reverse("cohorts:run_amphi", args=[cohort.pk]), {"regle": "look_ahead"})

    assert moved == [(first, near, far), (second, None, near)]
    assert cohort.runs.first().rule == Rule.LOOK_AHEAD
    entry = Entry.objects.filter(event="cohorts.run.draft", by=manager).get()
    assert (entry.facts["rule"], entry.at) == ("look_ahead", noon)


def test_run_again_without_naming_a_rule_keeps_that_of_the_draft(client: Client, noon: datetime) -> None:
    signed_in(client)
    cohort, first, *_ = stranding()
    drafted(cohort, noon, Rule.LEXIMIN)
    first.wishes.filter(position=2).delete()

    client.post(reverse("cohorts:run_amphi", args=[cohort.pk]), {"regle": "anything"})

    assert [run.rule for run in cohort.runs.all()] == [Rule.LEXIMIN] * 2


def test_the_rules_of_a_published_cohort_are_compared_on_what_was_published(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    cohort, first, *_ = stranding()
    publication.publish(run=drafted(cohort, noon), by=manager, at=noon)
    first.wishes.all().delete()

    page = client.get(reverse("cohorts:rules", args=[cohort.pk]) + "?regle=look_ahead")

    assert page.context["tried"][0].row.first_choices == 1
    assert "Faire un brouillon" not in page.text


def test_the_school_reads_why_in_full_and_a_liaison_without_the_name(client: Client, noon: datetime) -> None:
    cohort, _, second, near, _ = stranding()
    third = wishing(cohort, near)
    Lock.objects.create(trainee=third, post=near, reason="Conjointe.", by=a_person(Role.LIAISON), at=noon)
    run = drafted(cohort, noon)
    address = reverse("cohorts:why", args=[run.pk, second.pk])

    signed_in(client)
    full = client.get(address).text
    signed_in(client, Role.LIAISON)
    page = client.get(address).text

    assert "Réservé avant l’amphi\u00a0: rang 3." in full
    assert "Un vœu perdu par une place réservée à un rang plus bas\u00a0: 3." in full
    assert str(second.person) in full
    assert str(second.person) not in page
    assert "Conjointe" not in full


def test_a_trainee_reads_why_once_published_and_no_name(client: Client, noon: datetime) -> None:
    cohort, first, second, *_ = stranding()
    manager = a_person(Role.MANAGER)
    run = drafted(cohort, noon)
    client.force_login(second.person)

    before = client.get(reverse("cohorts:my_why")).text
    publication.publish(run=run, by=manager, at=noon)
    page = client.get(reverse("cohorts:my_why")).text

    assert "Pas encore de résultat" in before
    assert "Pris\u00a0: dernière place au rang 1." in page
    assert "1 personne était avant" in page
    assert (str(first.person) in page, str(run.drafted_by) in page) == (False, False)


def test_what_closes_a_post_is_told_to_the_person_and_to_nobody_else(client: Client, noon: datetime) -> None:
    cohort, first, _, near, _ = stranding()
    Post.objects.filter(pk=near.pk).update(needs_fitness=True)
    run = drafted(cohort, noon)
    signed_in(client)

    full = client.get(reverse("cohorts:why", args=[run.pk, first.pk])).text
    publication.publish(run=run, by=a_person(Role.MANAGER), at=noon)
    client.force_login(first.person)

    assert "Pas accessible à cette personne." in full
    assert "aptitude" not in full
    assert "aptitude sans restriction, qui n’était pas établie" in client.get(reverse("cohorts:my_why")).text


def test_somebody_who_is_not_in_the_run_is_not_found(client: Client, noon: datetime) -> None:
    signed_in(client)
    run = drafted(a_cohort(), noon)

    assert client.get(reverse("cohorts:why", args=[run.pk, a_trainee().pk])).status_code == 404


@pytest.mark.parametrize("page", ["rules", "why"])
def test_the_pages_cost_the_same_whatever_their_length(page: str, client: Client, noon: datetime) -> None:
    liaison = signed_in(client, Role.LIAISON)
    cohort, first, *_ = stranding()
    run = drafted(cohort, noon)

    def one_more() -> None:
        wishing(cohort, a_post(cohort=cohort, regiment=a_regiment(liaison=liaison)))

    arguments = [cohort.pk] if page == "rules" else [run.pk, first.pk]
    assert_same_budget(client, reverse(f"cohorts:{page}", args=arguments) + "?regle=leximin", one_more, budget=12)
