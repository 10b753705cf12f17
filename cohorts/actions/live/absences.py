"""Who will not be there: their wishes speak as soon as their turn comes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.live import session as sessions
from cohorts.actions.live.refusals import CannotConduct
from cohorts.actions.live.turns import go_on, raised
from cohorts.models import Absence, Amphi, Pick, Trainee
from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def mark_absent(*, amphi: Amphi, trainee: Trainee, by: User, at: datetime) -> Amphi:
    """Say so, oneself or for somebody; when it is their turn, the turn goes on at once."""
    amphi = _before_their_turn_is_over(amphi, trainee)
    _, is_new = Absence.objects.get_or_create(amphi=amphi, trainee=trainee, defaults={"by": by, "at": at})
    if is_new:
        record("cohorts.amphi.mark_absent", amphi, by=by, at=at, trainee=trainee.pk)
    if amphi.is_running and amphi.current_id == trainee.pk:
        return go_on(sessions.read(amphi), at=at)
    return raised(amphi)


@transaction.atomic
def mark_present(*, amphi: Amphi, trainee: Trainee, by: User, at: datetime) -> Amphi:
    """Be there after all: they choose when their turn comes."""
    amphi = _before_their_turn_is_over(amphi, trainee)
    if Absence.objects.filter(amphi=amphi, trainee=trainee).delete()[0]:
        record("cohorts.amphi.mark_present", amphi, by=by, at=at, trainee=trainee.pk)
    return raised(amphi)


def _before_their_turn_is_over(amphi: Amphi, trainee: Trainee) -> Amphi:
    amphi = sessions.held(amphi)
    if amphi.is_closed or Pick.objects.standing().filter(amphi=amphi, trainee=trainee).exists():
        raise CannotConduct(_("Le tour de cette personne est passé."))
    return amphi
