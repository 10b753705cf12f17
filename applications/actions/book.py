"""A place in the panels' agenda: booked, moved, cancelled, confirmed; by the candidate, or by the school for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Campaign, Cell, Interview, Panel, Slot
from applications.models.interview import cells_of
from portal.journal.moves import Move, Refusal, move
from portal.journal.record import record
from portal.outbox.models import Category
from portal.outbox.post import post
from portal.people.models import User


class NotInvited(Refusal):
    """The school has not asked this person to come, or no longer."""


class SlotGone(Refusal):
    """Somebody else was quicker, or the slot was closed."""


class MustNotMeet(Refusal):
    """Somebody in this panel must not know this file."""


class Elsewhere(Refusal):
    """The person is taken somewhere else at that time."""


class TooLate(Refusal):
    """The hour until which one decides alone has passed: call."""


class AlreadyMet(Refusal):
    """The person has an interview already, or was met."""


def limit(interview: Interview) -> datetime:
    """The first instant at which the candidate no longer moves or cancels alone."""
    return interview.slot.starts_at - timedelta(hours=interview.slot.panel.campaign.interview_change_hours)


def bookable_until(slot: Slot) -> datetime:
    """Candidates book until the day itself: midnight in Paris before it."""
    return timezone.localtime(slot.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def book(*, application: Application, slot: Slot, by: User, at: datetime, reason: str = "") -> Interview:
    """Take a free slot."""
    application = lock_application(application)
    (slot,) = _lock([slot])
    _refuse_unless_invited(application, by=by)
    interview = _take(application, slot, by=by, at=at, reason=reason)
    record("applications.interview.book", interview, by=by, at=at, slot=slot.pk, reason=reason)
    _tell("interview_booked", interview, at=at, reason=reason)
    return interview


@transaction.atomic
def move_to(*, interview: Interview, slot: Slot, by: User, at: datetime, reason: str = "") -> Interview:
    """Leave one slot for another, in one go: the first is free again only if the second is taken."""
    application = lock_application(interview.application)
    _lock([interview.slot, slot])
    before = _end(interview, lifecycle.MOVE_INTERVIEW, by=by, at=at, reason=reason)
    after = _take(application, Slot.objects.select_related("panel").get(pk=slot.pk), by=by, at=at, reason=reason)
    record("applications.interview.book", after, by=by, at=at, slot=slot.pk, instead_of=before.pk)
    _tell("interview_moved", after, at=at, reason=reason, before_at=before.slot.starts_at)
    return after


@transaction.atomic
def cancel(*, interview: Interview, by: User, at: datetime, reason: str = "") -> Interview:
    """Give a slot back; the person may book another one."""
    lock_application(interview.application)
    _lock([interview.slot])
    interview = _end(interview, lifecycle.CANCEL_INTERVIEW, by=by, at=at, reason=reason)
    _tell("interview_cancelled", interview, at=at, reason=reason)
    return interview


@transaction.atomic
def confirm(*, interview: Interview, by: User, at: datetime) -> Interview:
    """Say that one will be there."""
    lock_application(interview.application)
    if at >= interview.slot.ends_at:
        raise TooLate(_("Cet entretien est passé."))
    return move(interview, lifecycle.CONFIRM_INTERVIEW, by=by, at=at, confirmed_at=at)


@transaction.atomic
def release(*, application: Application, by: User, at: datetime) -> None:
    """Give back the slot of somebody who leaves the selection; the letter they get says why they leave."""
    held = Interview.objects.to_hold().filter(application=application).select_related("slot__panel__campaign").first()
    if held is not None:
        _lock([held.slot])
        held = move(held, lifecycle.CANCEL_INTERVIEW, by=by, at=at, ended_at=at)
        held.cells.all().delete()


def lock_application(application: Application) -> Application:
    """Whoever books for somebody goes first through their file, then through the slots."""
    locked = Application.objects.select_for_update(of=("self",))
    return locked.select_related("campaign", "candidate").get(pk=application.pk)


def _lock(slots: Sequence[Slot]) -> list[Slot]:
    """Hold the slots, always in the same order, so that two people who swap do not wait for each other."""
    locked = Slot.objects.select_for_update(of=("self",)).filter(pk__in=[slot.pk for slot in slots]).order_by("pk")
    return list(locked.select_related("panel"))


def _take(application: Application, slot: Slot, *, by: User, at: datetime, reason: str) -> Interview:
    _refuse_unless_free(application, slot, by=by, at=at)
    interview = Interview(application=application, slot=slot, booked_at=at, reason=reason)
    try:
        with transaction.atomic():
            interview.save()
            Cell.objects.bulk_create(cells_of(slot, [application.candidate_id], interview=interview))
    except IntegrityError as taken:
        raise Elsewhere(
            _("À cette heure-là, la personne est déjà prise ailleurs : choisissez un autre créneau.")
        ) from taken
    return interview


def _end(interview: Interview, step: Move, *, by: User, at: datetime, reason: str) -> Interview:
    held = Interview.objects.select_related("slot__panel__campaign", "application__candidate").get(pk=interview.pk)
    if _is_own(held.application, by) and at >= limit(held):
        raise TooLate(call(held.slot.panel.campaign))
    if at >= held.slot.ends_at:
        raise TooLate(_("Cet entretien est passé."))
    ended = move(held, step, by=by, at=at, ended_at=at, reason=reason)
    ended.cells.all().delete()
    return ended


def _refuse_unless_invited(application: Application, *, by: User) -> None:
    is_running = application.campaign.state == lifecycle.Campaign.OPEN
    if application.invited_at is None or application.state != State.ELIGIBLE or not is_running:
        raise NotInvited(_("Cette candidature n’est pas, ou n’est plus, invitée à un entretien."))
    known = set(application.interviews.values_list("state", flat=True))
    if known & lifecycle.HOLDS_ITS_SLOT:
        raise AlreadyMet(_("Un entretien est déjà réservé ou passé pour cette candidature."))
    if lifecycle.Interview.NO_SHOW in known and _is_own(application, by):
        raise NotInvited(call(application.campaign))


def _refuse_unless_free(application: Application, slot: Slot, *, by: User, at: datetime) -> None:
    if not Slot.objects.free().filter(pk=slot.pk, panel__campaign=application.campaign_id).exists():
        raise SlotGone(_("Ce créneau vient d’être pris ou fermé. Choisissez-en un autre : rien n’a changé pour vous."))
    if not Panel.objects.that_may_meet(application).filter(pk=slot.panel_id).exists():
        raise MustNotMeet(
            _("Une personne de cette commission ne doit pas évaluer ce dossier : choisissez une autre commission.")
        )
    if at >= (bookable_until(slot) if _is_own(application, by) else slot.ends_at):
        raise TooLate(_("Il est trop tard pour réserver ce créneau."))


def call(campaign: Campaign) -> str:
    """Whom to call, once the portal no longer decides."""
    if campaign.interview_phone:
        return _("Le délai pour changer seul ou seule est passé. Appelez le %(phone)s.") % {
            "phone": campaign.interview_phone
        }
    return _("Le délai pour changer seul ou seule est passé. Écrivez à l’équipe du programme.")


def _is_own(application: Application, by: User) -> bool:
    return by.pk == application.candidate_id


def _tell(kind: str, interview: Interview, *, at: datetime, reason: str, before_at: datetime | None = None) -> None:
    slot = interview.slot
    post(
        f"applications/{kind}",
        to=interview.application.candidate,
        key=f"interview-{interview.pk}-{kind}",
        at=at,
        category=Category.CRITICAL,
        expires_at=slot.ends_at,
        starts_at=slot.starts_at,
        before_at=before_at,
        place=slot.place,
        link=slot.link,
        reason=reason,
        url=reverse("applications:interview"),
    )
