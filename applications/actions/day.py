"""The day itself: somebody came, or did not."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.book import AlreadyMet, SlotGone, lock_application
from applications.models import Cell, Interview, Slot
from applications.models.interview import cells_of
from portal.journal.moves import Refusal, move
from portal.people.models import User


class NotTheDay(Refusal):
    """Nobody is present or absent before the day, or outside the phase of interviews."""


@transaction.atomic
def hold(*, interview: Interview, by: User, at: datetime) -> Interview:
    """Write down, on the day, that the person was met."""
    _refuse_unless_the_day(interview, at)
    return met(interview=interview, by=by, at=at)


@transaction.atomic
def met(*, interview: Interview, by: User, at: datetime) -> Interview:
    """The person came, even if first thought absent, as long as their slot is nobody else's; a sheet proves it too."""
    interview = _locked(interview)
    if interview.state == lifecycle.Interview.NO_SHOW:
        _take_back(interview)
    return move(interview, lifecycle.HOLD_INTERVIEW, by=by, at=at, ended_at=at, reason="")


@transaction.atomic
def miss(*, interview: Interview, by: User, at: datetime, reason: str = "") -> Interview:
    """Write down that the person did not come: the time left in their slot may be given to somebody."""
    interview = _locked(interview)
    _refuse_unless_the_day(interview, at)
    interview = move(interview, lifecycle.MISS_INTERVIEW, by=by, at=at, ended_at=at, reason=reason)
    interview.cells.all().delete()
    return interview


def _locked(interview: Interview) -> Interview:
    """The file, then the slot, then the interview: the order of those who book."""
    lock_application(interview.application)
    Slot.objects.select_for_update().get(pk=interview.slot_id)
    return Interview.objects.select_related("slot__panel__campaign", "application").get(pk=interview.pk)


def _refuse_unless_the_day(interview: Interview, at: datetime) -> None:
    if not interview.slot.panel.campaign.rights.interview:
        raise NotTheDay(_("Les présences se notent pendant la phase des entretiens."))
    if timezone.localdate(at) < timezone.localdate(interview.slot.starts_at):
        raise NotTheDay(_("Les présences se notent le jour de l’entretien."))


def _take_back(interview: Interview) -> None:
    if interview.application.interviews.holding_their_slot().exists():
        raise AlreadyMet(_("Un autre entretien est déjà réservé ou passé pour cette candidature."))
    if not Slot.objects.free().filter(pk=interview.slot_id).exists():
        raise SlotGone(_("Le créneau a été donné à quelqu’un d’autre : réservez-en un nouveau pour cette personne."))
    Cell.objects.bulk_create(cells_of(interview.slot, [interview.application.candidate_id], interview=interview))
