from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.actions.live import conduct
from cohorts.models import How, Pick
from cohorts.room import reading
from portal.people.models import Role, User
from tests.budgets import SESSION_AND_USER, assert_budget, queries_of
from tests.build import NOON, a_person
from tests.cohorts.rooms import Session, a_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    reading.forget()
    yield
    reading.forget()


@pytest.fixture
def school(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def board(session: Session) -> str:
    return f"/amphi/{session.amphi.pk}/ecran/"


def polled(client: Client, session: Session) -> int:
    return client.get(board(session), {"v": session.amphi.version}).status_code


def test_it_says_whose_turn_it_is_and_how_long_is_left(client: Client, school: User) -> None:
    session = a_session().starts()
    session.picks(0, 0)

    page = client.get(board(session)).text

    assert "À vous de choisir" in page
    assert '<h1 id="t-turn">Rang 2</h1>' in page
    assert 'data-seconds="87"' in page
    assert ">1:27</p>" in page


def test_it_shows_the_last_choices_the_places_and_the_post_looked_at(client: Client, school: User) -> None:
    session = a_session().starts()
    session.picks(0, 0)
    session.looks(1, 1)
    taken, seen, _ = (post.regiment for post in session.posts)

    page = client.get(board(session)).text

    assert f"{taken}, {taken.garrison}" in page
    assert "3 places libres" in page
    assert f"dont 2 ont encore une place. Poste regardé\u00a0: {seen}, {seen.garrison}." in page
    assert page.count("complet</small>") == 1
    assert page.count("s-gar") == 1


def test_a_name_is_shown_only_where_the_amphi_says_so(client: Client, school: User) -> None:
    session = a_session().starts()
    session.picks(0, 0)
    names = [str(trainee.person) for trainee in session.trainees]

    assert not any(name in client.get(board(session)).text for name in names)
    conduct.show_names(amphi=session.amphi, shown=True, by=school, at=NOON)
    assert all(name in client.get(board(session)).text for name in names)


def test_before_and_after_it_says_so(client: Client, school: User) -> None:
    session = a_session(people=1)

    assert "L’amphi va commencer" in client.get(board(session)).text
    session.starts()
    session.picks(0, 0)
    session.ends()
    assert "L’amphi est terminé" in client.get(board(session)).text


def test_a_pause_stops_the_clock(client: Client, school: User) -> None:
    session = a_session().starts().pauses(after=26)

    page = client.get(board(session)).text

    assert "L’amphi est suspendu" in page
    assert 'data-seconds=""' in page
    assert ">1:01</p>" in page


def test_a_screen_that_is_up_to_date_gets_the_time_left_and_nothing_else(client: Client, school: User) -> None:
    session = a_session().starts()

    answer = client.get(board(session), {"v": session.amphi.version})

    assert (answer.status_code, answer.content, answer.headers["Seconds-Left"]) == (204, b"", "87")
    assert answer.templates == []


def test_a_screen_that_is_late_gets_the_part_that_changed(client: Client, school: User) -> None:
    session = a_session().starts()
    before = session.amphi.version
    session.picks(0, 0)

    answer = client.get(board(session), {"v": before})

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'data-version="{before + 1}"' in answer.text
    assert "C’est le tour du rang 2." in answer.text


def test_the_words_are_those_of_the_reader(client: Client, school: User) -> None:
    session = a_session().starts()
    client.get(board(session))
    client.force_login(a_person(Role.MANAGER, language="en"))

    assert 'lang="en"' in client.get(board(session)).text
    assert "Infantry" in client.get(board(session), {"v": 0}).text


def test_asking_for_news_costs_three_queries(client: Client, school: User) -> None:
    session = a_session().starts()

    with CaptureQueriesContext(connection) as captured:
        assert polled(client, session) == 204

    assert len(captured) == SESSION_AND_USER + 1


def test_what_all_see_is_read_once_for_all(client: Client, school: User) -> None:
    session = a_session(people=1).starts()
    first = queries_of(client, board(session))
    second = queries_of(client, board(session))

    assert len(second) == SESSION_AND_USER + 1
    assert len(first) <= SESSION_AND_USER + 9


def test_three_people_cost_no_more_than_one(client: Client, school: User) -> None:
    few, many = a_session(people=1).starts(), a_session(people=3, capacity=(1, 1, 2, 2)).starts()
    for who in (0, 1):
        many.picks(who, who)

    assert len(queries_of(client, board(few))) == len(queries_of(client, board(many)))
    assert_budget(client, board(many))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.LIAISON}))
def test_the_wall_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(board(a_session())).status_code == 403


def test_a_turn_that_is_over_has_no_time_left(client: Client, school: User) -> None:
    session = a_session().starts(NOON - timedelta(seconds=87))

    assert 'data-seconds="0"' in client.get(board(session)).text


def test_a_second_later_whoever_looks_lets_time_pass_for_all(client: Client, school: User) -> None:
    session = a_session().starts(NOON - timedelta(seconds=88))

    page = client.get(board(session)).text

    assert "Rang 2</h1>" in page
    assert Pick.objects.get().how == How.PROXY
