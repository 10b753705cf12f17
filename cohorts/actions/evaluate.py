"""The evaluation of a phase: asked for, filled little by little, handed in once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import lifecycle
from cohorts.models import Axis, Evaluation, Mark
from portal.journal.moves import IllegalMove, Refusal, move
from portal.journal.record import record
from portal.outbox.post import post
from portal.people.models import User


class EvaluationIncomplete(Refusal):
    """Some axes have no level yet."""


@transaction.atomic
def save(
    *, evaluation: Evaluation, levels: Mapping[str, int], strengths: str, advice: str, by: User, at: datetime
) -> Evaluation:
    """Keep what is written so far; the first word starts the evaluation."""
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if evaluation.state not in lifecycle.TO_FILL:
        raise IllegalMove(_("Ce bilan est remis : il ne change plus."))
    if evaluation.state == lifecycle.Evaluation.ASKED:
        evaluation = move(evaluation, lifecycle.START_EVALUATION, by=by, at=at)
    evaluation.strengths, evaluation.advice, evaluation.saved_at = strengths, advice, at
    evaluation.save(update_fields=["strengths", "advice", "saved_at"])
    Mark.objects.bulk_create(
        [Mark(evaluation=evaluation, axis=axis, level=level) for axis, level in levels.items()],
        update_conflicts=True,
        unique_fields=["evaluation", "axis"],
        update_fields=["level"],
    )
    record("cohorts.evaluation.save", evaluation, by=by, at=at, axes=sorted(levels))
    return evaluation


@transaction.atomic
def submit(*, evaluation: Evaluation, by: User, at: datetime) -> Evaluation:
    """Hand the evaluation in, once, with a level on every axis; the trainee may read it from then on."""
    missing = len(Axis) - evaluation.marks.count()
    if missing:
        raise EvaluationIncomplete(
            ngettext("Il reste %(n)s axe à évaluer.", "Il reste %(n)s axes à évaluer.", missing) % {"n": missing}
        )
    evaluation = move(evaluation, lifecycle.SUBMIT_EVALUATION, by=by, at=at, submitted_at=at)
    post(
        "cohorts/evaluation_received",
        to=evaluation.trainee.person,
        key=f"evaluation-{evaluation.pk}-received",
        at=at,
        phase=evaluation.phase,
        url=reverse("cohorts:my_path"),
    )
    return evaluation
