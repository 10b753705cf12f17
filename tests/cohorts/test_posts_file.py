"""The file of posts: what is taken out and given back changes nothing, whatever was written; mistakes are said."""

from collections.abc import Iterable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from cohorts.actions import import_posts
from cohorts.actions.import_posts import Effect
from cohorts.models import Cohort, Lock, Post, Regiment
from cohorts.posts_file.columns import HEADERS
from portal.people.models import Role, User
from tests.build import a_cohort, a_person, a_placement, a_post, a_trainee
from tests.races import at_once, meet_after

IMPORT, NASTY = "/postes/importer/", '=HYPERLINK("http://example.org";"l\'adresse")'
LINE = "6e RG;6e régiment du génie;génie;École du génie, Angers;Angers;49;47,47;-0,55;2"
SHORT = "Nom court;Nom;Arme;École d’arme;Garnison;Département;Latitude;Longitude;Places"


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def a_full_post(cohort: Cohort) -> Post:
    post = a_post(cohort=cohort, capacity=3, supervisor=a_person(Role.SUPERVISOR))
    Post.objects.filter(pk=post.pk).update(
        minimum=2, section=NASTY, starts_on=date(2027, 10, 11), ends_on=date(2028, 1, 28), lodging="nearby",
        needs_fitness=True, needs_licence=True, needs_english="B2", within_km=300, reserved=1, reserved_for="english",
        conditions="  + de  deux\nlignes ; « là » ",
    )  # fmt: skip
    Regiment.objects.filter(pk=post.regiment_id).update(department="01", longitude=-2.76)
    return post


def content(answer: HttpResponseBase) -> bytes:
    parts: Iterable[bytes] = answer  # type: ignore[assignment]  # streamed or whole
    return b"".join(parts)


def effects(client: Client, name: str, file: bytes, cohort: Cohort) -> dict[Effect, int]:
    page = client.post(f"{IMPORT}?cohort={cohort.pk}", {"file": SimpleUploadedFile(name, file)})
    assert [row.errors for row in page.context["plan"].rows if row.errors] == []
    return dict(page.context["plan"].counts)


def apply(text: str, cohort: Cohort, at: datetime, *, by: User | None = None) -> import_posts.Plan:
    return import_posts.apply(text=text, cohort=cohort, by=by or a_person(Role.MANAGER), at=at)


def errors(text: str, cohort: Cohort) -> list[tuple[int, str]]:
    planned = import_posts.plan(text=text, cohort=cohort, by=a_person(Role.MANAGER))
    return [(row.line, error) for row in planned.rows for error in row.errors]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "name"), [("export_posts", "p.csv"), ("export_posts_xlsx", "p.xlsx")])
def test_what_is_taken_out_and_given_back_changes_nothing(client: Client, manager: User, kind: str, name: str) -> None:
    cohort = a_cohort()
    a_full_post(cohort)
    a_post(cohort=cohort)

    exported = content(client.get(f"{reverse(f'cohorts:{kind}')}?cohort={cohort.pk}"))

    assert effects(client, name, exported, cohort) == {Effect.UNCHANGED: 2}


@pytest.mark.django_db
def test_another_cohort_takes_the_whole_export(client: Client, manager: User, noon: datetime) -> None:
    post, other = a_full_post(a_cohort()), a_cohort()
    exported = content(client.get(f"{reverse('cohorts:export_posts')}?cohort={post.cohort_id}")).decode("utf-8-sig")

    apply(exported, other, noon, by=manager)

    copied, post = other.posts.get(), Post.objects.get(pk=post.pk)
    fields = ("capacity", "minimum", "starts_on", "ends_on", "lodging", "needs_english", "within_km", "reserved_for")
    assert [getattr(copied, name) for name in fields] == [getattr(post, name) for name in fields]
    assert (copied.section, copied.supervisor) == (post.section, post.supervisor)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "name"), [("posts_model", "m.csv"), ("posts_model_xlsx", "m.xlsx")])
def test_the_model_file_can_be_given_as_it_is(client: Client, manager: User, kind: str, name: str) -> None:
    model = content(client.get(reverse(f"cohorts:{kind}")))

    assert effects(client, name, model, a_cohort()) == {Effect.NEW: 1}


@pytest.mark.django_db
def test_headers_are_known_in_any_order_case_and_accent(noon: datetime) -> None:
    cohort = a_cohort()
    text = "PLACES;departement;LATITUDE;longitude;nom;nom  court;ecole d'arme;garnison;arme;Permis;;\n"
    text += "2;49;47.47;-0.55;6e régiment du génie;6e RG;École du génie, Angers;Angers;GENIE;x;;"

    apply(text, cohort, noon)

    assert (cohort.posts.get().capacity, cohort.posts.get().needs_licence) == (2, True)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["04/10/2027", "2027-10-04", "46664"])
