"""Several hands at once in a live amphi: one truth each time, and a refusal for the other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from cohorts import lifecycle
from cohorts.actions.amphi import CannotPlace
from cohorts.actions.live import choose, conduct, session
from cohorts.actions.live.undo import undo
from cohorts.models import Amphi, Pick
from portal.journal.moves import Refusal
from portal.people.models import Role
from tests.build import NOON, a_person
from tests.cohorts.actions.live.rooms import Room, a_room, a_started_room
from tests.races import REFUSED, at_once, meet_after

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
OVER = NOON + timedelta(minutes=2)
DONE = "done"


def hand(act: Callable[[], object]) -> Callable[[], str]:
    def pressed() -> str:
        try:
            act()
        except (Refusal, CannotPlace):
            return REFUSED
        except IntegrityError as error:
            return type(error).__name__
        return DONE

    return pressed


def picks(room: Room, rank: int, post: int, at: datetime = NOON) -> Callable[[], str]:
    person = room.people[rank - 1]
    return hand(partial(choose.pick, amphi=room.amphi, trainee=person, post=room.posts[post], by=person.person, at=at))


def chooses_for(room: Room, rank: int, post: int) -> Callable[[], str]:
    asked = {"trainee": room.people[rank - 1], "post": room.posts[post], "reason": "À voix haute."}
    return hand(partial(choose.pick_for, amphi=room.amphi, by=room.officer, at=NOON, **asked))


def time_passes(room: Room) -> Callable[[], str]:
    return hand(partial(choose.let_time_pass, amphi=room.amphi, at=OVER))


def does(room: Room, verb: Callable[..., object]) -> Callable[[], str]:
    return hand(partial(verb, amphi=room.amphi, by=room.officer, at=NOON))


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hand has read where the amphi stands before one of them writes: only the lock can tell them apart."""
    meet_after(monkeypatch, session, "read", 2)


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch, crowded: None) -> None:
    def without_waiting(amphi: Amphi) -> Amphi:
        return Amphi.objects.select_related("cohort").get(pk=amphi.pk)

    monkeypatch.setattr(session, "held", without_waiting)


def test_the_officer_and_the_person_take_the_last_place_and_one_of_them_has_it(crowded: None) -> None:
    room = a_started_room()

    answers = at_once([picks(room, 1, 0), chooses_for(room, 1, 0)])

    assert (sorted(answers), room.places()) == (sorted([DONE, REFUSED]), {1: 0})


def test_without_the_lock_the_database_still_gives_one_place_to_one_person(unlocked: None) -> None:
    room = a_started_room()

    answers = at_once([picks(room, 1, 0), chooses_for(room, 1, 1)])

    assert sorted(answers) == sorted([DONE, "IntegrityError"]), "what the lock turns into a sentence"
    assert len(room.places()) == 1


def test_a_pick_as_time_passes_is_either_the_choice_or_the_wish(crowded: None) -> None:
    room = a_started_room()

    answers = at_once([picks(room, 1, 2, at=OVER), time_passes(room)])

    assert room.places()[1] == (2 if answers[0] == DONE else 0)
    assert len(room.places()) == 1, "time passes for one person only"
    assert room.fresh.current == room.people[1]


def test_time_that_passes_twice_at_once_passes_once(crowded: None) -> None:
    room = a_started_room()

    at_once([time_passes(room), time_passes(room)])

    assert room.places() == {1: 0}


def test_a_pick_and_a_pause_leave_the_pick_or_nothing(crowded: None) -> None:
    room = a_started_room()

    answers = at_once([picks(room, 1, 0), does(room, conduct.pause)])

    assert answers[1] == DONE
    assert room.places() == ({1: 0} if answers[0] == DONE else {})
    assert (room.fresh.state, room.fresh.turn_ends_at) == (lifecycle.Amphi.PAUSED, None)


def test_an_undo_and_the_next_pick_never_leave_a_hole(crowded: None) -> None:
    room = a_started_room()
    picks(room, 1, 0)()
    first = Pick.objects.get()

    answers = at_once([hand(partial(undo, pick=first, reason="Erreur.", by=room.officer, at=NOON)), picks(room, 2, 1)])

    assert sorted(answers) == sorted([DONE, REFUSED])
    assert room.places() == ({} if answers[0] == DONE else {1: 0, 2: 1})


def test_two_starts_start_once() -> None:
    room = a_room()

    answers = at_once([does(room, conduct.start), does(room, conduct.start)])

    assert sorted(answers) == sorted([DONE, REFUSED])
    assert room.fresh.current == room.people[0]


def test_two_amphis_opened_at_once_are_one() -> None:
    cohort = a_room().amphi.cohort
    Amphi.objects.all().delete()
    opens = hand(partial(conduct.open_amphi, cohort=cohort, held_on=NOON.date(), by=a_person(Role.MANAGER), at=NOON))

    assert sorted(at_once([opens, opens])) == sorted([DONE, REFUSED])
    assert Amphi.objects.count() == 1


def test_a_close_and_the_last_pick_never_lose_the_pick(crowded: None) -> None:
    room = a_started_room(people=1)

    answers = at_once([picks(room, 1, 0), does(room, conduct.close)])

    assert (answers[0], room.places()) == (DONE, {1: 0})
    if answers[1] == DONE:
        assert list(room.fresh.run.result["places"].values()) == [room.posts[0].pk]  # type: ignore[union-attr]
