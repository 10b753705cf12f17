"""What the calendar asks for by itself: evaluations when they come near, each reminder once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from applications.actions.remind import unsaid
from applications.lifecycle import State
from cohorts import lifecycle
from cohorts.actions import chase_vacancies, chase_wishes
from cohorts.actions.withdraw import leave
from cohorts.models import Cohort, Evaluation, Placement, Trainee
from cohorts.path import Path, Phase
from portal.journal.record import record_many
from portal.outbox.post import Envelope, post_many

ASKED_BEFORE = timedelta(days=7)
LATE_AFTER = timedelta(days=3)
MORNING = 7  # nobody is reminded in the night


@transaction.atomic
def follow(*, at: datetime) -> None:
    """One round of the calendar: harmless when it is late, early or doubled."""
    let_go(at=at)
    chase_vacancies.follow(at=at)
    ask_evaluations(at=at)
    if timezone.localtime(at).hour >= MORNING:
        remind(at=at)


@transaction.atomic
def let_go(*, at: datetime) -> list[Trainee]:
    """Stop the path of those who stepped out of the selection after entering a cohort."""
    gone = Trainee.objects.enrolled().filter(application__state=State.WITHDRAWN).select_related("cohort")
    return [leave(trainee=trainee, reason="Désistement de la candidature.", by=None, at=at) for trainee in gone]


@transaction.atomic
def ask_evaluations(*, at: datetime) -> int:
    """Ask for each evaluation a week before it is due, from the person in charge of the post; returns how many."""
    today = timezone.localdate(at)
    running = Cohort.objects.exclude(state=lifecycle.Cohort.FINISHED).filter(starts_on__lte=today)
    asked = sum(_ask(cohort, today, at) for cohort in running.select_for_update().order_by("pk"))
    _follow_the_posts(at)
    return asked


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Promise every letter that is due and was not promised yet; returns how many."""
    today = timezone.localdate(at)
    waiting = Evaluation.objects.to_fill().exclude(supervisor=None)
    late_since = today - LATE_AFTER
    asked = waiting.filter(due_on__gt=today, due_on__lte=today + ASKED_BEFORE)
    due = waiting.filter(due_on__lte=today, due_on__gt=late_since)
    late = waiting.filter(due_on__lte=late_since)
    return _tell("asked", asked, at) + _tell("due", due, at) + _tell("late", late, at) + _others(at)


def _others(at: datetime) -> int:
    return chase_wishes.remind(at=at) + chase_vacancies.remind(at=at)


def _ask(cohort: Cohort, today: date, at: datetime) -> int:
    near = [phase for phase in Path(cohort.starts_on, cohort.weeks).phases if today >= asked_on(phase)]
    trainees = list(cohort.trainees.enrolled())
    known = set(Evaluation.objects.filter(trainee__cohort=cohort).values_list("trainee", "phase"))
    new = Evaluation.objects.bulk_create(
        Evaluation(trainee=trainee, phase=phase.number, due_on=phase.evaluation_due)
        for phase in near
        for trainee in trainees
        if (trainee.pk, phase.number) not in known
    )
    if new:
        record_many("cohorts.evaluation.ask", new, by=None, at=at)
    return len(new)


def asked_on(phase: Phase) -> date:
    """A week before it is due, never before the phase has begun."""
    return max(phase.monday, phase.evaluation_due - ASKED_BEFORE)


def _follow_the_posts(at: datetime) -> None:
    """Until somebody starts it, an evaluation belongs to whoever is in charge of the trainee's post."""
    in_charge = Placement.objects.filter(trainee=OuterRef("trainee")).values("post__supervisor")[:1]
    other = Q(supervisor=None) | ~Q(supervisor=F("trainee__placement__post__supervisor"))
    untouched = Evaluation.objects.to_fill().filter(
        other, state=lifecycle.Evaluation.ASKED, trainee__placement__post__supervisor__isnull=False
    )
    moved = list(untouched)
    if moved:
        Evaluation.objects.filter(pk__in=[one.pk for one in moved]).update(supervisor=Subquery(in_charge))
        record_many("cohorts.evaluation.entrust", moved, by=None, at=at)


def _tell(occasion: str, evaluations: QuerySet[Evaluation], at: datetime) -> int:
    untold: Iterable[Evaluation] = unsaid(evaluations, "evaluation", f"{occasion}-", F("supervisor")).select_related(
        "supervisor", "trainee__person"
    )
    return post_many([_envelope(occasion, evaluation) for evaluation in untold], at=at)


def _envelope(occasion: str, evaluation: Evaluation) -> Envelope:
    assert evaluation.supervisor is not None
    return Envelope(
        kind=f"cohorts/evaluation_{occasion}",
        to=evaluation.supervisor,
        key=f"evaluation-{evaluation.pk}-{occasion}-{evaluation.supervisor_id}",
        context={
            "name": str(evaluation.trainee.person),
            "phase": evaluation.phase,
            "due_on": evaluation.due_on,
            "url": reverse("cohorts:evaluation", args=[evaluation.pk]),
        },
    )
