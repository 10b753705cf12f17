"""What must be true of a stored placement, and can be checked years after from what was stored."""

import json
from dataclasses import dataclass
from typing import Any

from cohorts.actions.amphi import as_result, place
from cohorts.actions.inputs import fingerprint
from cohorts.models import Placement, Run, Transfer
from cohorts.placement import READABLE


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing checked, in words, and whether it is true."""

    holds: bool
    words: str


def claims(run: Run) -> list[Claim]:
    """Everything that can be proved of one run; a published one answers for the places held today too."""
    found = [
        Claim(fingerprint(run.inputs) == run.inputs_hash, "l’empreinte est celle des données lues"),
        Claim(run.version in map(str, READABLE), f"la version {run.version} de la règle est connue ici"),
        Claim(_stored(as_result(place(run.inputs))) == run.result, "les mêmes données donnent le même résultat"),
    ]
    if run.published_at:
        found.append(Claim(agrees(run), "les places tenues sont celles du résultat, puis de chaque changement écrit"))
    return found


def agrees(run: Run) -> bool:
    """Whether the places held are those of the run and of every change written since."""
    held = dict(Placement.objects.filter(trainee__cohort=run.cohort_id).values_list("trainee", "post"))
    return held == expected(run)


def expected(run: Run) -> dict[int, int]:
    """Who must hold which post: the published result, then each transfer in turn."""
    places = {int(trainee): post for trainee, post in run.result.get("places", {}).items() if post is not None}
    for one in Transfer.objects.filter(trainee__cohort=run.cohort_id).order_by("pk"):
        if one.target_id is not None:
            places[one.trainee_id] = one.target_id
        elif one.origin_id is not None:
            places.pop(one.trainee_id, None)
    return places


def _stored(result: dict[str, Any]) -> Any:
    """The result as the database gives it back: lists where there were tuples."""
    return json.loads(json.dumps(result))
