"""Votes: one each, changed until the count, counted once, secret."""

from datetime import datetime
from functools import partial
from threading import Event

import pytest
from django.db import connection

from applications.actions import agenda
from applications.actions import ballot as ballots
from applications.actions import sitting as sittings
from applications.actions.quorum import UnderQuorum
from applications.jury.room import Room
from applications.models import Ballot, Sitting, Vote
from applications.models.ballot import Choice, Result
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.applications.actions.test_sitting import a_jury_campaign, people_of
from tests.build import a_ballot, a_conflict, a_person, a_sitting
from tests.races import MEETING, REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db


def a_vote_in_the_room(*, members: int = 3, quorum: int = 2) -> tuple[Ballot, list[User]]:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign, members=members, quorum=quorum)
    return a_ballot(held), people_of(held)


def voted(ballot: Ballot, people: list[User], choices: list[str], at: datetime) -> Ballot:
    for person, choice in zip(people, choices, strict=False):
        ballots.vote(ballot=ballot, choice=choice, by=person, at=at)
    return ballots.close_ballot(ballot=ballot, by=people[0], at=at)


def counts(ballot: Ballot) -> tuple[int | None, int | None, int | None]:
    return ballot.votes_for, ballot.votes_against, ballot.abstentions


def test_opens_on_the_file_under_discussion_and_writes_it_down(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    held = a_sitting(campaign)

    opened = ballots.open_ballot(sitting=held, question="Admettre ?", by=held.president, at=noon)

    assert (opened.application, opened.secret, opened.is_open) == (one, True, True)
    assert Entry.objects.filter(event="applications.ballot.open").count() == 1


def test_one_ballot_at_a_time(noon: datetime) -> None:
    ballot, (president, *_) = a_vote_in_the_room()

    with pytest.raises(sittings.BallotStillOpen):
        ballots.open_ballot(sitting=ballot.sitting, question="Encore ?", by=president, at=noon)


def test_no_vote_opens_under_the_quorum(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign, members=3, quorum=3, present=2)

    with pytest.raises(UnderQuorum, match="il manque 1 membre"):
        ballots.open_ballot(sitting=held, question="Admettre ?", by=held.president, at=noon)


def test_a_member_out_for_the_file_does_not_make_the_quorum(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign(files=1)
    president, member = a_person(Role.JURY_PRESIDENT), a_person(Role.REVIEWER)
    a_conflict(one, reviewer=member)
    held = a_sitting(campaign, people=[president, member], quorum=2)

    with pytest.raises(UnderQuorum):
        ballots.open_ballot(sitting=held, question="Admettre ?", by=president, at=noon)


def test_a_member_changes_their_vote_until_it_is_counted(noon: datetime) -> None:
    ballot, (president, *_) = a_vote_in_the_room()
    ballots.vote(ballot=ballot, choice=Choice.FOR, by=president, at=noon)
    ballots.vote(ballot=ballot, choice=Choice.AGAINST, by=president, at=noon)

    closed = ballots.close_ballot(ballot=ballot, by=president, at=noon)

    assert counts(closed) == (0, 1, 0)
    with pytest.raises(ballots.CannotVote, match="clos"):
        ballots.vote(ballot=ballot, choice=Choice.FOR, by=president, at=noon)


def test_a_secret_ballot_keeps_the_count_and_forgets_who_chose_what(noon: datetime) -> None:
    ballot, people = a_vote_in_the_room()

    closed = voted(ballot, people, ["for", "for", "abstain"], noon)

    assert (counts(closed), closed.result) == ((2, 0, 1), Result.ADOPTED)
    assert set(Vote.objects.values_list("choice", flat=True)) == {""}
    assert not any("choice" in entry.facts for entry in Entry.objects.all())


def test_an_open_ballot_keeps_the_names(noon: datetime) -> None:
    ballot, people = a_vote_in_the_room()
    Ballot.objects.filter(pk=ballot.pk).update(secret=False)

    voted(ballot, people, ["for", "against", "for"], noon)

    assert list(Vote.objects.order_by("pk").values_list("choice", flat=True)) == ["for", "against", "for"]


def test_a_member_in_conflict_does_not_vote(noon: datetime) -> None:
    ballot, (_, member, _) = a_vote_in_the_room()
    a_conflict(ballot.application, reviewer=member)

    with pytest.raises(ballots.CannotVote, match="quitté la salle"):
        ballots.vote(ballot=ballot, choice=Choice.FOR, by=member, at=noon)


def test_a_vote_given_before_the_conflict_was_known_does_not_count(noon: datetime) -> None:
    ballot, (president, member, _) = a_vote_in_the_room()
    ballots.vote(ballot=ballot, choice=Choice.FOR, by=member, at=noon)
    a_conflict(ballot.application, reviewer=member)

    assert counts(ballots.close_ballot(ballot=ballot, by=president, at=noon)) == (0, 0, 0)


@pytest.mark.parametrize("who", ["away", "stranger"])
def test_only_those_who_are_there_vote(who: str, noon: datetime) -> None:
    ballot, (_, member, _) = a_vote_in_the_room()
    sittings.leave(sitting=ballot.sitting, person=member, by=member, at=noon)

    by = member if who == "away" else a_person(Role.REVIEWER)

    with pytest.raises(ballots.CannotVote, match="présentes"):
        ballots.vote(ballot=ballot, choice=Choice.FOR, by=by, at=noon)


def test_a_ballot_whose_quorum_is_gone_is_given_up_not_counted(noon: datetime) -> None:
    ballot, (president, member, other) = a_vote_in_the_room()
    for person in (member, other):
        sittings.leave(sitting=ballot.sitting, person=person, by=person, at=noon)

    with pytest.raises(UnderQuorum):
        ballots.close_ballot(ballot=ballot, by=president, at=noon)
    given_up = ballots.give_up(ballot=ballot, by=president, at=noon)

    assert (given_up.is_open, given_up.result, counts(given_up)) == (False, None, (None, None, None))


def test_the_casting_vote_settles_a_tie_once_and_is_said(noon: datetime) -> None:
    ballot, people = a_vote_in_the_room(members=2)
    tied = voted(ballot, people, ["for", "against"], noon)
    assert tied.result == Result.TIED

    settled = ballots.cast(ballot=tied, choice=Choice.AGAINST, by=people[0], at=noon)

    assert (settled.result, settled.cast_by) == (Result.REJECTED, people[0])
    with pytest.raises(ballots.CannotVote):
        ballots.cast(ballot=tied, choice=Choice.FOR, by=people[0], at=noon)


def test_only_whoever_presides_has_the_casting_vote(noon: datetime) -> None:
    ballot, people = a_vote_in_the_room(members=2)
    tied = voted(ballot, people, ["for", "against"], noon)

    with pytest.raises(ballots.CannotVote, match="préside"):
        ballots.cast(ballot=tied, choice=Choice.FOR, by=people[1], at=noon)


def test_a_majority_leaves_nothing_to_cast(noon: datetime) -> None:
    ballot, people = a_vote_in_the_room(members=2)
    closed = voted(ballot, people, ["for", "abstain"], noon)

    with pytest.raises(ballots.CannotVote, match="partage"):
        ballots.cast(ballot=closed, choice=Choice.AGAINST, by=people[0], at=noon)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_member_voting_in_two_windows_counts_once(noon: datetime) -> None:
    ballot, (president, *_) = a_vote_in_the_room()

    at_once([partial(ballots.vote, ballot=ballot, choice=c, by=president, at=noon) for c in ("for", "against", "for")])

    assert Vote.objects.count() == 1
    assert sum(n or 0 for n in counts(ballots.close_ballot(ballot=ballot, by=president, at=noon))) == 1


def the_count_meets_a_vote(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> tuple[Ballot, list[object]]:
    """One hand votes while another counts, each waiting for the other between reading and writing."""
    ballot, (president, member, _) = a_vote_in_the_room()
    meet_after(monkeypatch, ballots, "_open", 2)
    answers = at_once(
        [
            partial(ballots.vote, ballot=ballot, choice="for", by=member, at=noon),
            partial(ballots.close_ballot, ballot=ballot, by=president, at=noon),
        ]
    )
    ballot.refresh_from_db()
    return ballot, answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_vote_at_the_moment_of_the_count_is_counted_or_refused(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot, answers = the_count_meets_a_vote(noon, monkeypatch)

    assert sum(n or 0 for n in counts(ballot)) == (0 if REFUSED in answers else 1) == Vote.objects.count()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_vote_is_taken_and_not_counted(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def unguarded(ballot: Ballot) -> tuple[Sitting, Ballot]:
        return Sitting.objects.get(pk=ballot.sitting_id), Ballot.objects.get(pk=ballot.pk)

    monkeypatch.setattr(ballots, "_open", unguarded)
    harms = 0
    for _ in range(5):
        with monkeypatch.context() as patch:
            ballot, answers = the_count_meets_a_vote(noon, patch)
            harms += REFUSED not in answers and sum(n or 0 for n in counts(ballot)) == 0
        monkeypatch.setattr(ballots, "_open", unguarded)

    assert harms, "with the lock off, a vote that was accepted is missing from the count"
    assert connection.vendor == "postgresql"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hands_counting_count_once(noon: datetime) -> None:
    ballot, (president, *_) = a_vote_in_the_room()

    answers = at_once([partial(ballots.close_ballot, ballot=ballot, by=president, at=noon)] * 2)

    assert answers.count(REFUSED) == 1
    assert Entry.objects.filter(event="applications.ballot.close").count() == 1


def a_ballot_meets_the_next_file(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> tuple[Sitting, list[object]]:
    """A question is being put when somebody calls the next file, between the look at the room and the question."""
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign)
    looked, called, ask = Event(), Event(), ballots.refuse_under_quorum

    def then_dawdle(room: Room) -> None:
        ask(room)
        looked.set()
        called.wait(MEETING)

    def next_file() -> Sitting:
        looked.wait(MEETING)
        moved = agenda.call_next(sitting=held, after=held.current_id, by=held.president, at=noon)
        called.set()
        return moved

    monkeypatch.setattr(ballots, "refuse_under_quorum", then_dawdle)
    opening = partial(ballots.open_ballot, sitting=held, question="Admettre ?", by=held.president, at=noon)
    answers = at_once([opening, next_file])
    return Sitting.objects.get(pk=held.pk), answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_question_is_always_about_the_file_under_discussion(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    held, answers = a_ballot_meets_the_next_file(noon, monkeypatch)

    assert Ballot.objects.get().application_id == held.current_id
    assert answers[1] == REFUSED  # the next file waits for the vote


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_room_would_vote_on_another_file(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballots, "held", lambda sitting: Sitting.objects.get(pk=sitting.pk))

    held, _answers = a_ballot_meets_the_next_file(noon, monkeypatch)

    assert Ballot.objects.get().application_id != held.current_id


def test_a_ballot_given_up_forgets_who_chose_what(noon: datetime) -> None:
    ballot, (president, *_) = a_vote_in_the_room()
    ballots.vote(ballot=ballot, choice="against", by=president, at=noon)

    ballots.give_up(ballot=ballot, by=president, at=noon)

    assert set(Vote.objects.values_list("choice", flat=True)) == {""}
