from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import lifecycle
from cohorts.actions import amphi, withdraw
from cohorts.models import Cohort, Placement, Post, Trainee, Vacancy, VacancyOffer, Wish
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import NOON, a_cohort, a_person, a_placed_cohort, a_post, a_regiment, a_trainee, a_vacancy_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def signed_in(client: Client, role: Role = Role.MANAGER) -> User:
    person = a_person(role)
    client.force_login(person)
    return person


def published() -> tuple[list[Trainee], list[Post]]:
    """Three people hold A, B and nothing; everybody asked for A, then B."""
    cohort = a_cohort(starts_on=date(2026, 11, 30))
    posts = [a_post(cohort=cohort) for _ in range(2)]
    return a_placed_cohort(*[posts] * 3, cohort=cohort, holds=[*posts, None]), posts


def drafted() -> tuple[list[Trainee], int]:
    cohort = a_cohort()
    posts = [a_post(cohort=cohort) for _ in range(2)]
    trainees = [a_trainee(cohort=cohort) for _ in range(3)]
    Wish.objects.bulk_create(
        Wish(trainee=one, post=post, position=n) for one in trainees for n, post in enumerate(posts, 1)
    )
    return trainees, amphi.draft(cohort=cohort, by=a_person(Role.MANAGER), at=NOON).pk


def test_a_departure_is_simulated_before_it_is_confirmed(client: Client) -> None:
    signed_in(client)
    (first, second, third), _ = published()

    page = client.get(reverse("cohorts:leave", args=[first.pk]))

    assert [step.trainee for step in page.context["departure"].steps] == [second, third]
    assert "à qui la place serait proposée" in page.text
    assert Placement.objects.count() == 2


def test_a_departure_asks_for_its_reason(client: Client) -> None:
    signed_in(client)
    (first, *_), _ = published()

    client.post(reverse("cohorts:leave", args=[first.pk]), {"reason": ""})
    assert not Vacancy.objects.exists()
    client.post(reverse("cohorts:leave", args=[first.pk]), {"reason": "Raison familiale."})

    assert Vacancy.objects.get().freed_by == first


def test_a_departure_by_mistake_is_taken_back_from_the_record(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    (first, *_), _ = published()
    withdraw.leave(trainee=first, reason="Erreur.", by=manager, at=noon)
    address = reverse("cohorts:come_back", args=[first.pk])
    assert address in client.get(reverse("cohorts:trainee", args=[first.pk])).text

    client.post(address)

    assert Trainee.objects.get(pk=first.pk).state == lifecycle.Trainee.ENROLLED


def test_what_if_somebody_left_the_draft_is_a_chain_and_writes_nothing(client: Client) -> None:
    signed_in(client)
    (first, second, third), run = drafted()

    page = client.get(reverse("cohorts:what_if", args=[run, first.pk]))

    assert [step.trainee for step in page.context["departure"].steps] == [second, third]
    assert "2 personnes changeraient de place." in page.text


def test_the_trainee_reads_what_accepting_changes_then_accepts(client: Client, noon: datetime) -> None:
    (first, second, _), (a, b) = published()
    withdraw.leave(trainee=first, reason="Erreur.", by=a_person(Role.MANAGER), at=noon)
    client.force_login(second.person)
    assert "Lire et répondre" in client.get(reverse("cohorts:my_path")).text
    page = client.get(reverse("cohorts:my_offer"))
    assert b.regiment.name in page.text

    client.post(reverse("cohorts:my_offer"), {"offer": page.context["offer"].pk, "answer": "accept"})

    assert Placement.objects.get(trainee=second).post == a
    assert "Vous avez accepté cette place" in client.get(reverse("cohorts:my_offer")).text


def test_an_offer_to_somebody_else_is_not_answered(client: Client) -> None:
    offer = a_vacancy_offer()
    client.force_login(a_trainee(cohort=offer.vacancy.cohort).person)

    answer = client.post(reverse("cohorts:my_offer"), {"offer": offer.pk, "answer": "accept"})

    assert (answer.status_code, VacancyOffer.objects.get().state) == (404, lifecycle.VacancyOffer.OFFERED)


def test_the_page_shows_each_place_to_whom_it_is_offered_and_who_is_next(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    (first, second, third), _ = published()
    withdraw.leave(trainee=first, reason="Erreur.", by=manager, at=noon)

    page = client.get(reverse("cohorts:vacancies"))

    (line,) = page.context["open"]
    assert line.offer.trainee == second
    assert line.next == [third]
    assert "Raison" not in page.text


def test_a_liaison_reads_ranks_and_the_names_of_home_only(client: Client, noon: datetime) -> None:
    (first, second, _), _ = published()
    withdraw.leave(trainee=first, reason="Secret de famille.", by=a_person(Role.MANAGER), at=noon)
    signed_in(client, Role.LIAISON)

    page = client.get(reverse("cohorts:vacancies")).text

    assert "au rang 2" in page
    assert (str(second.person) in page, "Secret de famille" in page, "Ne plus la proposer" in page) == (False,) * 3


def test_a_place_is_closed_and_the_others_offered_from_the_page(client: Client, noon: datetime) -> None:
    manager = signed_in(client)
    (first, *_), _ = published()
    withdraw.leave(trainee=first, reason="Erreur.", by=manager, at=noon)
    vacancy = Vacancy.objects.get()

    client.post(reverse("cohorts:offer_now", args=[vacancy.cohort_id]))
    client.post(reverse("cohorts:close_vacancy", args=[vacancy.pk]), {"reason": "Régiment en opération."})

    assert Vacancy.objects.get().state == lifecycle.Vacancy.CLOSED


def test_the_page_of_freed_places_costs_the_same_whatever_its_length(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort(starts_on=date(2026, 11, 30))
    Cohort.objects.update(state=lifecycle.Cohort.PLACED)

    def one_more() -> None:
        vacancy = Vacancy.objects.create(
            cohort=cohort, post=a_post(cohort=cohort), freed_by=a_trainee(cohort=cohort), freed_at=NOON
        )
        a_vacancy_offer(vacancy=vacancy)

    one_more()
    assert_same_budget(client, reverse("cohorts:vacancies"), one_more, budget=18)


def test_every_letter_is_read_before_it_leaves_in_the_language_of_its_reader(client: Client) -> None:
    signed_in(client)
    (first, second, third), run = drafted()
    User.objects.filter(pk=second.person_id).update(language="en")

    page = client.get(reverse("cohorts:publish_placements", args=[run])).text
    letters = [client.get(reverse("cohorts:placement_letter", args=[run, one.pk])) for one in (first, second, third)]

    assert all(reverse("cohorts:placement_letter", args=[run, one.pk]) in page for one in (first, second, third))
    assert "C’est votre premier vœu." in letters[0].text
    assert "It is your wish number 2." in letters[1].text
    assert "Votre affectation se cherche encore" in letters[2].text
    assert letters[0].context["after"] == second.pk
    assert not Letter.objects.exists()


def test_a_liaison_reads_the_letters_of_home_only(client: Client) -> None:
    liaison = signed_in(client, Role.LIAISON)
    cohort = a_cohort()
    home, away = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison)), a_post(cohort=cohort)
    mine, other = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    Wish.objects.create(trainee=mine, post=home, position=1)
    Wish.objects.create(trainee=other, post=away, position=1)
    run = amphi.draft(cohort=cohort, by=liaison, at=NOON).pk

    codes = [client.get(reverse("cohorts:placement_letter", args=[run, one.pk])).status_code for one in (mine, other)]

    assert codes == [200, 404]
