"""Dates and sizes where rows are dense."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from portal.web import words


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def test_a_short_day_keeps_its_month_in_words() -> None:
    assert words.short_day(date(2026, 11, 23)) == "23 nov. 2026"
    assert words.short_day(date(2027, 1, 1)) == "1er jan. 2027"


def test_a_file_is_weighed_in_the_units_people_know() -> None:
    assert words.weight(1_234) == "1\u00a0ko"
    assert words.weight(2_400_000) == "2,4\u00a0Mo"
