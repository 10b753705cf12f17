"""Every action writes down what it did, in the transaction that does it."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
JOURNAL = {"record", "record_many", "entry", "move", "move_many"}
# Parts of an action, always called by one: the action writes down what they changed.
PARTS = {
    "applications/actions/agenda.py:call_first",
    "applications/actions/agenda.py:complete",
    "applications/actions/agenda.py:write",
    "applications/actions/snapshot.py:keep",
    "applications/actions/save.py:touch",
    "applications/actions/totals.py:refresh",
    "applications/actions/totals.py:refresh_many",
    "applications/actions/totals.py:weigh",
    "cohorts/actions/live/turns.py:give",
    "cohorts/actions/live/turns.py:raised",
    "cohorts/actions/live/turns.py:go_on",
}


def actions() -> list[Path]:
    return sorted(
        path for room in ("portal", "applications", "cohorts") for path in _home(room).glob("**/actions/**/*.py")
    )


def _home(room: str) -> Path:
    return Path(settings.HOME) / room


def silent(tree: ast.Module) -> list[str]:
    """The public functions that write to the database without the journal, or outside a transaction of their own."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return [
        name
        for name, function in functions.items()
        if not name.startswith("_")
        and (reached := _reached(function, functions)) & WRITES
        and not (reached & JOURNAL and _is_atomic(function))
    ]


def _reached(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """The names of everything it calls, itself or through functions of the same file."""
    found, waiting = set[str](), [function]
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Call) and (called := _name(node.func)) and called not in found:
                found.add(called)
                if isinstance(node.func, ast.Name) and called in functions:
                    waiting.append(functions[called])
    return found


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_atomic(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator) == "transaction.atomic" for decorator in function.decorator_list)


def test_every_action_is_written_in_the_journal_with_what_it_does() -> None:
    found = {f"{path.relative_to(settings.HOME)}:{name}" for path in actions() for name in silent(_parsed(path))}

    assert found - PARTS == set()


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@pytest.mark.parametrize(
    "careless",
    [
        "@transaction.atomic\ndef close(*, thing, by, at):\n    thing.save()",
        "def close(*, thing, by, at):\n    thing.save()\n    record('closed', thing, by=by, at=at)",
        "@transaction.atomic\ndef close(*, thing):\n    _close(thing)\n\ndef _close(thing):\n    thing.delete()",
    ],
    ids=["no entry", "no transaction", "hidden in a part"],
)
def test_an_action_that_says_nothing_would_be_found(careless: str) -> None:
    assert silent(ast.parse(careless)) == ["close"]
