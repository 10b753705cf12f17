from datetime import datetime, timedelta

import pytest

from cohorts import lifecycle
from cohorts.actions.live import absences, choose, conduct
from cohorts.actions.live.refusals import CannotConduct, NotYourTurn, PostNotOpen
from cohorts.models import BranchQuota, How, Lock, Pick, Trainee
from cohorts.tasks import turns
from portal.journal.models import Entry
from tests.build import NOON
from tests.cohorts.actions.live.rooms import Room, a_room, a_started_room

pytestmark = pytest.mark.django_db
OVER = NOON + timedelta(seconds=120)


def picks(room: Room, rank: int, post: int, at: datetime = NOON) -> Pick:
    person = room.people[rank - 1]
    return choose.pick(amphi=room.amphi, trainee=person, post=room.posts[post], by=person.person, at=at)


def test_one_picks_in_turn_and_the_turn_goes_on(noon: datetime) -> None:
    room = a_started_room()

    taken = picks(room, 1, 2)

    assert (taken.how, taken.seat, room.fresh.current) == (How.OWN, 1, room.people[1])
    assert Entry.objects.filter(event="cohorts.amphi.pick", by=room.people[0].person).exists()


def test_out_of_turn_nothing_is_taken(noon: datetime) -> None:
    room = a_started_room()

    with pytest.raises(NotYourTurn, match="pas le tour"):
        picks(room, 2, 0)

    assert room.places() == {}


def test_a_full_post_is_refused_by_the_rank_that_took_its_last_place(noon: datetime) -> None:
    room = a_started_room()
    picks(room, 1, 0)

    with pytest.raises(PostNotOpen, match="dernière place au rang 1"):
        picks(room, 2, 0)

    assert room.fresh.current == room.people[1]


def test_a_full_branch_and_a_place_reserved_for_somebody_below_are_refused(noon: datetime) -> None:
    room = a_room()
    BranchQuota.objects.create(cohort=room.amphi.cohort, branch="infanterie", cap=2)
    Lock.objects.create(trainee=room.people[2], post=room.posts[0], reason="Conjointe.", by=room.officer, at=noon)
    conduct.start(amphi=room.amphi, by=room.officer, at=noon)

    with pytest.raises(PostNotOpen, match="réservée avant"):
        picks(room, 1, 0)
    picks(room, 1, 1)
    with pytest.raises(PostNotOpen, match="Infanterie"):
        picks(room, 2, 2)


def test_an_officer_picks_for_somebody_and_says_how_they_were_asked(noon: datetime) -> None:
    room = a_started_room()
    who = {"amphi": room.amphi, "trainee": room.people[0], "by": room.officer, "at": noon}

    with pytest.raises(CannotConduct, match="Dites comment"):
        choose.pick_for(post=room.posts[1], reason=" ", **who)
    taken = choose.pick_for(post=room.posts[1], reason="Au téléphone.", **who)

    assert (taken.how, taken.reason, taken.by) == (How.OFFICER, "Au téléphone.", room.officer)


def test_when_time_is_over_the_first_open_wish_is_taken_without_anybody_looking(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = a_started_room()
    picks(room, 1, 0)
    monkeypatch.setattr("django.utils.timezone.now", lambda: OVER)

    turns()
    turns()

    assert (room.places(), room.fresh.current) == ({1: 0, 2: 1}, room.people[2])
    pick = Pick.objects.get(trainee=room.people[1])
    assert (pick.how, pick.by) == (How.PROXY, None)
    with pytest.raises(NotYourTurn, match="d’après ses vœux"):
        picks(room, 2, 2, at=OVER)


def test_time_does_not_pass_before_it_is_over(noon: datetime) -> None:
    room = a_started_room()

    assert choose.catch_up(at=OVER - timedelta(seconds=1)) == 0
    choose.let_time_pass(amphi=room.amphi, at=OVER - timedelta(seconds=1))

    assert room.places() == {}


def test_after_a_long_silence_of_the_server_only_one_turn_is_lost(noon: datetime) -> None:
    room = a_started_room()
    back = noon + timedelta(hours=1)

    choose.catch_up(at=back)

    assert (room.places(), room.fresh.turn_ends_at) == ({1: 0}, back + timedelta(seconds=120))


def test_without_an_open_wish_no_place_is_taken_unless_any_suits(noon: datetime) -> None:
    room = a_room(people=4)
    Trainee.objects.filter(pk=room.people[3].pk).update(takes_any=True)
    conduct.start(amphi=room.amphi, by=room.officer, at=noon)

    for n in range(1, 5):
        choose.catch_up(at=noon + timedelta(hours=n))

    assert room.places() == {1: 0, 2: 1, 3: None, 4: 2}
    assert (room.fresh.current, room.fresh.turn_ends_at) == (None, None)


def test_the_wishes_of_those_away_speak_at_once(noon: datetime) -> None:
    room = a_started_room()
    absences.mark_absent(amphi=room.amphi, trainee=room.people[1], by=room.people[1].person, at=noon)

    picks(room, 1, 2)

    assert (room.places(), room.fresh.current) == ({1: 2, 2: 0}, room.people[2])


def test_said_absent_in_their_turn_the_turn_goes_on_and_it_is_too_late_to_be_present(noon: datetime) -> None:
    room = a_started_room()

    absences.mark_absent(amphi=room.amphi, trainee=room.people[0], by=room.officer, at=noon)

    assert (room.places(), room.fresh.current) == ({1: 0}, room.people[1])
    with pytest.raises(CannotConduct, match="passé"):
        absences.mark_present(amphi=room.amphi, trainee=room.people[0], by=room.officer, at=noon)


def test_back_before_their_turn_they_choose(noon: datetime) -> None:
    room = a_started_room()
    absences.mark_absent(amphi=room.amphi, trainee=room.people[1], by=room.officer, at=noon)
    absences.mark_present(amphi=room.amphi, trainee=room.people[1], by=room.officer, at=noon)

    picks(room, 1, 2)

    assert room.fresh.current == room.people[1]


def test_absent_during_the_pause_the_turn_goes_on_when_it_resumes(noon: datetime) -> None:
    room = a_started_room()
    conduct.pause(amphi=room.amphi, by=room.officer, at=noon)
    absences.mark_absent(amphi=room.amphi, trainee=room.people[0], by=room.officer, at=noon)

    conduct.resume(amphi=room.amphi, by=room.officer, at=OVER)

    assert (room.places(), room.fresh.current) == ({1: 0}, room.people[1])
    assert room.fresh.turn_ends_at == OVER + timedelta(seconds=120)


def test_whoever_left_the_cohort_since_the_start_takes_no_place(noon: datetime) -> None:
    room = a_started_room()
    Trainee.objects.filter(pk=room.people[1].pk).update(state=lifecycle.Trainee.LEFT)

    picks(room, 1, 2)

    assert (room.places(), room.fresh.current) == ({1: 2, 2: None}, room.people[2])


def test_what_is_looked_at_is_shown_only_in_turn_and_forgotten_after(noon: datetime) -> None:
    room = a_started_room()

    choose.look_at(amphi=room.amphi, trainee=room.people[1], post=room.posts[2])
    assert room.fresh.watched is None
    choose.look_at(amphi=room.amphi, trainee=room.people[0], post=room.posts[2])
    assert room.fresh.watched == room.posts[2]
    picks(room, 1, 0)
    assert room.fresh.watched is None
