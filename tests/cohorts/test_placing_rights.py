"""Who may read what of another regiment's post and of the people placed there: each role, each page, against a table.

The table is written by hand and asks nothing of the code it checks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import models, transaction
from django.http import HttpResponseBase
from django.test import Client

from applications.models import Application
from cohorts.actions import amphi, publish_placements
from cohorts.models import Cohort, Placement, Post, Trainee, Wish
from portal.people.models import Role, User
from tests.build import NOON, a_cohort, a_person, a_post, a_regiment, a_trainee
from tests.house.addresses import Address, addresses
from tests.house.canaries import kind_of
from tests.house.objects import OBJECTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
CANARIES = {
    "section": re.compile("CANARI-SECTION"),
    "conditions": re.compile("CANARI-CONDITION"),
    "leader": re.compile("Zcanarichef"),
    "person": re.compile("Zcanaripersonne"),
    "score": re.compile(r"61[.,]317"),
}
# section, conditions, leader, person, score: x when that role may read it somewhere, before | after the publication.
TABLE = """
    manager         | x x x x - | x x x x -
    liaison         | - - - - - | - - - - -
    its liaison     | x x x - - | x x x x -
    trainee         | x x - - - | x x - - -
    candidate       | - - - - - | - - - - -
    reviewer        | - - - - - | - - - - -
    supervisor      | - - - - - | - - - - -
    direction       | - - - - - | - - - - -
    administrator   | - - - - - | - - - - -
"""
# They only lead on, or belong to the jury's own record of the selection.
TAKEN_OUT = {"jury_president"}


@dataclass(frozen=True)
class World:
    cohort: Cohort
    post: Post
    there: Trainee
    people: dict[str, User]

    def publish(self) -> None:
        """By the amphi itself, so that every page finds what it reads."""
        Wish.objects.create(trainee=self.there, post=self.post, position=1)
        run = amphi.draft(cohort=self.cohort, by=self.people["manager"], at=NOON)
        publish_placements.publish(run=run, by=self.people["manager"], at=NOON)

    def rows(self) -> dict[type[models.Model], list[models.Model]]:
        known: list[models.Model] = [self.cohort, self.post, self.there, *Placement.objects.all()]
        return {type(row): [row] for row in known}


def named(role: Role, name: str) -> User:
    person = a_person(role)
    User.objects.filter(pk=person.pk).update(last_name=name)
    return person


@pytest.fixture
def world() -> World:
    cohort, own_liaison = a_cohort(), a_person(Role.LIAISON)
    leader = named(Role.SUPERVISOR, "Zcanarichef")
    post = a_post(cohort=cohort, regiment=a_regiment(liaison=own_liaison), supervisor=leader)
    Post.objects.filter(pk=post.pk).update(section="CANARI-SECTION", conditions="CANARI-CONDITION")
    there = a_trainee(cohort=cohort, person=named(Role.TRAINEE, "Zcanaripersonne"))
    Application.objects.filter(pk=there.application_id).update(total="61.317", reading_total="61.317")
    liaison = a_person(Role.LIAISON)
    a_post(cohort=cohort, regiment=a_regiment(liaison=liaison))
    people = {str(role): a_person(role) for role in Role if role not in {Role.LIAISON, Role.TRAINEE}}
    people |= {"liaison": liaison, "its liaison": own_liaison, "trainee": a_trainee(cohort=cohort).person}
    return World(cohort, post, there, people)


def oracle() -> dict[str, tuple[set[str], set[str]]]:
    found = {}
    for line in TABLE.strip().splitlines():
        who, *stages = line.split("|")
        found[who.strip()] = tuple(
            {name for name, mark in zip(CANARIES, stage.split(), strict=True) if mark == "x"} for stage in stages
        )
    return found  # type: ignore[return-value]  # two stages a line


ORACLE = oracle()


def paths(world: World, person: User) -> Iterator[tuple[str, str]]:
    """Every page of cohorts open to this person, about this cohort, this post, this trainee."""
    for address in addresses():
        if not address.name.startswith("cohorts:") or not is_open(address, person):
            continue
        for values in arguments(address, world):
            yield address.name, f"{address.path(**values)}?cohort={world.cohort.pk}"


def is_open(address: Address, person: User) -> bool:
    return address.policy is not None and "GET" in address.policy.methods and address.allows(Role(person.role))


def arguments(address: Address, world: World) -> list[dict[str, object]]:
    if not address.arguments:
        return [{}]
    kind = kind_of(address.name)
    if kind is not None:
        return [{"pk": row.pk} for row in world.rows().get(kind, [])]
    with transaction.atomic():
        values = OBJECTS[address.name].build()
        transaction.set_rollback(True)
    return [values]


def read(answer: HttpResponseBase) -> str:
    parts = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined,call-overload]
    return parts.decode("utf-8", errors="replace")


def seen(client: Client, world: World, who: str) -> dict[str, set[str]]:
    """Which canaries this person meets, and on which pages."""
    person = world.people[who]
    client.force_login(person)
    found: dict[str, set[str]] = {}
    for name, path in paths(world, person):
        text = read(client.get(path))
        for canary, words in CANARIES.items():
            if words.search(text):
                found.setdefault(canary, set()).add(name)
    return found


def test_every_role_has_its_line() -> None:
    assert {str(role) for role in Role} - set(ORACLE) == TAKEN_OUT


@pytest.mark.parametrize("stage", [0, 1], ids=["before", "after"])
@pytest.mark.parametrize("who", ORACLE)
def test_each_reads_what_the_table_says_and_nothing_more(client: Client, world: World, who: str, stage: int) -> None:
    if stage:
        world.publish()

    found = seen(client, world, who)

    assert set(found) == ORACLE[who][stage], found


def test_the_canaries_do_sing(client: Client, world: World) -> None:
    """The control: whoever may read them meets all but the score, on the pages that show them."""
    world.publish()

    found = seen(client, world, "its liaison")

    assert "cohorts:post_page" in found["section"] & found["conditions"] & found["leader"]
    assert "cohorts:posts_map" in found["person"]
