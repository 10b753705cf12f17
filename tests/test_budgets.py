"""Negative control of the budgets: a page with one query a row is caught, so is one beyond its budget."""

import pytest
from django.test import Client

from portal.people.models import Role
from tests.budgets import assert_budget, assert_same_budget, queries_of
from tests.build import a_letter, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(a_person(Role.ADMINISTRATOR))
    return client


def test_a_list_of_letters_keeps_its_budget(reader: Client) -> None:
    assert_same_budget(reader, "/envois/", lambda: a_letter())


def test_a_row_that_asks_for_itself_is_caught(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its join, the list asks for each letter's person in turn."""
    from django.db.models import QuerySet

    monkeypatch.setattr(QuerySet, "select_related", lambda rows, *names: rows)

    with pytest.raises(AssertionError, match=r"for 1 row, \d+ for 3"):
        assert_same_budget(reader, "/envois/", lambda: a_letter())


def test_a_page_beyond_its_budget_is_caught(reader: Client) -> None:
    with pytest.raises(AssertionError, match="0 allowed"):
        assert_budget(reader, "/envois/", budget=0)


def test_an_error_page_does_not_pass_for_a_quick_one(reader: Client) -> None:
    with pytest.raises(AssertionError, match="answers 404"):
        queries_of(reader, "/rien/")
