"""A cohort comes from the accepted offers: everybody in, best rank first, on one calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle as selection
from applications.actions.offers import lock_campaign
from applications.lifecycle import State
from applications.models import Application, Campaign
from cohorts import lifecycle
from cohorts.models import Cohort, Trainee
from portal.journal.moves import Refusal
from portal.journal.record import record, record_many
from portal.outbox.post import Envelope, post_many
from portal.people.models import Role, User


class CannotMakeCohort(Refusal):
    """There is no cohort to make here, or not yet."""


@transaction.atomic
def make_cohort(*, campaign: Campaign, by: User, at: datetime, **fields: Any) -> Cohort:
    """Make the cohort of one campaign, once; every date follows from its Monday and three lengths."""
    campaign = lock_campaign(campaign.pk)
    if Cohort.objects.filter(campaign=campaign).exists():
        raise CannotMakeCohort(_("La promotion de cette campagne existe déjà."))
    accepted = awaiting_enrolment(campaign)
    if not accepted:
        raise CannotMakeCohort(_("Personne n’a encore accepté de place dans cette campagne."))
    cohort = Cohort.objects.create(campaign=campaign, **fields)
    record("cohorts.cohort.make", cohort, by=by, at=at, trainees=len(accepted))
    _welcome(cohort, accepted, by, at)
    return cohort


@transaction.atomic
def revise(*, cohort: Cohort, by: User, at: datetime, changes: dict[str, Any]) -> Cohort:
    """Move the calendar until the day of departure, and note what each date was before."""
    cohort = _lock(cohort)
    if timezone.localdate(at) >= cohort.starts_on:
        raise CannotMakeCohort(_("Le parcours a commencé : ses dates ne changent plus."))
    changed = {name: value for name, value in changes.items() if getattr(cohort, name) != value}
    before = [f"{name}: {getattr(cohort, name)} → {value}" for name, value in changed.items()]
    for name, value in changed.items():
        setattr(cohort, name, value)
    if changed:
        cohort.save(update_fields=list(changed))
        record("cohorts.cohort.revise", cohort, by=by, at=at, changed=before)
    return cohort


@transaction.atomic
def enrol_late(*, cohort: Cohort, by: User, at: datetime) -> list[Trainee]:
    """Bring in those who accepted since the cohort was made, after the others in merit; returns who came."""
    lock_campaign(cohort.campaign_id)
    cohort = _lock(cohort)
    if cohort.state == lifecycle.Cohort.FINISHED:
        raise CannotMakeCohort(_("Cette promotion est terminée : personne n’y entre plus."))
    return _welcome(cohort, awaiting_enrolment(cohort.campaign), by, at)


def awaiting_enrolment(campaign: Campaign) -> list[Application]:
    """Those who accepted here, or confirmed here a place deferred before, and are in no cohort yet, best rank first."""
    accepted = Q(campaign=campaign, state=State.ACCEPTED)
    deferred = Q(deferral__to_campaign=campaign, deferral__state=selection.Deferral.CONFIRMED)
    return list(
        Application.objects.filter(accepted | deferred, trainee=None)
        .select_related("candidate")
        .order_by("decision__rank", "pk")
    )


def _lock(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=cohort.pk)


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
