"""Every letter can be read, in both languages, with what the action that posts it puts in it."""

import re

import pytest
from django.template import Engine

from portal.outbox.models import Letter
from portal.outbox.words import kinds, render
from tests.house.letters import SCENARIOS, Scenario

pytestmark = pytest.mark.django_db
MISSING, HOLES = "⟦%s⟧", re.compile(r"⟦.*?⟧|[{}]|\bNone\b(?! of)|\n\n\n\n")


@pytest.fixture(autouse=True)
def _missing_words_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that nobody gave leaves a mark, instead of a hole in the sentence."""
    monkeypatch.setattr(Engine.get_default(), "string_if_invalid", MISSING)


def complaints(letter: Letter) -> list[str]:
    """What is wrong with one letter in either language."""
    found = []
    for letter.language in ("fr", "en"):
        words = render(letter)
        found += [
            f"{letter.kind}.{letter.language}: {hole}" for hole in HOLES.findall(f"{words.subject}\n{words.body}")
        ]
    return found


def test_every_kind_has_an_example() -> None:
    assert sorted({*kinds()} - {kind for shown in SCENARIOS.values() for kind in shown}) == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_what_an_action_posts_is_read_whole_in_both_languages(scenario: Scenario) -> None:
    scenario()

    letters = list(Letter.objects.order_by("pk"))
    assert {letter.kind for letter in letters} >= set(SCENARIOS[scenario])
    assert [wrong for letter in letters for wrong in complaints(letter)] == []


def test_a_letter_with_a_hole_would_be_found() -> None:
    """Negative control: the rank that the action forgot."""
    letter = Letter(kind="applications/waiting_rank_moved", key="k", address="a@example.org", context={})

    assert "applications/waiting_rank_moved.fr: ⟦waiting_rank⟧" in complaints(letter)
