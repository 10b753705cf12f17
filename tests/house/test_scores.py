"""Who may learn what another person gave a file: every role, every phase, every address, against one table.

The table is written by hand and asks nothing of the code it checks.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from applications.models.review import ReviewQuerySet
from tests.house.canaries import STAGES, World, a_world, seen

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("world")]

# x: those scores and words may be read; -: nothing of them appears anywhere.
# eligibility, reading, calibration, interviews, jury, closed, published
TABLE = """
    manager finished             | x x x x x x x
    manager unfinished           | x x x x x x x
    manager not assigned         | x x x x x x x
    manager in conflict          | - - - - - - -
    jury_president finished      | x x x x x x x
    jury_president unfinished    | x x x x x x x
    jury_president not assigned  | x x x x x x x
    jury_president in conflict   | - - - - - - -
    reviewer finished            | - - x x x - -
    reviewer unfinished          | - - - - - - -
    reviewer not assigned        | - - - - - - -
    reviewer in conflict         | - - - - - - -
    candidate own file           | - - - - - - -
    candidate                    | - - - - - - -
    trainee                      | - - - - - - -
    liaison                      | - - - - - - -
    supervisor                   | - - - - - - -
    direction                    | - - - - - - -
    administrator                | - - - - - - -
    nobody                       | - - - - - - -
"""
# The candidate may learn their own total with the results; the administrator looks after the accounts, so knows names.
TOTAL_ONCE_PUBLISHED = ("candidate", "own file")
# Pages where a reader picks a colleague among all of them: it says of nobody that they read this file.
LISTS_OF_COLLEAGUES = {"applications:delegation"}
SELECTION, THOROUGH = "applications:", {"jury", "published"}
FOUND = frozenset({"score", "words"})
KNOW_NAMES = {"manager", "jury_president", "administrator"}


def oracle() -> dict[tuple[str, str], dict[str, bool]]:
    """Whether scores may be read at each stage, by role and situation."""
    found = {}
    for line in TABLE.strip().splitlines():
        who, marks = line.split("|")
        role, _, situation = who.strip().partition(" ")
        found[role, situation] = {stage: mark == "x" for stage, mark in zip(STAGES, marks.split(), strict=True)}
    return found


ORACLE = oracle()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world()
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ORACLE, ids=" ".join)
def test_scores_words_and_names_of_readers_are_met_only_by_those_who_may(who: tuple[str, str], world: World) -> None:
    wrong = []
    for stage in STAGES:
        with transaction.atomic():
            world.reach(stage)
            wrong += complaints(who, stage, met_by(who, stage, world))
            transaction.set_rollback(True)

    assert wrong == []


def met_by(who: tuple[str, str], stage: str, world: World) -> dict[str, set[str]]:
    """What this person meets. Whoever may see it only has to find it; the others look everywhere, and try every door.

    What has nothing to do with a selection knows no phase, so it is asked at two of the stages.
    """
    person = world.people.get(who)
    if ORACLE[who][stage]:
        return seen(world, person, room=SELECTION, until=FOUND)
    met = seen(world, person, room="" if stage in THOROUGH else SELECTION)
    if stage in THOROUGH:
        for canary, names in seen(world, person, method="POST", room=SELECTION).items():
            met[canary] |= names
    return met


def complaints(who: tuple[str, str], stage: str, met: dict[str, set[str]]) -> list[str]:
    if ORACLE[who][stage]:
        return [f"{stage}: {canary} is nowhere" for canary in sorted(FOUND) if not met[canary]]
    forbidden = {"score", "words", "total", "name"}
    forbidden -= {"total"} if (who, stage) == (TOTAL_ONCE_PUBLISHED, "published") else set()
    forbidden -= {"name"} if who[0] in KNOW_NAMES else set()
    met = met | {"name": met["name"] - LISTS_OF_COLLEAGUES}
    return [f"{stage}: {canary} at {name}" for canary in sorted(forbidden) for name in sorted(met[canary])]


def test_a_page_that_asked_nobody_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: every reading is open to everybody."""
    monkeypatch.setattr(ReviewQuerySet, "with_scores_open_to", lambda self, user: self)
    curious = ("reviewer", "unfinished")

    with transaction.atomic():
        world.reach("reading")
        met = seen(world, world.people[curious], room="applications:discussion")
        transaction.set_rollback(True)

    assert "reading: words at applications:discussion" in complaints(curious, "reading", met)
