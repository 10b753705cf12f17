"""The demo's cohorts: regiments and posts, wishes, placements, evaluations, outcomes."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path as FilePath
from typing import Any

from applications.lifecycle import State
from applications.models import Application, Campaign
from cohorts import lifecycle
from cohorts.actions import amphi, import_posts, outcome, publish_placements
from cohorts.models import Axis, BranchQuota, Cohort, Evaluation, Mark, Post, Regiment, Trainee, Wish
from cohorts.path import Path
from portal.outbox.models import Attempt, Delivery, Letter, Outcome
from portal.people.models import User

HERE = FilePath(__file__).parent
OUTCOMES = (*[Trainee.Outcome.RESERVE] * 8, Trainee.Outcome.CIVIL, Trainee.Outcome.CONTRACT)


@dataclass(frozen=True)
class Army:
    """Who receives trainees: the regiments in the order of the list, their liaison and their section leader."""

    regiments: Sequence[Regiment]
    liaison: User
    supervisor: User
    supervisors: Sequence[User]


def regiments(liaison: User, others: Sequence[User], at: datetime) -> list[Regiment]:
    """The 61 real regiments; the demo's liaison imports them, other liaisons answer for a third of them."""
    import_posts.apply(text=(HERE / "regiments.csv").read_text("utf-8"), cohort=None, by=liaison, at=at)
    found = list(Regiment.objects.order_by("pk"))
    for index, regiment in enumerate(found):
        if index % 3 == 0:
            regiment.liaisons.set([others[index % len(others)]])
    return found


def real_wishes() -> dict[str, Any]:
    """Preference lists of 35 people over 61 places; place p1 is the first regiment, and so on."""
    wishes: dict[str, Any] = json.loads((HERE / "wishes.json").read_text(encoding="utf-8"))
    return wishes


def a_cohort(campaign: Campaign, name: str, files: Sequence[Application], army: Army) -> Cohort:
    """A cohort of the accepted files, best rank first, with one post in each regiment."""
    cohort = Cohort.objects.create(
        campaign=campaign, name=name.format(year=campaign.starts_on.year), starts_on=campaign.starts_on
    )
    accepted = sorted((file for file in files if file.state == State.ACCEPTED), key=lambda file: file.decision.rank)
    Trainee.objects.bulk_create(
        Trainee(cohort=cohort, application=file, person=file.candidate, merit_rank=rank)
        for rank, file in enumerate(accepted, 1)
    )
    leaders = [army.supervisor, *army.supervisors]
    Post.objects.bulk_create(
        Post(
            cohort=cohort,
            regiment=regiment,
            capacity=1,
            section=f"{index % 4 + 1}re section" if index % 4 == 0 else f"{index % 4 + 1}e section",
            supervisor=leaders[index % len(leaders)],
        )
        for index, regiment in enumerate(army.regiments)
    )
    return cohort


def wish(cohort: Cohort, *, at: datetime, chance: random.Random) -> None:
    """Give the trainees the real lists, in order of merit; beyond the 35 lists, lists drawn by chance."""
    posts = list(cohort.posts.order_by("regiment__pk"))
    real = real_wishes()
    lists = [[int(place[1:]) - 1 for place in real["preferences"][student]] for student in real["merit"]]
    trainees = list(cohort.trainees.order_by("merit_rank"))
    wishes = []
    for index, trainee in enumerate(trainees):
        places = lists[index] if index < len(lists) else chance.sample(range(len(posts)), 6)
        wishes += [Wish(trainee=trainee, post=posts[place], position=n) for n, place in enumerate(places, 1)]
    Wish.objects.bulk_create(wishes, batch_size=1000)
    cohort.trainees.update(wishes_sent_at=at)
    BranchQuota.objects.bulk_create(
        BranchQuota(cohort=cohort, branch=branch, cap=max(3, len(trainees) * 2 // 3))
        for branch in ("infanterie", "génie", "cavalerie", "artillerie")
    )


def evaluate(cohort: Cohort, *, today: date, chance: random.Random) -> None:
    """The evaluations of the phases that are over; the last one or two of a running phase are late."""
    path = Path(cohort.starts_on, cohort.weeks)
    evaluations, marks = [], []
    placed = list(cohort.trainees.filter(placement__isnull=False).select_related("placement__post"))
    for phase in path.phases:
        if phase.monday > today:
            break
        for index, trainee in enumerate(placed):
            evaluation = _an_evaluation(trainee, phase.number, phase.evaluation_due, today, late=index % 11 == 4)
            evaluations.append(evaluation)
            if evaluation.state == lifecycle.Evaluation.SUBMITTED:
                level = min(5, 2 + phase.number)
                marks += [
                    Mark(evaluation=evaluation, axis=axis, level=max(1, min(5, round(chance.gauss(level, 0.7)))))
                    for axis in Axis
                ]
    Evaluation.objects.bulk_create(evaluations, batch_size=500)
    Mark.objects.bulk_create(marks, batch_size=1000)


def _an_evaluation(trainee: Trainee, phase: int, due_on: date, today: date, *, late: bool) -> Evaluation:
    over = due_on < today
    running_late = late and (today - due_on) < timedelta(weeks=6)
    handed_in = over and not running_late
    submitted_at = datetime.combine(due_on, datetime.min.time()).astimezone() if handed_in else None
    return Evaluation(
        trainee=trainee,
        phase=phase,
        supervisor=trainee.placement.post.supervisor,
        state=lifecycle.Evaluation.SUBMITTED if handed_in else lifecycle.Evaluation.ASKED,
        due_on=due_on,
        strengths="Prend sa place sans la forcer ; pose les bonnes questions avant d’agir." if handed_in else "",
        advice="Déléguer plus tôt aux cadres de contact." if handed_in else "",
        saved_at=submitted_at,
        submitted_at=submitted_at,
    )


def place(cohort: Cohort, *, by: User, at: datetime) -> None:
    """Run the amphi over the wishes and publish what it gives; the letters of that day went out long ago."""
    publish_placements.publish(run=amphi.draft(cohort=cohort, by=by, at=at), by=by, at=at)
    _delivered(at)


def _delivered(at: datetime) -> None:
    letters = Letter.objects.filter(created_at=at)
    Attempt.objects.bulk_create(
        Attempt(letter=letter, number=1, fence=1, started_at=at, finished_at=at, outcome=Outcome.ACCEPTED)
        for letter in letters
    )
    letters.update(delivery=Delivery.ACCEPTED, attempts=1, settled_at=at, read_at=at)


def finish(cohort: Cohort, *, by: User, at: datetime, chance: random.Random) -> None:
    """Record what each trainee chose, then close the cohort, by the actions the school uses."""
    for trainee in cohort.trainees.select_related("cohort", "person"):
        outcome.record_outcome(trainee=trainee, outcome=chance.choice(OUTCOMES), by=by, at=at)
    outcome.finish_cohort(cohort=cohort, by=by, at=at)
    _delivered(at)
