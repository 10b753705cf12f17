from datetime import datetime, timedelta

import pytest

from cohorts.actions.live import absences, choose, conduct
from cohorts.actions.live.refusals import CannotUndo
from cohorts.actions.live.undo import last_standing, undo
from cohorts.models import Lock, Pick
from portal.journal.models import Entry
from tests.build import NOON
from tests.cohorts.actions.live.rooms import Room, a_room, a_started_room

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(seconds=30)


def picks(room: Room, rank: int, post: int) -> Pick:
    person = room.people[rank - 1]
    return choose.pick(amphi=room.amphi, trainee=person, post=room.posts[post], by=person.person, at=NOON)


def test_the_turn_comes_back_with_a_whole_clock_and_the_journal_keeps_both(noon: datetime) -> None:
    room = a_started_room()

    undo(pick=picks(room, 1, 0), reason="Doigt sur le mauvais bouton.", by=room.officer, at=LATER)

    assert (room.fresh.current, room.fresh.turn_ends_at) == (room.people[0], LATER + timedelta(seconds=120))
    events = Entry.objects.filter(event__in=["cohorts.amphi.pick", "cohorts.amphi.undo"]).values_list(
        "event", flat=True
    )
    assert sorted(events) == ["cohorts.amphi.pick", "cohorts.amphi.undo"]
    assert (picks(room, 1, 2).seat, room.places()) == (1, {1: 2})


def test_the_same_seat_is_free_again(noon: datetime) -> None:
    room = a_started_room()

    undo(pick=picks(room, 1, 0), reason="Erreur.", by=room.officer, at=noon)

    assert picks(room, 1, 0).seat == 1


def test_only_the_last_standing_pick_is_undone_one_after_the_other(noon: datetime) -> None:
    room = a_started_room()
    first, second = picks(room, 1, 0), picks(room, 2, 1)

    with pytest.raises(CannotUndo, match="plus le dernier"):
        undo(pick=first, reason="Erreur.", by=room.officer, at=noon)
    undo(pick=second, reason="Erreur.", by=room.officer, at=noon)
    undo(pick=first, reason="Erreur.", by=room.officer, at=noon)

    assert (room.places(), room.fresh.current) == ({}, room.people[0])


def test_an_undo_says_why(noon: datetime) -> None:
    room = a_started_room()

    with pytest.raises(CannotUndo, match="pourquoi"):
        undo(pick=picks(room, 1, 0), reason="  ", by=room.officer, at=noon)


def test_a_pick_undone_twice_is_undone_once(noon: datetime) -> None:
    room = a_started_room()
    pick = picks(room, 1, 0)
    undo(pick=pick, reason="Erreur.", by=room.officer, at=noon)

    with pytest.raises(CannotUndo):
        undo(pick=pick, reason="Erreur.", by=room.officer, at=noon)


def test_somebody_absent_whose_turn_comes_back_is_given_time_to_choose(noon: datetime) -> None:
    room = a_started_room()
    absences.mark_absent(amphi=room.amphi, trainee=room.people[0], by=room.officer, at=noon)
    pick = last_standing(room.amphi)
    assert pick is not None

    undo(pick=pick, reason="De retour.", by=room.officer, at=noon)

    assert (room.fresh.current, room.amphi.absences.count()) == (room.people[0], 0)


def test_undone_during_a_pause_the_turn_is_whole_when_it_resumes(noon: datetime) -> None:
    room = a_started_room()
    pick = picks(room, 1, 0)
    conduct.pause(amphi=room.amphi, by=room.officer, at=noon)

    undo(pick=pick, reason="Erreur.", by=room.officer, at=noon)

    assert (room.fresh.seconds_left, room.fresh.current) == (120, room.people[0])


def test_a_place_reserved_beforehand_is_not_a_pick_to_undo(noon: datetime) -> None:
    room = a_room()
    Lock.objects.create(trainee=room.people[0], post=room.posts[0], reason="Famille.", by=room.officer, at=noon)
    conduct.start(amphi=room.amphi, by=room.officer, at=noon)

    assert last_standing(room.amphi) is None
    with pytest.raises(CannotUndo):
        undo(pick=room.amphi.picks.get(), reason="Erreur.", by=room.officer, at=noon)


def test_nothing_is_undone_once_closed(noon: datetime) -> None:
    room = a_started_room(people=1)
    pick = picks(room, 1, 0)
    conduct.close(amphi=room.amphi, by=room.officer, at=noon)

    with pytest.raises(CannotUndo, match="clos"):
        undo(pick=pick, reason="Erreur.", by=room.officer, at=noon)
