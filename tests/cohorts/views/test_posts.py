from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cohorts import demo
from cohorts.models import Cohort, Post, Regiment
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_cohort, a_person, a_post, a_regiment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
POSTS, IMPORT = "/postes/", "/postes/importer/"
REAL = (Path(demo.__file__).parent / "regiments.csv").read_bytes()


def signed_in(client: Client, role: Role = Role.MANAGER) -> User:
    person = a_person(role)
    client.force_login(person)
    return person


def given(client: Client, content: bytes) -> dict[str, str]:
    """Give a file, read its effect, and take what the page would send."""
    page = client.post(IMPORT, {"file": SimpleUploadedFile("postes.csv", content)})
    return {"kept": page.context["kept"]}


def test_a_file_is_shown_then_applied(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()

    shown = given(client, REAL)
    assert not Regiment.objects.exists()
    page = client.post(reverse("cohorts:apply_import"), shown, follow=True)

    assert "Le fichier est importé." in page.text
    assert cohort.posts.count() == 61


def test_an_export_imported_again_changes_nothing(client: Client) -> None:
    signed_in(client)
    a_cohort()
    client.post(reverse("cohorts:apply_import"), given(client, REAL))
    answer = client.get(reverse("cohorts:export_posts"))
    exported = b"".join(part for part in _parts(answer))

    page = client.post(IMPORT, {"file": SimpleUploadedFile("postes.csv", exported)})

    assert dict(page.context["counts"]) == {"Nouveau": 0, "Changé": 0, "Inchangé": 61}


def _parts(answer: object) -> Iterator[bytes]:
    yield from answer  # type: ignore[misc]  # a streamed answer


def test_what_changed_since_the_preview_is_shown_again(client: Client) -> None:
    signed_in(client)
    a_cohort()
    shown = given(client, REAL)
    client.post(reverse("cohorts:apply_import"), shown)

    again = client.post(reverse("cohorts:apply_import"), shown)

    assert (again.status_code, "rien n’a été importé" in again.text) == (409, True)


def test_a_preview_signed_for_somebody_else_is_refused(client: Client) -> None:
    signed_in(client)
    a_cohort()
    shown = given(client, REAL)
    signed_in(client)

    client.post(reverse("cohorts:apply_import"), shown)

    assert not Regiment.objects.exists()


def test_errors_stand_on_their_lines_and_keep_the_button_away(client: Client) -> None:
    signed_in(client)
    a_cohort()

    page = client.post(IMPORT, {"file": SimpleUploadedFile("p.csv", REAL.replace(b",infanterie,", b",marine,", 1))})

    assert "Ligne 2, 1er RI" in page.text
    assert 'name="kept"' not in page.text


def test_a_liaison_sees_and_changes_only_the_posts_of_own_regiments(client: Client) -> None:
    liaison = signed_in(client, Role.LIAISON)
    cohort = a_cohort()
    mine, other = a_post(cohort=cohort, regiment=a_regiment(liaison=liaison)), a_post(cohort=cohort)

    page = client.get(POSTS).text
    client.post(reverse("cohorts:post", args=[mine.pk]), {"capacity": 4, "section": "2e section"})
    refused = client.post(reverse("cohorts:post", args=[other.pk]), {"capacity": 4})

    assert (mine.regiment.short_name in page, other.regiment.short_name in page) == (True, False)
    assert (Post.objects.get(pk=mine.pk).capacity, Post.objects.get(pk=other.pk).capacity) == (4, 1)
    assert refused.status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.LIAISON}))
def test_posts_are_closed_to_others(role: Role, client: Client) -> None:
    signed_in(client, role)
    post = a_post(cohort=a_cohort())

    paths = [POSTS, IMPORT, reverse("cohorts:export_posts"), reverse("cohorts:post", args=[post.pk])]

    assert {client.get(path).status_code for path in paths} == {403}


def test_the_table_costs_the_same_whatever_its_length(client: Client) -> None:
    signed_in(client)
    cohort: Cohort = a_cohort()

    assert_same_budget(client, POSTS, lambda: a_post(cohort=cohort, supervisor=a_person(Role.SUPERVISOR)), budget=4)
