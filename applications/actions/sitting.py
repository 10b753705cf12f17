"""A meeting of the jury: prepared, opened, suspended, closed; who comes in and who goes out."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import agenda
from applications.actions.offers import lock_campaign
from applications.models import Ballot, Campaign, Member, Sitting
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.post import Envelope, Value, post_many
from portal.people.models import User


class SittingRefused(Refusal):
    """The meeting cannot be held this way."""


class BallotStillOpen(Refusal):
    """Members are voting: the ballot is closed or given up first."""


@transaction.atomic
def prepare(
    *,
    campaign: Campaign,
    held_on: date,
    president: User,
    members: Iterable[User],
    quorum: int,
    by: User,
    at: datetime,
    shows_names: bool = False,
) -> Sitting:
    """Plan a meeting: who sits, who presides, how many it takes; the agenda is what is left to discuss."""
    people = {person.pk: person for person in [president, *members]}
    if not 1 <= quorum <= len(people):
        raise SittingRefused(_("Le quorum va de 1 à %(n)s, le nombre de membres.") % {"n": len(people)})
    _refuse_if_published(campaign)
    sitting = Sitting.objects.create(
        campaign=campaign,
        held_on=held_on,
        president=president,
        quorum=quorum,
        shows_names=shows_names,
        prepared_by=by,
        prepared_at=at,
    )
    Member.objects.bulk_create([Member(sitting=sitting, person=person) for person in people.values()])
    agenda.write(sitting)
    record("applications.sitting.prepare", sitting, by=by, at=at, members=sorted(people), quorum=quorum)
    _convene(sitting, people.values(), at)
    return sitting


@transaction.atomic
def open_sitting(*, sitting: Sitting, by: User, at: datetime) -> Sitting:
    """Begin, or begin again after a break, in the phase where the jury decides; one meeting at a time."""
    campaign = lock_campaign(sitting.campaign_id)
    _refuse_if_published(campaign)
    if not campaign.rights.decide:
        raise SittingRefused(_("La campagne n’est pas dans la phase du jury : passez-y avant d’ouvrir la séance."))
    if Sitting.objects.under_way().filter(campaign=campaign).exclude(pk=sitting.pk).exists():
        raise SittingRefused(_("Une autre séance de cette campagne n’est pas levée : levez-la d’abord."))
    opened = move(sitting, lifecycle.OPEN_SITTING, by=by, at=at, opened_at=sitting.opened_at or at)
    agenda.complete(opened)
    if opened.current_id is None:
        agenda.call_first(opened, at=at)
    return opened


@transaction.atomic
def suspend(*, sitting: Sitting, by: User, at: datetime) -> Sitting:
    """Take a break; nothing is decided meanwhile."""
    held(sitting)
    return move(sitting, lifecycle.SUSPEND_SITTING, by=by, at=at)


@transaction.atomic
def close(*, sitting: Sitting, by: User, at: datetime) -> Sitting:
    """End the meeting; another one continues with what is left."""
    held(sitting)
    return move(sitting, lifecycle.CLOSE_SITTING, by=by, at=at, closed_at=at, current=None)


@transaction.atomic
def arrive(*, sitting: Sitting, person: User, by: User, at: datetime) -> Member:
    """Write down that a member is there; once again after they had left."""
    member = _member(sitting, person)
    if member.arrived_at is None or member.left_at is not None:
        member.arrived_at, member.left_at, member.out_for = member.arrived_at or at, None, None
        member.save(update_fields=["arrived_at", "left_at", "out_for"])
        record("applications.sitting.arrive", sitting, by=by, at=at, person=person.pk)
    return member


@transaction.atomic
def leave(*, sitting: Sitting, person: User, by: User, at: datetime) -> Member:
    """Write down that a member has left the meeting."""
    member = _member(sitting, person)
    if member.arrived_at is not None and member.left_at is None:
        member.left_at = at
        member.save(update_fields=["left_at"])
        record("applications.sitting.leave", sitting, by=by, at=at, person=person.pk)
    return member


@transaction.atomic
def confirm_out(*, sitting: Sitting, by: User, at: datetime) -> Sitting:
    """Say that everybody who must not be there for this file has left the room: the screen may show it."""
    sitting = locked(sitting)
    out = [seat.person.pk for seat in sitting.room.out]
    Member.objects.filter(sitting=sitting, person__in=out).update(out_for=sitting.current_id)
    record("applications.sitting.confirm_out", sitting, by=by, at=at, file=sitting.current_id, out=len(out))
    return locked(sitting)


@transaction.atomic
def show_names(*, sitting: Sitting, shown: bool, by: User, at: datetime) -> Sitting:
    """Choose what the screen of the room calls a file: its number, or the person's name."""
    sitting = locked(sitting)
    sitting.shows_names = shown
    sitting.save(update_fields=["shows_names"])
    record("applications.sitting.show_names", sitting, by=by, at=at, shown=shown)
    return sitting


def locked(sitting: Sitting) -> Sitting:
    """Read the sitting again, alone; whoever waits here sees what the one before has done."""
    return Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)


def held(sitting: Sitting) -> Sitting:
    """Return the sitting locked, with nobody voting."""
    sitting = locked(sitting)
    if Ballot.objects.open().filter(sitting=sitting).exists():
        raise BallotStillOpen(_("Un vote est ouvert : clôturez-le, ou renoncez-y, avant de continuer."))
    return sitting


def _convene(sitting: Sitting, people: Iterable[User], at: datetime) -> None:
    """Tell each member the day; nothing of the files."""
    words: dict[str, Value] = {
        "campaign": sitting.campaign.name,
        "held_on": sitting.held_on,
        "president": str(sitting.president),
        "url": reverse("applications:my_sitting"),
    }
    envelopes = [
        Envelope(kind="applications/sitting_convened", to=one, key=f"sitting-{sitting.pk}-{one.pk}", context=words)
        for one in people
    ]
    post_many(envelopes, at=at)


def _member(sitting: Sitting, person: User) -> Member:
    sitting = locked(sitting)
    if sitting.is_over:
        raise SittingRefused(_("La séance est levée : les présences ne changent plus."))
    member = Member.objects.filter(sitting=sitting, person=person).first()
    if member is None:
        raise SittingRefused(_("Cette personne ne siège pas dans cette séance."))
    return member


def _refuse_if_published(campaign: Campaign) -> None:
    if campaign.state != lifecycle.Campaign.OPEN:
        raise SittingRefused(_("Les résultats de cette campagne sont publiés : le jury n’a plus à siéger."))
