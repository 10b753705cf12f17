"""Prove a placement: run again what was stored, and compare."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cohorts.actions.amphi import as_result, place
from cohorts.actions.inputs import fingerprint
from cohorts.models import Placement, Run
from cohorts.placement import READABLE


class Command(BaseCommand):
    help = "Recompute one run of any rule from its stored inputs and compare the hash, the result and the placements."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, metavar="ID", help="the number of the run")

    def handle(self, *args: Any, **options: Any) -> None:
        run = Run.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no run {options['run']}.")
        if wrong := [words for words, holds in _claims(run) if not holds]:
            raise CommandError(f"Run {run.pk} does not hold: {'; '.join(wrong)}.")
        self.stdout.write(f"Run {run.pk} holds: sha256 {run.inputs_hash}, rule {run.rule}, version {run.version}.")


def _claims(run: Run) -> list[tuple[str, bool]]:
    """Each thing that must be true, with the words for when it is not."""
    claims = [
        ("the inputs are not those that were hashed", fingerprint(run.inputs) == run.inputs_hash),
        (f"it was made by version {run.version}, unknown here", run.version in map(str, READABLE)),
        ("the same inputs give another result", _stored(as_result(place(run.inputs))) == run.result),
    ]
    if run.published_at:
        rows = Placement.objects.filter(run=run).values_list("trainee", "post")
        placed = {str(trainee): post for trainee, post in rows}
        given = {trainee: post for trainee, post in run.result["places"].items() if post is not None}
        claims.append(("the published placements are not those of the result", placed == given))
    return claims


def _stored(result: dict[str, Any]) -> Any:
    """The result as the database gives it back: lists where there were tuples."""
    return json.loads(json.dumps(result))
