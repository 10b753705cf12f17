from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import lifecycle
from cohorts.actions import amphi as actions
from cohorts.actions import publish_placements
from cohorts.models import BranchQuota, Cohort, Lock, Placement, Post, Run, Trainee, Wish
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_cohort, a_person, a_post, a_regiment, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
AMPHI = "/amphi/"


def wishing(cohort: Cohort, *posts: Post, at: datetime | None = None) -> Trainee:
    """One more trainee, ranked after the others, who asks for these posts in this order."""
    trainee = a_trainee(cohort=cohort)
    Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts, 1))
    if at:
        Trainee.objects.filter(pk=trainee.pk).update(wishes_sent_at=at)
    return trainee


def signed_in(client: Client, role: Role = Role.MANAGER) -> User:
    person = a_person(role)
    client.force_login(person)
    return person


def drafted(cohort: Cohort, at: datetime) -> Run:
    return actions.draft(cohort=cohort, by=a_person(Role.MANAGER), at=at)


def test_a_draft_is_run_from_the_page_and_shown_with_its_reasons(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()
    near, far = a_post(cohort=cohort), a_post(cohort=cohort)
    for _ in range(2):
        wishing(cohort, near, far)

    page = client.post(reverse("cohorts:run_amphi", args=[cohort.pk]), follow=True).text

    assert "Pris\u00a0: dernière place au rang 1." in page
    assert (Run.objects.count(), Placement.objects.count()) == (1, 0)


def test_every_kind_of_refusal_has_its_sentence(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    cohort = a_cohort()
    one, two, three = (a_post(cohort=cohort) for _ in range(3))
    closed = a_post(cohort=cohort, capacity=0)
    wishing(cohort, closed, one, two)
    wishing(cohort, two, three)
    last = wishing(cohort, two, three)
    Lock.objects.create(trainee=last, post=one, reason="Conjointe en garnison.", by=manager, at=noon)
    BranchQuota.objects.create(cohort=cohort, branch="infanterie", cap=2)
    drafted(cohort, noon)

    page = client.get(AMPHI).text

    assert "Ce poste n’ouvre pas de place." in page
    assert "Réservé avant l’amphi\u00a0: rang 3." in page
    assert "les 2 places de l’arme sont prises, la dernière au rang 1." in page
    assert "Une autre place a été réservée d’avance pour cette personne." in page
    assert "La place réservée au rang 3 a coûté un vœu aux rangs 1, 2." in page


def test_a_rank_stays_the_one_given_when_somebody_before_has_left(client: Client, noon: datetime) -> None:
    signed_in(client)
    cohort = a_cohort()
    post = a_post(cohort=cohort)
    gone, _, _ = (wishing(cohort, post) for _ in range(3))
    Trainee.objects.filter(pk=gone.pk).update(state=lifecycle.Trainee.LEFT)
    drafted(cohort, noon)

    assert "dernière place au rang 2." in client.get(AMPHI).text


def test_those_who_have_not_sent_their_wishes_are_named_to_the_school(client: Client, noon: datetime) -> None:
    signed_in(client)
    cohort = a_cohort()
    wishing(cohort, at=noon)
    late = wishing(cohort)

    page = client.get(AMPHI)

    assert page.context["not_sent"] == [late]
    assert f"Rang 2, {late.person}" in page.text


def test_a_new_draft_says_who_changes_place(client: Client, noon: datetime) -> None:
    signed_in(client)
    cohort = a_cohort()
    near, far = a_post(cohort=cohort), a_post(cohort=cohort)
    trainee = wishing(cohort, near, far)
    drafted(cohort, noon)
    near.capacity = 0
    near.save()

    assert "Ce brouillon n’est plus à jour" in client.get(AMPHI).text
    page = client.post(reverse("cohorts:run_amphi", args=[cohort.pk]), follow=True)

    assert [(change.trainee, change.before, change.after) for change in page.context["changes"]] == [
        (trainee, near, far)
    ]


def test_running_again_with_nothing_changed_keeps_one_draft(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()
    wishing(cohort, a_post(cohort=cohort))

    for _ in range(2):
        page = client.post(reverse("cohorts:run_amphi", args=[cohort.pk]), follow=True)

    assert "Rien n’a changé depuis ce brouillon" in page.text
    assert Run.objects.count() == 1


def test_publishing_from_the_page_places_and_writes_once(client: Client, noon: datetime) -> None:
    signed_in(client)
    cohort = a_cohort()
    wishing(cohort, a_post(cohort=cohort))
    address = reverse("cohorts:publish_placements", args=[drafted(cohort, noon).pk])

    assert "Publier et écrire à chaque personne" in client.get(address).text
    client.post(address)
    again = client.post(address)

    assert (again.status_code, Placement.objects.count(), Letter.objects.count()) == (409, 1, 1)
    assert "déjà publiées" in again.text


def test_nothing_is_published_while_somebody_may_still_send_wishes(client: Client, noon: datetime) -> None:
    signed_in(client)
    cohort = a_cohort()
    Cohort.objects.filter(pk=cohort.pk).update(wishes_close_at=noon + timedelta(days=1))
    wishing(cohort, a_post(cohort=cohort))

    answer = client.post(reverse("cohorts:publish_placements", args=[drafted(cohort, noon).pk]))

    assert "publiez après leur clôture" in answer.text
    assert not Placement.objects.exists()


def test_the_liaison_reads_the_names_proposed_at_home_and_ranks_for_the_others(client: Client, noon: datetime) -> None:
    liaison = signed_in(client, Role.LIAISON)
    cohort = a_cohort()
    home = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison))
    mine, other = wishing(cohort, home), wishing(cohort, a_post(cohort=cohort))

    before = client.get(AMPHI).text
    run = drafted(cohort, noon)
    proposed = client.get(AMPHI).text
    publish_placements.publish(run=run, by=liaison, at=noon)
    published = client.get(AMPHI).text

    assert (str(mine.person) in before, str(other.person) in before) == (False, False)
    assert (str(mine.person) in proposed, str(other.person) in proposed) == (True, False)
    assert (str(mine.person) in published, str(other.person) in published) == (True, False)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.LIAISON}))
def test_the_amphi_is_closed_to_others(role: Role, client: Client, noon: datetime) -> None:
    signed_in(client, role)
    cohort = a_cohort()
    run = drafted(cohort, noon)

    answers = [
        client.get(AMPHI),
        client.post(reverse("cohorts:run_amphi", args=[cohort.pk])),
        client.get(reverse("cohorts:publish_placements", args=[run.pk])),
        client.post(reverse("cohorts:publish_placements", args=[run.pk])),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert not Placement.objects.exists()


def test_the_page_costs_the_same_whatever_its_length(client: Client, noon: datetime) -> None:
    liaison = signed_in(client, Role.LIAISON)
    cohort = a_cohort()

    def one_more() -> None:
        wishing(cohort, a_post(cohort=cohort, regiment=a_regiment(liaison=liaison)), at=noon)
        drafted(cohort, noon)

    one_more()
    assert_same_budget(client, AMPHI, one_more, budget=12)
