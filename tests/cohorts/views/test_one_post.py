"""One post changed in its row or on its page, added, taken away; the map and the table of garrisons."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import posts as actions
from cohorts.models import Cohort, Post, Wish
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_cohort, a_person, a_placement, a_post, a_regiment, a_trainee
from tests.races import REFUSED, at_once, meet_after

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
ROW = {"HX-Request": "true"}


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


@pytest.fixture
def post(manager: User) -> Post:
    return a_post(cohort=a_cohort(), capacity=2)


def where(name: str, thing: Post | Cohort) -> str:
    return reverse(f"cohorts:{name}", args=[thing.pk])


def test_a_row_is_changed_in_its_place(client: Client, post: Post) -> None:
    seen = actions.version(post)

    row = client.post(where("post", post), {"capacity": 4, "section": "2e section", "seen": seen}, headers=ROW)

    assert row.text.strip().startswith("<tr")
    assert (row.headers["HX-Trigger"], "0 sur 4" in row.text) == ('{"post-saved": {}}', True)
    assert Entry.objects.filter(event="cohorts.post.edit").count() == 1


def test_the_same_page_works_without_script(client: Client, post: Post) -> None:
    page = client.post(where("post", post), {"capacity": 4, "needs_english": "B2"}, follow=True)

    assert "C’est enregistré." in page.text
    assert Post.objects.get().needs_english == "B2"


@pytest.mark.parametrize("headers", [{}, ROW])
def test_a_refused_row_keeps_what_was_typed(client: Client, post: Post, headers: dict[str, str]) -> None:
    for _ in range(2):
        a_placement(a_trainee(cohort=post.cohort), post=post)

    page = client.post(where("post", post), {"capacity": 1, "section": "Tout juste écrit"}, headers=headers)

    assert "gardez au moins autant de places" in page.text
    assert "Tout juste écrit" in page.text
    assert Post.objects.get().capacity == 2


def test_the_second_of_two_is_told_and_loses_nothing(client: Client, post: Post, manager: User, noon: datetime) -> None:
    seen = actions.version(post)
    actions.edit(post=post, changes={"capacity": 5}, seen=seen, by=a_person(Role.LIAISON), at=noon)

    told = client.post(where("post", post), {"capacity": 3, "section": "La mienne", "seen": seen})

    assert "Quelqu’un a enregistré ce poste entre-temps" in told.text
    assert "places\u00a0: 5 devient 3" in told.text
    assert "La mienne" in told.text
    assert Post.objects.get().capacity == 5
    again = {"capacity": 3, "section": "La mienne", "seen": told.context["form"]["seen"].value()}
    client.post(where("post", post), again)
    assert Post.objects.get().capacity == 3


def test_once_published_places_rise_and_conditions_stay(client: Client, post: Post) -> None:
    a_placement(a_trainee(cohort=post.cohort), post=post)

    page = client.get(where("post", post))
    client.post(where("post", post), {"capacity": 6, "needs_english": "C2"})

    changed = Post.objects.get()
    assert "les places peuvent encore augmenter" in page.text
    assert (changed.capacity, changed.needs_english) == (6, "")


def test_a_post_is_opened_once_a_regiment(client: Client, manager: User) -> None:
    cohort, regiment = a_cohort(), a_regiment()

    for _ in range(2):
        client.post(where("new_post", cohort), {"regiment": regiment.pk, "capacity": 2})

    assert cohort.posts.get().capacity == 2


def test_a_liaison_opens_posts_only_at_home(client: Client) -> None:
    liaison = a_person(Role.LIAISON)
    client.force_login(liaison)
    cohort = a_cohort()

    for regiment in (a_regiment(), a_regiment(liaison=liaison)):
        client.post(where("new_post", cohort), {"regiment": regiment.pk, "capacity": 2})

    assert list(cohort.posts.get().regiment.liaisons.all()) == [liaison]


def test_a_post_nobody_wants_is_taken_away_and_another_stays(client: Client, post: Post) -> None:
    wanted = a_post(cohort=post.cohort)
    Wish.objects.create(trainee=a_trainee(cohort=post.cohort), post=wanted, position=1)

    client.post(where("remove_post", post))
    refused = client.post(where("remove_post", wanted), follow=True)

    assert list(Post.objects.all()) == [wanted]
    assert "ont demandé ce poste" in refused.text


def test_the_table_shows_what_is_asked_for(client: Client, post: Post) -> None:
    a_placement(a_trainee(cohort=post.cohort), post=(full := a_post(cohort=post.cohort)))

    page = client.get("/postes/", {"open": "1"}).text
    found = client.get("/postes/", {"q": full.regiment.short_name}).text

    assert (where("post_page", post) in page, where("post_page", full) in page) == (True, False)
    assert (where("post_page", post) in found, where("post_page", full) in found) == (False, True)


def test_the_map_gives_every_count_and_names_only_ones_own(client: Client) -> None:
    liaison = a_person(Role.LIAISON)
    cohort = a_cohort()
    mine = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison), capacity=3)
    other = a_post(cohort=cohort)
    here, there = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    a_placement(here, post=mine)
    a_placement(there, post=other)
    client.force_login(liaison)

    page = client.get("/postes/carte/").text
    table = b"".join(client.get("/postes/carte/export.csv")).decode("utf-8-sig")  # type: ignore[arg-type]  # streamed

    assert f"{mine.regiment}, Sarrebourg\u00a0: 2 libres sur 3" in page
    assert f"{other.regiment}, Sarrebourg\u00a0: 0 libres sur 1" in page
    assert (str(here.person) in page, str(there.person) in page) == (True, False)
    assert where("post_page", other) not in page
    assert (other.regiment.short_name in table, str(here.person) in table) == (True, False)


def test_the_map_costs_the_same_whatever_its_length(client: Client, manager: User) -> None:
    cohort = a_cohort()

    assert_same_budget(client, "/postes/carte/", lambda: a_placement(a_trainee(cohort=cohort)), budget=6)


def two_edits(at: datetime) -> list[Post | str]:
    post = a_post(cohort=a_cohort(), capacity=2)
    seen, by = actions.version(post), a_person(Role.MANAGER)
    hands = [lambda n=n: actions.edit(post=post, changes={"capacity": n}, seen=seen, by=by, at=at) for n in (4, 5)]
    return at_once(hands)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    meet_after(monkeypatch, actions, "version", 2)

    assert two_edits(noon).count(REFUSED) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_holding_the_cohort_both_would_be_written(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    """The control: unguarded, the second writes over the first without knowing."""
    monkeypatch.setattr(actions, "hold", lambda cohort: cohort)
    meet_after(monkeypatch, actions, "held", 2)

    assert two_edits(noon).count(REFUSED) == 0