def test_a_date_is_read_as_people_and_spreadsheets_write_it(typed: str, noon: datetime) -> None:
    cohort = a_cohort()

    apply(f"{SHORT};Arrivée\n{LINE};{typed}", cohort, noon)

    assert cohort.posts.get().starts_on == date(2027, 10, 4)


@pytest.mark.django_db
def test_none_empties_a_cell_that_an_empty_one_would_leave(noon: datetime) -> None:
    cohort = a_cohort()
    apply(f"{SHORT};Section\n{LINE};1re section", cohort, noon)

    apply(f"{SHORT};Section\n{LINE};aucune", cohort, noon)

    assert cohort.posts.get().section == ""


@pytest.mark.django_db
def test_three_mistakes_are_named_on_their_lines_and_the_corrected_file_goes_through(noon: datetime) -> None:
    cohort = a_cohort()
    good = [LINE, LINE.replace("6e RG", "7e RG"), LINE.replace("6e RG", "8e RG")]
    wrong = [good[0].replace(";génie;", ";marine;"), good[1].replace(";2", ";-2"), good[2].replace("47,47", "")]

    found = errors("\n".join((SHORT, *wrong)), cohort)
    assert [line for line, _words in found] == [2, 3, 4]
    with pytest.raises(import_posts.CannotImport):
        apply("\n".join((SHORT, *wrong)), cohort, noon)
    assert not Regiment.objects.exists()
    apply("\n".join((SHORT, *good)), cohort, noon)

    assert cohort.posts.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "typed", "words"),
    [
        ("Ouvre à partir de", "3", "n’a que 2 places"),
        ("Places gardées", "1", "dites combien et pour qui"),
        ("Départ", "hier", "n’est pas une date"),
        ("Permis de conduire", "peut-être", "ni oui ni non"),
        ("Anglais à partir de", "D1", "n’est pas connu"),
        ("Logement", "sous la tente", "n’est pas connu"),
        ("À moins de (km)", "99999", "nombre entre 0 et 2000"),
    ],
)
def test_what_cannot_be_is_said(column: str, typed: str, words: str) -> None:
    ((line, error),) = errors(f"{SHORT};{column}\n{LINE};{typed}", a_cohort())

    assert (line, words in error) == (2, True)


@pytest.mark.django_db
def test_a_place_locked_is_not_taken_away(noon: datetime) -> None:
    cohort = a_cohort()
    apply(f"{SHORT}\n{LINE}", cohort, noon)
    for _ in range(2):
        Lock.objects.create(
            trainee=a_trainee(cohort=cohort), post=cohort.posts.get(), reason="x", by=a_person(Role.MANAGER), at=noon
        )

    found = errors(f"{SHORT}\n{LINE[:-1]}1", cohort)

    assert "gardez au moins autant" in found[0][1]


@pytest.mark.django_db
def test_once_published_places_still_rise_and_conditions_stay(noon: datetime) -> None:
    cohort = a_cohort()
    apply(f"{SHORT}\n{LINE}", cohort, noon)
    a_placement(a_trainee(cohort=cohort), post=cohort.posts.get())

    cohort.refresh_from_db()
    refused = errors(f"{SHORT};Permis\n{LINE};oui", cohort)
    apply(f"{SHORT}\n{LINE[:-1]}4", cohort, noon)

    assert "les conditions restent" in refused[0][1]
    assert cohort.posts.get().capacity == 4


def test_the_headers_are_written_once_each() -> None:
    assert len(set(HEADERS)) == len(HEADERS)


def two_at_once(at: datetime) -> tuple[list[import_posts.Plan | str], Cohort]:
    cohort = a_cohort()
    people = [a_person(Role.MANAGER), a_person(Role.LIAISON)]
    hands = [lambda person=person: apply(f"{SHORT}\n{LINE}", cohort, at, by=person) for person in people]
    return at_once(hands), cohort


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_file_given_by_two_at_once_counts_once(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    meet_after(monkeypatch, import_posts, "plan", 2)

    answers, cohort = two_at_once(noon)

    effects = sorted(str(dict(answer.counts)) for answer in answers if isinstance(answer, import_posts.Plan))
    assert effects == [str({Effect.NEW: 1}), str({Effect.UNCHANGED: 1})]
    assert (Regiment.objects.count(), cohort.posts.count()) == (1, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_holding_the_cohort_the_second_hand_is_turned_away(
    monkeypatch: pytest.MonkeyPatch, noon: datetime
) -> None:
    """The control: unguarded, both read an empty house, and only the base keeps the second from writing twice."""
    monkeypatch.setattr(import_posts, "_hold", lambda cohort: cohort)
    meet_after(monkeypatch, import_posts, "plan", 2)

    answers, cohort = two_at_once(noon)

    assert "refused" in answers
    assert cohort.posts.count() == 1
