from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.actions.live import undo
from cohorts.actions.live.absences import mark_absent
from cohorts.models import Absence, How, Lock, Pick, Trainee
from cohorts.room import reading
from portal.people.models import Role
from tests.budgets import SESSION_AND_USER, queries_of
from tests.build import NOON, a_person, a_trainee
from tests.cohorts.rooms import Session, a_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
MINE = "/mon-amphi/"


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    reading.forget()
    yield
    reading.forget()


def page_of(client: Client, session: Session, who: int, **asked: object) -> str:
    client.force_login(session.trainees[who].person)
    return client.get(MINE, asked).text


def confirm(client: Client, session: Session, who: int, post: int, *, follow: bool = True) -> tuple[int, str]:
    client.force_login(session.trainees[who].person)
    answer = client.post(reverse("cohorts:pick_post", args=[session.amphi.pk, session.posts[post].pk]), follow=follow)
    return answer.status_code, answer.text


def name(session: Session, post: int) -> str:
    regiment = session.posts[post].regiment
    return f"{regiment}, {regiment.garrison}"


# Before


def test_without_an_amphi_the_page_says_what_will_come(client: Client) -> None:
    client.force_login(a_trainee().person)

    assert "Aucun amphi n’est ouvert" in client.get(MINE).text


def test_before_it_starts_one_knows_ones_rank_and_what_will_happen(client: Client) -> None:
    page = page_of(client, a_session(), 2)

    assert "L’amphi va commencer" in page
    assert "Vous avez le rang 3." in page
    assert "2 personnes choisissent avant vous." in page
    assert "libre, 2 places" in page


def test_one_says_that_one_will_not_be_there_and_takes_it_back(client: Client) -> None:
    session = a_session()
    client.force_login(session.trainees[1].person)
    absence = reverse("cohorts:say_absent", args=[session.amphi.pk])

    page = client.post(absence, {"absent": "yes"}, follow=True).text
    assert "vos vœux parleront pour vous" in page
    assert Absence.objects.get().trainee == session.trainees[1]
    client.post(absence, {"absent": "no"})
    assert not Absence.objects.exists()


# While others choose


def test_while_waiting_one_sees_whose_turn_it_is_and_what_is_left_of_ones_wishes(client: Client) -> None:
    session = a_session().starts()
    session.picks(0, 0)

    page = page_of(client, session, 2)

    assert "C’est le tour du rang 2" in page
    assert "1 personne choisit avant vous." in page
    assert "pris\u00a0: dernière place au rang 1" in page
    assert f"Aujourd’hui, ce serait {name(session, 1)}." in page
    assert "choisir=" not in page


def test_of_others_one_reads_ranks_and_names_only_where_they_are_shown(client: Client) -> None:
    session = a_session().starts()
    session.picks(0, 0)
    others = [str(trainee.person) for trainee in session.trainees[:2]]

    assert not any(other in page_of(client, session, 2) for other in others)
    type(session.amphi).objects.update(shows_names=True, version=99)
    assert all(other in page_of(client, session, 2) for other in others)


def test_a_pause_is_said(client: Client) -> None:
    assert "L’amphi est suspendu" in page_of(client, a_session().starts().pauses(), 1)


# My turn


def test_at_ones_turn_wishes_come_first_and_the_first_open_one_is_the_main_button(client: Client) -> None:
    session = a_session().starts()
    session.picks(0, 0)

    page = page_of(client, session, 1)

    assert "À vous de choisir" in page
    assert 'data-seconds="87"' in page
    assert page.index("Vos vœux") < page.index("Ce qui vous est ouvert")
    assert f'btn-primary" href="/mon-amphi/?choisir={session.posts[1].pk}#suivi"' in page
    assert f"?choisir={session.posts[0].pk}" not in page


def test_choosing_takes_a_second_step_that_needs_no_script(client: Client) -> None:
    session = a_session().starts()

    page = page_of(client, session, 0, choisir=session.posts[1].pk)
    assert f"Choisir {name(session, 1)}" in page
    assert not Pick.objects.exists()

    _, after = confirm(client, session, 0, 1)
    assert session.posts[1].regiment.name in after
    assert "Vous avez fait ce choix à votre tour." in after
    assert "était encore libre à votre tour" in after
    assert Pick.objects.get().how == How.OWN


def test_a_post_one_is_about_to_confirm_may_be_gone(client: Client) -> None:
    session = a_session().starts()
    session.picks(0, 0)

    page = page_of(client, session, 1, choisir=session.posts[0].pk)

    assert "n’est plus possible" in page
    assert "Choisir un autre poste" in page
    assert "Confirmer" not in page


def test_a_refused_choice_says_so_at_once_with_what_is_left(client: Client) -> None:
    session = a_session().starts()
    session.picks(0, 0)

    status, page = confirm(client, session, 1, 0)

    assert status == 409
    assert "Ce choix n’est pas fait" in page
    assert "dernière place au rang 1." in page
    assert f"?choisir={session.posts[1].pk}" in page
    assert 'data-live="/mon-amphi/"' in page


