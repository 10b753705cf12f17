"""Ask the database whether what must always be true is true; for every night, and after a restore."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.models import QuerySet

from cohorts import lifecycle
from cohorts.models import Run
from cohorts.proof import agrees

DISPLACED = "somebody holds another place than the publication and the changes since give them"
QUERIES = Path(__file__).parent.parent / "invariants.sql"


class Command(BaseCommand):
    help = "Check that places, totals, placements and letters agree; fails and says where when they do not."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = violations()
        for sentence, rows in broken.items():
            self.stderr.write(f"{sentence} : {rows[:5]}")
        if broken:
            raise CommandError(f"{len(broken)} règles ne sont pas respectées.")
        self.stdout.write("Tout ce qui doit être vrai l’est.")


def violations() -> dict[str, list[tuple[Any, ...]]]:
    """Each broken rule with the rows that break it."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for sentence, query in rules():
            cursor.execute(query)
            rows = cursor.fetchall()
            if rows:
                found[sentence] = rows
    if displaced := [(run.cohort_id, run.pk) for run in published() if not agrees(run)]:
        found[DISPLACED] = displaced
    return found


def published() -> QuerySet[Run]:
    return Run.objects.filter(state=lifecycle.Run.PUBLISHED).order_by("pk")


def rules() -> Iterator[tuple[str, str]]:
    """The comment above each query is the rule broken when it answers a row."""
    for part in QUERIES.read_text(encoding="utf-8").split(";"):
        lines = [line for line in part.strip().splitlines() if line]
        comments = [line for line in lines if line.startswith("--")]
        query = "\n".join(line for line in lines if not line.startswith("--"))
        if query:
            yield comments[-1].removeprefix("-- "), query
