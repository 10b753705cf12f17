"""The publication of one run: once, with everything it was made of, and one letter each."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import lifecycle
from cohorts.actions.amphi import CannotPlace, hold, is_outdated, refuse_published
from cohorts.actions.placement_letters import envelope, told_by
from cohorts.models import Cohort, Placement, Run, Trainee
from portal.journal.moves import move
from portal.outbox.models import Category
from portal.outbox.post import post_many
from portal.people.models import User


@transaction.atomic
def publish(*, run: Run, by: User, at: datetime) -> Run:
    """Make one draft the placement of the cohort, once, and write to every trainee."""
    cohort = hold(run.cohort)
    _refuse_unready(cohort, run, at)
    run = move(run, lifecycle.PUBLISH_RUN, by=by, at=at, published_at=at)
    move(cohort, lifecycle.PUBLISH_PLACEMENTS, by=by, at=at)
    places = {int(trainee): post for trainee, post in run.result["places"].items() if post is not None}
    Placement.objects.bulk_create(
        [Placement(trainee_id=trainee, post_id=post, run=run, placed_at=at) for trainee, post in places.items()],
        batch_size=500,
    )
    _write(run, at)
    return run


def obstacle(*, run: Run, at: datetime) -> str:
    """What keeps this draft from being published, in one sentence; empty when nothing does."""
    try:
        _refuse_unready(run.cohort, run, at)
    except CannotPlace as refusal:
        return str(refusal)
    return ""


def _refuse_unready(cohort: Cohort, run: Run, at: datetime) -> None:
    refuse_published(cohort)
    _refuse_under_way(cohort)
    _refuse_waiting(cohort, at)
    _refuse_outdated(run)


def _refuse_under_way(cohort: Cohort) -> None:
    if cohort.amphis.under_way().exists():
        raise CannotPlace(_("Un amphi est en cours pour cette promotion : clôturez-le avant de publier."))


def _refuse_waiting(cohort: Cohort, at: datetime) -> None:
    """Before the close, somebody who has not sent wishes may still change them."""
    if cohort.wishes_close_at is None or at >= cohort.wishes_close_at:
        return
    waited_for = Trainee.objects.enrolled().filter(cohort=cohort, wishes_sent_at=None).count()
    if waited_for:
        raise CannotPlace(
            ngettext(
                "%(n)s personne n’a pas encore envoyé ses vœux : publiez après leur clôture.",
                "%(n)s personnes n’ont pas encore envoyé leurs vœux : publiez après leur clôture.",
                waited_for,
            )
            % {"n": waited_for}
        )


def _refuse_outdated(run: Run) -> None:
    if is_outdated(run):
        raise CannotPlace(
            _("Des vœux, des postes ou des réservations ont changé depuis ce brouillon : relancez l’amphi.")
        )


def _write(run: Run, at: datetime) -> None:
    post_many([envelope(line) for line in told_by(run).lines], at=at, category=Category.CRITICAL)
