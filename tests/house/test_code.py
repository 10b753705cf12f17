"""The rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

PACKAGES = ("portal", "applications", "cohorts")
# Invents rows that already have a past.
DEMO = "cohorts/demo/"
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "time.time"}
# The doors through which the time comes in: what answers a request, what a clock starts, what a person types, and the
# mailbox of the demonstration, which stamps what arrives as a mail server does.
DOORS = re.compile(r"/(views|management)/|/tasks\.py$|^portal/web/|^cohorts/demo/|^portal/outbox/mailbox\.py$")
INLINE = re.compile(
    r"<script(?![^>]*\s(?:src=|type=.application/json))[^>]*>|<style\b|\sstyle=|\son(?!e\b)[a-z]+=[\"']|javascript:",
    re.IGNORECASE,
)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((settings.HOME / package).rglob("*.py")):
            name = str(path.relative_to(settings.HOME))
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text())


def test_a_state_changes_only_by_a_move() -> None:
    allowed = ("portal/journal/moves.py", DEMO)
    found = [
        f"{name}:{line}" for name, tree in sources() if not name.startswith(allowed) for line in state_changes(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "evasion",
    [
        "offer.state = 'accepted'",
        "offer.state: str = 'accepted'",
        "a, offer.state = 1, 'accepted'",
        "Offer.objects.filter(pk=1).update(state='accepted')",
        "Offer.objects.update(**{'state': 'accepted'})",
        "Offer.objects.bulk_update(offers, ['expires_at', 'state'])",
        "Offer.objects.bulk_update(offers, fields=('state',))",
        "setattr(offer, 'state', 'accepted')",
        "offer.save(update_fields=['state'])",
        "offer.__dict__['state'] = 'accepted'",
    ],
)
def test_any_other_way_to_change_a_state_would_be_found(evasion: str) -> None:
    assert state_changes(ast.parse(evasion)) == [1]


def state_changes(tree: ast.AST) -> list[int]:
    """The lines where a state is written."""
    return sorted({node.lineno for node in ast.walk(tree) if _assigns_state(node) or _writes_state(node)})


def _assigns_state(node: ast.AST) -> bool:
    is_target = isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
    return is_target and ((isinstance(node, ast.Attribute) and node.attr == "state") or "'state'" in ast.unparse(node))


def _writes_state(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    named = any(keyword.arg == "state" for keyword in node.keywords) and called in {"update", "aupdate"}
    listed = called in {"bulk_update", "save", "setattr", "update"} and any(
        isinstance(part, ast.Constant) and part.value == "state" for part in ast.walk(node)
    )
    return named or listed


def test_the_time_is_read_at_the_door() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        if not DOORS.search(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS
    ]
    assert found == []


def test_templates_carry_no_code_and_no_style_of_their_own() -> None:
    found = [
        f"{path.relative_to(settings.HOME)}: {match.group()}"
        for path in _templates()
        for match in INLINE.finditer(re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text()))
    ]
    assert found == []


def test_templates_name_no_other_site_for_their_files() -> None:
    found = [
        str(path)
        for path in _templates()
        if re.search(r"<(script|link|img|iframe)[^>]*(src|href)=.https?:", path.read_text())
    ]
    assert found == []


def _templates() -> list[Path]:
    """The pages. Letters carry their style in each element, since mail programs read no stylesheet."""
    folder: Path = settings.HOME / "templates"
    return sorted(path for path in folder.rglob("*.html") if folder / "letters" not in path.parents)
