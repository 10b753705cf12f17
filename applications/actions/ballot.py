"""A vote in the meeting: opened, cast and changed by the members, closed once, settled if it is tied."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actions.quorum import refuse_under_quorum
from applications.actions.sitting import held, locked
from applications.jury.room import Room
from applications.models import Ballot, Member, Sitting, Vote
from applications.models.ballot import Choice
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class CannotVote(Refusal):
    """This person, or anybody, cannot vote here now."""


@transaction.atomic
def open_ballot(*, sitting: Sitting, question: str, by: User, at: datetime, secret: bool = True) -> Ballot:
    """Put a question about the file under discussion; secret unless said otherwise."""
    sitting = held(sitting)
    if not sitting.is_open or sitting.current_id is None:
        raise CannotVote(_("Aucun dossier n’est en discussion : appelez-en un avant de voter."))
    refuse_under_quorum(sitting.room)
    ballot = Ballot.objects.create(
        sitting=sitting, application_id=sitting.current_id, question=question, secret=secret, opened_at=at
    )
    record("applications.ballot.open", ballot, by=by, at=at, file=ballot.application_id, secret=secret)
    return ballot


@transaction.atomic
def vote(*, ballot: Ballot, choice: str, by: User, at: datetime) -> Vote:
    """Vote, or change one's vote, while the ballot is open; the journal keeps that one voted, never what."""
    sitting, ballot = _open(ballot)
    member = _who_may_vote(sitting.room, ballot, by)
    given, _new = Vote.objects.update_or_create(ballot=ballot, member=member, defaults={"choice": choice})
    record("applications.ballot.vote", ballot, by=by, at=at)
    return given


@transaction.atomic
def close_ballot(*, ballot: Ballot, by: User, at: datetime) -> Ballot:
    """Count, once. A secret ballot then forgets who chose what."""
    sitting, ballot = _open(ballot)
    refuse_under_quorum(sitting.room)
    choices = _choices(sitting.room, ballot)
    ballot.closed_at = at
    ballot.votes_for = choices.count(Choice.FOR)
    ballot.votes_against = choices.count(Choice.AGAINST)
    ballot.abstentions = choices.count(Choice.ABSTAIN)
    ballot.save(update_fields=["closed_at", "votes_for", "votes_against", "abstentions"])
    if ballot.secret:
        ballot.votes.update(choice="")
    record("applications.ballot.close", ballot, by=by, at=at, votes=len(choices))
    return ballot


@transaction.atomic
def give_up(*, ballot: Ballot, by: User, at: datetime) -> Ballot:
    """Close without counting, because the question was wrong or the quorum is gone."""
    _sitting, ballot = _open(ballot)
    ballot.closed_at, ballot.given_up = at, True
    ballot.save(update_fields=["closed_at", "given_up"])
    ballot.votes.update(choice="")
    record("applications.ballot.give_up", ballot, by=by, at=at)
    return ballot


@transaction.atomic
def cast(*, ballot: Ballot, choice: str, by: User, at: datetime) -> Ballot:
    """Settle a tie, once, by whoever presides over this file, said aloud."""
    sitting = locked(ballot.sitting)
    ballot = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    if not ballot.is_tied or ballot.application_id != sitting.current_id:
        raise CannotVote(_("Il n’y a pas de partage des voix à trancher sur le dossier en cours."))
    if choice not in {Choice.FOR, Choice.AGAINST}:
        raise CannotVote(_("La voix prépondérante est pour, ou contre."))
    leader = sitting.room.leader
    if leader is None or leader.pk != by.pk:
        raise CannotVote(_("Seule la personne qui préside pour ce dossier a voix prépondérante."))
    ballot.casting_choice, ballot.cast_by = choice, by
    ballot.save(update_fields=["casting_choice", "cast_by"])
    record("applications.ballot.cast", ballot, by=by, at=at, choice=choice)
    return ballot


def _open(ballot: Ballot) -> tuple[Sitting, Ballot]:
    """The sitting, then the ballot, both alone; refused once it is closed."""
    sitting = locked(ballot.sitting)
    ballot = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    if not ballot.is_open:
        raise CannotVote(_("Ce vote est clos."))
    return sitting, ballot


def _who_may_vote(room: Room, ballot: Ballot, by: User) -> Member:
    seat = room.seat_of(by)
    if seat is None or not seat.is_present:
        raise CannotVote(_("Dites d’abord que vous êtes là : seules les personnes présentes votent."))
    if room.is_apart(ballot.application_id, by):
        raise CannotVote(_("Vous avez quitté la salle pour ce dossier : vous ne votez pas."))
    return Member.objects.get(sitting=ballot.sitting_id, person=by)


def _choices(room: Room, ballot: Ballot) -> list[str]:
    """Every vote but those of members found, since, to be in conflict with the file."""
    votes = ballot.votes.select_related("member")
    apart = {person for file, person in room.conflicts if file == ballot.application_id}
    return [vote.choice for vote in votes if vote.member.person_id not in apart]
