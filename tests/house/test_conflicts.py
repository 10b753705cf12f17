"""Whoever is in conflict with a file finds nothing of it: no page, no row, no letter, whatever their role."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.lifecycle import State
from applications.models import Application, Conflict, Review
from portal.people.models import Role, User
from tests.build import a_campaign, a_conflict, a_decision, a_letter, a_person, a_review, an_application
from tests.house.addresses import addresses
from tests.house.objects import OBJECTS

pytestmark = [pytest.mark.once, pytest.mark.django_db]

READERS = (Role.MANAGER, Role.JURY_PRESIDENT, Role.REVIEWER)
# Pages of something wider, whose object needs files to exist; they answer, and show nothing of a reserved file.
WIDER: set[str] = set()
WITH_OBJECT = {one.name: one for one in addresses() if one.arguments and one.name.startswith("applications:")}
WITHOUT = [one for one in addresses() if not one.arguments and one.policy and "GET" in one.policy.methods]


def takes_a_file(name: str) -> bool:
    OBJECTS[name].build()
    return Application.objects.exists()


def apart(person: User) -> None:
    """Give the person every reading, then put them in conflict with every file."""
    for file in Application.objects.all():
        if person.role == Role.REVIEWER:
            Review.objects.filter(application=file).update(reviewer=person)
        if not Conflict.objects.filter(application=file, reviewer=person).exists():
            a_conflict(file, reviewer=person)


@pytest.mark.parametrize("name", sorted(WITH_OBJECT.keys() & OBJECTS.keys() - WIDER))
def test_a_conflict_closes_every_page_of_the_file(name: str) -> None:
    address = WITH_OBJECT[name]
    values = OBJECTS[name].build()
    if not Application.objects.exists():
        return  # this address takes no file
    for role in (role for role in READERS if address.allows(role)):
        person, client = a_person(role), Client()
        apart(person)
        client.force_login(person)

        for method in sorted(address.policy.methods):
            answered = client.generic(method, address.path(**values)).status_code
            assert answered == 404, f"{method} by {role}: {answered}"


def test_the_question_is_asked_of_the_file_s_own_pages() -> None:
    """Negative control: without a conflict, the same page opens."""
    values, client = OBJECTS["applications:one"].build(), Client()
    client.force_login(a_person(Role.MANAGER))

    assert takes_a_file("applications:one")
    assert client.get(WITH_OBJECT["applications:one"].path(**values)).status_code == 200


@pytest.fixture
def secret() -> Application:
    """A file with everything that could show: a name, a reading, a draft decision, letters, an account."""
    file = an_application(
        state=State.ELIGIBLE,
        campaign=a_campaign(),
        candidate=a_person(email="zephyrine.quillacq@example.org"),
        first_name="Zéphyrine",
        last_name="Quillacq",
        total=87,
    )
    a_review(file)
    a_decision(file)
    a_letter(to=file.candidate, kind="applications/received")
    return file


@pytest.mark.parametrize("role", READERS)
def test_no_list_search_or_export_shows_a_reserved_file(role: Role, secret: Application) -> None:
    person, client = a_person(role), Client(raise_request_exception=False)  # a broken page is another test's matter
    a_conflict(secret, reviewer=person)
    client.force_login(person)

    told = [
        f"{one.path()}{asked}"
        for one in WITHOUT
        for asked in ("", "?q=Quillacq", f"?q={secret.number}")
        if one.allows(role) and one.is_ours and one.name != "people" and says(client, one.path() + asked, secret)
    ]

    assert told == []


def test_the_same_lists_show_it_to_others(secret: Application) -> None:
    """Negative control: the marks looked for are there for somebody who is not in conflict."""
    client = Client()
    client.force_login(a_person(Role.MANAGER))

    showing = [
        name for name in ("table", "export", "ranking", "decisions", "assignment") if shown(client, name, secret)
    ]

    assert showing == ["table", "export", "ranking", "decisions", "assignment"]
    assert says(client, reverse("outbox"), secret)


@pytest.mark.parametrize("name", ["ranking", "decisions"])
def test_a_reserved_file_keeps_its_rank_and_shows_nothing_else(name: str, secret: Application) -> None:
    above = an_application(state=State.ELIGIBLE, campaign=secret.campaign, total=95, last_name="Première")
    below = an_application(state=State.ELIGIBLE, campaign=secret.campaign, total=80, last_name="Troisième")
    a_decision(above)
    secret.decision.rank = 2
    secret.decision.save()
    a_decision(below, rank=3)
    manager, client = a_person(Role.MANAGER), Client()
    a_conflict(secret, reviewer=manager)
    client.force_login(manager)

    page = client.get(reverse(f"applications:{name}")).content.decode()

    assert page.index("Première") < page.index("Dossier réservé : incompatibilité déclarée") < page.index("Troisième")
    assert "87,0" not in page
    assert "Quillacq" not in page


def shown(client: Client, name: str, file: Application) -> bool:
    return says(client, reverse(f"applications:{name}"), file)


def says(client: Client, path: str, file: Application) -> bool:
    answer = client.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    text = body.decode(errors="replace").replace(path, "").replace("q=Quillacq", "").replace('value="Quillacq"', "")
    text = text.replace(f'value="{file.number}"', "").replace(f"q={file.number}", "")
    return any(mark in text for mark in ("Quillacq", "zephyrine", file.number))


def test_whoever_is_kept_from_one_of_two_equals_does_not_part_them(secret: Application) -> None:
    below = an_application(state=State.ELIGIBLE, campaign=secret.campaign, total=87)
    decision = a_decision(below, rank=2)
    manager, client = a_person(Role.MANAGER), Client()
    a_conflict(secret, reviewer=manager)
    client.force_login(manager)

    assert client.get(reverse("applications:break_tie", args=[decision.pk])).status_code == 404
