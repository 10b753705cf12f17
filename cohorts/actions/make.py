"""A cohort comes from the accepted offers: everybody in, best rank first, on one calendar."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions.offers import lock_campaign
from applications.lifecycle import State
from applications.models import Application, Campaign
from cohorts import lifecycle
from cohorts.models import Cohort, Trainee
from portal.journal.moves import Refusal, move
from portal.journal.record import record, record_many
from portal.outbox.post import Envelope, post_many
from portal.people.models import Role, User


class CannotMakeCohort(Refusal):
    """There is no cohort to make here, or not yet."""


@transaction.atomic
def make_cohort(
    *, campaign: Campaign, name: str, starts_on: date, weeks: tuple[int, int, int], by: User, at: datetime
) -> Cohort:
    """Make the cohort of one campaign, once; every date follows from its Monday and three lengths."""
    campaign = lock_campaign(campaign.pk)
    if Cohort.objects.filter(campaign=campaign).exists():
        raise CannotMakeCohort(_("La promotion de cette campagne existe déjà."))
    accepted = _accepted(campaign)
    if not accepted:
        raise CannotMakeCohort(_("Personne n’a encore accepté de place dans cette campagne."))
    introduction, branch, regiment = weeks
    cohort = Cohort.objects.create(
        campaign=campaign,
        name=name,
        starts_on=starts_on,
        weeks_introduction=introduction,
        weeks_branch=branch,
        weeks_regiment=regiment,
    )
    record("cohorts.cohort.make", cohort, by=by, at=at, trainees=len(accepted))
    _welcome(cohort, accepted, by, at)
    return cohort


@transaction.atomic
def enrol_late(*, cohort: Cohort, by: User, at: datetime) -> list[Trainee]:
    """Bring in those who accepted since the cohort was made, after the others in merit; returns who came."""
    lock_campaign(cohort.campaign_id)
    return _welcome(cohort, _accepted(cohort.campaign), by, at)


@transaction.atomic
def leave(*, trainee: Trainee, by: User, at: datetime) -> Trainee:
    """Stop the path of one trainee. What was lived stays written."""
    return move(trainee, lifecycle.LEAVE, by=by, at=at)


def _accepted(campaign: Campaign) -> list[Application]:
    """Those who accepted and are in no cohort yet, best rank first."""
    return list(
        Application.objects.filter(campaign=campaign, state=State.ACCEPTED, trainee=None)
        .select_related("candidate")
        .order_by("decision__rank", "pk")
    )


def _welcome(cohort: Cohort, accepted: Sequence[Application], by: User, at: datetime) -> list[Trainee]:
    last_rank = cohort.trainees.aggregate(last=Max("merit_rank"))["last"] or 0
    trainees = Trainee.objects.bulk_create(
        [
            Trainee(cohort=cohort, application=application, person=application.candidate, merit_rank=rank)
            for rank, application in enumerate(accepted, last_rank + 1)
        ]
    )
    User.objects.filter(pk__in=[trainee.person_id for trainee in trainees]).update(role=Role.TRAINEE)
    record_many("cohorts.trainee.enrol", trainees, by=by, at=at, cohort=cohort.pk)
    post_many([_envelope(cohort, trainee) for trainee in trainees], at=at)
    return trainees


def _envelope(cohort: Cohort, trainee: Trainee) -> Envelope:
    return Envelope(
        kind="cohorts/welcome",
        to=trainee.person,
        key=f"trainee-{trainee.pk}-welcome",
        context={"cohort": cohort.name, "starts_on": cohort.starts_on, "url": reverse("cohorts:my_path")},
    )
