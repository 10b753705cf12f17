"""The amphi in one pass: draft it as often as wanted, publish it once, with everything it was made of."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.inputs import Read, fingerprint, problem_of, read
from cohorts.actions.live.stored import replayed, still_holds
from cohorts.impossible import impossible
from cohorts.models import Cohort, Run
from cohorts.placement import VERSION, Assignment, Rule, solve
from cohorts.placement.errors import InvalidPlacement
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class CannotPlace(Refusal):
    """The amphi cannot be run or published as things stand; the text says why."""


@transaction.atomic
def draft(*, cohort: Cohort, by: User, at: datetime, rule: Rule = Rule.AMPHI) -> Run:
    """Run one rule over the wishes as they are now; the same rule and wishes give back the same draft."""
    cohort = hold(cohort)
    refuse_published(cohort)
    found = read(cohort, rule)
    known_by = fingerprint(found.inputs)
    if (last := cohort.runs.first()) and (last.inputs_hash, last.version) == (known_by, str(VERSION)):
        return last
    run = Run.objects.create(
        cohort=cohort,
        rule=rule,
        version=str(VERSION),
        inputs=found.inputs,
        inputs_hash=known_by,
        result=as_result(_placed(found)),
        drafted_by=by,
        drafted_at=at,
    )
    record("cohorts.run.draft", run, by=by, at=at, rule=str(rule), hash=run.inputs_hash)
    return run


def is_outdated(run: Run) -> bool:
    """Whether anything the placement reads has changed since the draft; an empty list is one not yet read then."""
    if run.rule == Rule.LIVE:
        return not still_holds(run)
    now = read(run.cohort, Rule(run.rule)).inputs
    return any((run.inputs.get(key) or None) != (value or None) for key, value in now.items())


def place(inputs: Mapping[str, Any]) -> Assignment[int, int]:
    """Run the stored inputs by their rule, today or in ten years. Errors: InvalidPlacement."""
    if inputs["rule"] == Rule.LIVE:
        return replayed(inputs)
    return solve(Rule(inputs["rule"]), problem_of(inputs))


def as_result(assignment: Assignment[int, int]) -> dict[str, Any]:
    """The answer with its reasons, ready to be stored: keys are trainees, then posts."""
    return {
        "places": {str(trainee): post for trainee, post in assignment.places.items()},
        "reasons": {
            str(trainee): {str(post): asdict(reason) | {"kind": str(reason.kind)} for post, reason in refused.items()}
            for trainee, refused in assignment.reasons.items()
        },
        "envy": [list(pair) for pair in assignment.envy],
    }


def hold(cohort: Cohort) -> Cohort:
    """Wait for the cohort's turn: whoever changes what the amphi reads holds it first."""
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def refuse_published(cohort: Cohort) -> None:
    if cohort.state != lifecycle.Cohort.PREPARING:
        raise CannotPlace(_("Les affectations de cette promotion sont déjà publiées."))


def _placed(found: Read) -> Assignment[int, int]:
    try:
        return place(found.inputs)
    except InvalidPlacement as error:
        raise CannotPlace(impossible(error, found.posts)) from error
