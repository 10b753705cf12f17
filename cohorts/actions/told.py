"""What trainees say of themselves for the posts: where home is, and whether they drive."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.amphi import hold
from cohorts.actions.wishes import WishesClosed, are_open
from cohorts.geography.departments import departments
from cohorts.models import Trainee
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class NotADepartment(Refusal):
    """No department has this code."""


@transaction.atomic
def tell(*, trainee: Trainee, department: str, has_licence: bool | None, by: User, at: datetime) -> Trainee:
    """Keep what the trainee says, until wishes close; the journal keeps that it changed, not what it says."""
    if not are_open(hold(trainee.cohort), at):
        raise WishesClosed(_("Les vœux sont clos : ce que vous avez dit est gardé tel quel."))
    if department and department not in departments():
        raise NotADepartment(_("Ce département n’existe pas."))
    trainee = Trainee.objects.get(pk=trainee.pk)
    if (trainee.department, trainee.has_licence) == (department, has_licence):
        return trainee
    trainee.department, trainee.has_licence = department, has_licence
    trainee.save(update_fields=["department", "has_licence"])
    record("cohorts.trainee.tell", trainee, by=by, at=at)
    return trainee
