from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts import lifecycle
from cohorts.models import Amphi
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
    page = client.get(board(a_session().runs(turn=1))).text

    assert "À vous de choisir" in page
    assert '<h1 id="t-turn">Rang 2</h1>' in page
    assert 'data-seconds="87"' in page
    assert ">1:27</p>" in page


def test_it_shows_the_last_choices_the_places_and_the_post_looked_at(client: Client, school: User) -> None:
    session = a_session().runs(turn=1)
    session.takes(0, 0)
    session.becomes(watched=session.posts[1])
    taken, seen, _ = (post.regiment for post in session.posts)

    page = client.get(board(session)).text

    assert f"{taken}, {taken.garrison}" in page
    assert "3 places libres" in page
    assert f"dont 2 ont encore une place. Poste regardé\u00a0: {seen}, {seen.garrison}." in page
    assert page.count("complet</small>") == 1
    assert page.count("s-gar") == 1


def test_a_name_is_shown_only_where_the_amphi_says_so(client: Client, school: User) -> None:
    session = a_session().runs(turn=1)
    session.takes(0, 0)
    names = [str(trainee.person) for trainee in session.trainees]

    assert not any(name in client.get(board(session)).text for name in names)
    session.becomes(shows_names=True)
    assert all(name in client.get(board(session)).text for name in names)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "L’amphi va commencer"),
        ({"state": lifecycle.Amphi.CLOSED, "closed_at": NOON}, "L’amphi est terminé"),
    ],
)
def test_before_and_after_it_says_so(fields: dict[str, object], words: str, client: Client, school: User) -> None:
    assert words in client.get(board(a_session().becomes(**fields))).text


def test_a_pause_stops_the_clock(client: Client, school: User) -> None:
    session = a_session().runs()
    session.becomes(state=lifecycle.Amphi.PAUSED, turn_ends_at=None, seconds_left=61)

    page = client.get(board(session)).text

    assert "L’amphi est suspendu" in page
    assert 'data-seconds=""' in page
    assert ">1:01</p>" in page


def test_a_screen_that_is_up_to_date_gets_the_time_left_and_nothing_else(client: Client, school: User) -> None:
    session = a_session().runs()

    answer = client.get(board(session), {"v": session.amphi.version})

    assert (answer.status_code, answer.content, answer.headers["Seconds-Left"]) == (204, b"", "87")
    assert answer.templates == []


def test_a_screen_that_is_late_gets_the_part_that_changed(client: Client, school: User) -> None:
    session = a_session().runs()
    before = session.amphi.version
    session.takes(0, 0)
    session.becomes(current=session.trainees[1])

    answer = client.get(board(session), {"v": before})

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'data-version="{before + 1}"' in answer.text
    assert "C’est le tour du rang 2." in answer.text


def test_the_words_are_those_of_the_reader(client: Client, school: User) -> None:
    session = a_session().runs()
    client.get(board(session))
    client.force_login(a_person(Role.MANAGER, language="en"))

    assert 'lang="en"' in client.get(board(session)).text
    assert "Infantry" in client.get(board(session), {"v": 0}).text


def test_asking_for_news_costs_three_queries(client: Client, school: User) -> None:
    session = a_session().runs()

    with CaptureQueriesContext(connection) as captured:
        assert polled(client, session) == 204

    assert len(captured) == SESSION_AND_USER + 1


def test_what_all_see_is_read_once_for_all(client: Client, school: User) -> None:
    session = a_session(people=1).runs()
    first = queries_of(client, board(session))
    second = queries_of(client, board(session))

    assert len(second) == SESSION_AND_USER + 1
    assert len(first) <= SESSION_AND_USER + 9


def test_three_people_cost_no_more_than_one(client: Client, school: User) -> None:
    few, many = a_session(people=1).runs(), a_session(people=3, capacity=(1, 1, 2, 2)).runs(turn=2)
    for who in (0, 1):
        many.takes(who, who)

    assert len(queries_of(client, board(few))) == len(queries_of(client, board(many)))
    assert_budget(client, board(many))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.LIAISON}))
def test_the_wall_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(board(a_session())).status_code == 403


def test_a_turn_that_is_over_has_no_time_left(client: Client, school: User) -> None:
    session = a_session().runs()
    Amphi.objects.update(turn_ends_at=NOON - timedelta(seconds=3))

    assert 'data-seconds="0"' in client.get(board(session)).text
