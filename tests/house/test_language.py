"""A6: French whatever the browser asks, English only for whoever chose it, on every page."""

import re

import pytest

from portal.people.models import User
from tests.house.round import SAME_FOR_ALL, Visitor, pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

LANGUAGE = re.compile(r'<html[^>]* lang="(\w+)"')
PEOPLE = ["responsable", "jury", "relectrice", "liaison", "chef", "direction", "candidate", "admise", "stagiaire"]


@pytest.mark.parametrize("name", [None, *PEOPLE])
def test_no_page_turns_english_because_a_browser_asks(name: str | None) -> None:
    assert languages(name) == {"fr"}


@pytest.mark.parametrize("name", ["responsable", "candidate"])
def test_every_page_is_english_for_whoever_chose_it(name: str) -> None:
    User.objects.filter(email=f"{name}@galon.test").update(language="en")

    assert languages(name) == {"en"}


def languages(name: str | None) -> set[str]:
    person = User.objects.get(email=f"{name}@galon.test") if name else None
    visitor = Visitor(person, **{"Accept-Language": "en-GB,en;q=0.9"})
    known = SAME_FOR_ALL if name not in {None, "candidate"} else set()
    return {language for page in pages_of(visitor, skip=known) for language in LANGUAGE.findall(page.text)}
