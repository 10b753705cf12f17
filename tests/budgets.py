"""SQL budgets: a list reads with the same number of queries whatever its length, and within its budget."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

# Read on every page of a signed-in person, whatever it shows.
SESSION_AND_USER = 2
LIST, PAGE = 5, 8


def assert_same_budget(
    client: Client, path: str, add_row: Callable[[], object], *, budget: int = LIST, rows: int = 3
) -> None:
    """Open a list with one row, then with several: as many queries, and no more than the budget.

    `add_row` makes one row that the page shows; `budget` counts beyond the session and the user.
    """
    add_row()
    few = queries_of(client, path)
    for _ in range(rows - 1):
        add_row()
    many = queries_of(client, path)

    assert len(many) == len(few), f"{len(few)} queries for 1 row, {len(many)} for {rows}:\n" + told(many)
    assert_within(many, budget)


def assert_budget(client: Client, path: str, *, budget: int = PAGE) -> None:
    """Open one page within its budget, beyond the session and the user."""
    assert_within(queries_of(client, path), budget)


def queries_of(client: Client, path: str) -> list[str]:
    """The SQL of one visit; the page must answer, or an error page would pass for a quick one."""
    with CaptureQueriesContext(connection) as captured:
        assert_answers(client.get(path), path)
    return [
        query["sql"] for query in captured.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]


def assert_answers(answer: HttpResponseBase, path: str) -> None:
    if answer.streaming:
        b"".join(answer)  # type: ignore[call-overload]  # a streamed list asks while it is read
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"


def assert_within(queries: list[str], budget: int) -> None:
    assert len(queries) - SESSION_AND_USER <= budget, f"{len(queries)} queries, {budget} allowed:\n" + told(queries)


def told(queries: list[str]) -> str:
    return "\n".join(f"{number:3}. {sql[:200]}" for number, sql in enumerate(queries, start=1))