def test_a_choice_that_comes_too_late_is_told_what_ones_wishes_took(client: Client) -> None:
    session = a_session().starts(NOON - timedelta(seconds=90))
    client.force_login(session.trainees[1].person)
    client.get(MINE)  # somebody looks: time has passed

    status, page = confirm(client, session, 0, 1)

    assert status == 409
    assert "Ce tour est passé" in page
    assert "Le temps de votre tour est passé sans choix" in page


def test_looking_at_a_post_shows_it_to_the_room(client: Client) -> None:
    session = a_session().starts()
    client.force_login(session.trainees[0].person)

    page = client.post(reverse("cohorts:watch_post", args=[session.amphi.pk, session.posts[2].pk]), follow=True).text

    assert session.anew().amphi.watched == session.posts[2]
    assert "montré à la salle" in page


def test_any_post_is_taken_in_time_for_whoever_any_suits(client: Client) -> None:
    session = a_session()
    chooser = session.trainees[0]
    chooser.wishes.all().delete()
    Trainee.objects.filter(pk=chooser.pk).update(takes_any=True)
    session.starts()

    assert "un poste encore ouvert est retenu, puisque tous vous conviennent" in page_of(client, session, 0)


# After


def test_afterwards_one_reads_why_each_higher_wish_was_not_possible_at_that_turn(client: Client) -> None:
    session = a_session(capacity=(1, 2, 2)).starts()
    session.picks(0, 0)
    session.picks(1, 1)
    session.picks(2, 1)

    page = page_of(client, session, 1)

    assert "C’était votre 2e vœu." in page
    assert "pris\u00a0: dernière place au rang 1" in page
    assert "dernière place au rang 3" not in page


def test_whoever_was_away_is_told_what_their_wishes_decided(client: Client) -> None:
    session = a_session()
    mark_absent(amphi=session.amphi, trainee=session.trainees[1], by=session.trainees[1].person, at=NOON)
    session.starts()
    session.picks(0, 0)

    page = page_of(client, session, 1)

    assert session.posts[1].regiment.name in page
    assert "vous ne seriez pas là" in page


def test_whoever_comes_back_too_late_is_told_that_time_passed(client: Client) -> None:
    session = a_session().starts(NOON - timedelta(minutes=2))

    assert "Le temps de votre tour est passé sans choix" in page_of(client, session, 0)


def test_a_reserved_place_is_known_and_is_no_choice(client: Client) -> None:
    session = a_session()
    Lock.objects.create(
        trainee=session.trainees[2], post=session.posts[0], reason="Famille.", by=a_person(Role.MANAGER), at=NOON
    )
    session.starts()

    assert "Cette place vous était réservée avant l’amphi." in page_of(client, session, 2)
    assert "réservé avant l’amphi" in page_of(client, session, 0)


def test_an_undone_choice_says_why_the_turn_came_back(client: Client) -> None:
    session = a_session().starts()
    pick = session.picks(0, 0)
    undo.undo(pick=pick, reason="Erreur de bouton.", by=a_person(Role.MANAGER), at=NOON)

    page = page_of(client, session, 0)

    assert "À vous de choisir" in page
    assert "Motif donné\u00a0: Erreur de bouton." in page


# How one gets there


def test_ones_path_leads_to_an_amphi_under_way(client: Client) -> None:
    session = a_session()
    client.force_login(session.trainees[0].person)

    assert "L’amphi est en cours" not in client.get("/mon-parcours/").text
    session.starts()
    assert "Entrer dans l’amphi" in client.get("/mon-parcours/").text


# What it costs, and for whom


def test_asking_for_news_costs_three_queries_and_no_template(client: Client) -> None:
    session = a_session().starts()
    client.force_login(session.trainees[1].person)

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(MINE, {"v": session.amphi.version})

    assert (answer.status_code, answer.content, answer.templates) == (204, b"", [])
    assert len(captured) == SESSION_AND_USER + 1


def test_news_cost_no_more_once_somebody_has_read_them(client: Client) -> None:
    session = a_session().starts()
    client.force_login(session.trainees[2].person)
    queries_of(client, f"{MINE}?v=0")

    assert len(queries_of(client, f"{MINE}?v=0")) == SESSION_AND_USER + 1


def test_the_page_costs_the_same_for_one_person_and_for_three(client: Client) -> None:
    costs = []
    for people in (1, 3):
        session = a_session(people=people).starts()
        client.force_login(session.trainees[0].person)
        costs.append(len(queries_of(client, MINE)))

    assert costs[0] == costs[1] <= SESSION_AND_USER + 9


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRAINEE}))
def test_it_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(MINE).status_code == 403


def test_nobody_chooses_in_the_amphi_of_another_cohort(client: Client) -> None:
    session = a_session().starts()
    client.force_login(a_trainee().person)

    answer = client.post(reverse("cohorts:pick_post", args=[session.amphi.pk, session.posts[0].pk]))

    assert answer.status_code == 404
