"""The end of the path: what each person chose, then the cohort is finished."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import lifecycle
from cohorts.models import Cohort, Trainee
from cohorts.path import Path
from portal.journal.moves import Refusal, move
from portal.outbox.post import post
from portal.people.models import User


class TooEarly(Refusal):
    """The path is not at its end yet."""


@transaction.atomic
def record_outcome(*, trainee: Trainee, outcome: str, by: User, at: datetime) -> Trainee:
    """Record civil life, reserve or contract, from the first day of the last week on."""
    path = Path(trainee.cohort.starts_on, trainee.cohort.weeks)
    if timezone.localdate(at) < path.monday(path.total_weeks):
        raise TooEarly(_("La suite se note pendant la dernière semaine du parcours, pas avant."))
    trainee = move(trainee, lifecycle.RECORD_OUTCOME, by=by, at=at, outcome=outcome, outcome_at=at)
    post(
        "cohorts/outcome_recorded",
        to=trainee.person,
        key=f"trainee-{trainee.pk}-outcome",
        at=at,
        outcome=trainee.outcome,
        url=reverse("cohorts:my_path"),
    )
    return trainee


@transaction.atomic
def finish_cohort(*, cohort: Cohort, by: User, at: datetime) -> Cohort:
    """Close a cohort once everybody's outcome is known."""
    unknown = cohort.trainees.enrolled().count()
    if unknown:
        raise TooEarly(
            ngettext(
                "Il manque la suite choisie par %(n)s personne.",
                "Il manque la suite choisie par %(n)s personnes.",
                unknown,
            )
            % {"n": unknown}
        )
    return move(cohort, lifecycle.FINISH_COHORT, by=by, at=at)
