"""T35: many hands on few slots, on PostgreSQL; each race is also run with its guards off, and must then go wrong."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, models

from applications import lifecycle
from applications.actions import book as actions
from applications.actions import slots as slot_actions
from applications.models import Application, Cell, Interview, Slot
from portal.people.models import Role
from tests.build import a_campaign, a_panel, a_person, a_slot, an_interview, an_invited_file
from tests.races import REFUSED, at_once, meet_after

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def booking(slot: Slot, application: Application, at: datetime) -> Any:
    return partial(actions.book, application=application, slot=slot, by=application.candidate, at=at)


def active() -> list[Interview]:
    return list(Interview.objects.to_hold().select_related("slot"))


@contextmanager
def without(model: type[models.Model], *names: str) -> Iterator[None]:
    """Take these constraints out of the database for a moment: the negative control of what they guard."""
    found = [constraint for constraint in model._meta.constraints if constraint.name in names]
    with connection.schema_editor() as editor:
        for constraint in found:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        Cell.objects.all().delete()
        Interview.objects.all().delete()
        with connection.schema_editor() as editor:
            for constraint in found:
                editor.add_constraint(model, constraint)


def test_t35_a_hundred_students_on_twenty_slots(noon: datetime) -> None:
    panel = a_panel(a_campaign(), members=[a_person(Role.REVIEWER) for _ in range(2)])
    slots = [a_slot(panel, starts_in=timedelta(days=7, minutes=30 * n)) for n in range(20)]
    files = [an_invited_file(panel.campaign) for _ in range(100)]

    answers: list[Any] = []
    for first in range(0, 100, 25):  # twenty-five hands at a time, all on the same few slots
        answers += at_once([booking(slots[n % 20], files[n], noon) for n in range(first, first + 25)])

    booked = active()
    assert (len(booked), answers.count(REFUSED)) == (20, 80)
    assert max(Counter(interview.application_id for interview in booked).values()) == 1
    assert max(Counter(interview.slot_id for interview in booked).values()) == 1
    assert Cell.objects.count() == 20 * 6 * 4  # each member, the room and a candidate, nobody twice


def test_t35_two_bookings_of_one_slot(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = a_slot()
    files = [an_invited_file(slot.panel.campaign) for _ in range(2)]
    meet_after(monkeypatch, actions, "_refuse_unless_free", hands=2)

    answers = at_once([booking(slot, file, noon) for file in files])

    assert (answers.count(REFUSED), len(active())) == (1, 1)


def unlocked(slots: list[Slot]) -> list[Slot]:
    return list(Slot.objects.filter(pk__in=[slot.pk for slot in slots]).select_related("panel").order_by("pk"))


def test_t35_without_the_lock_the_database_still_refuses_the_second(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = a_slot()
    files = [an_invited_file(slot.panel.campaign) for _ in range(2)]
    monkeypatch.setattr(actions, "_lock", unlocked)
    meet_after(monkeypatch, actions, "_refuse_unless_free", hands=2)

    answers = at_once([booking(slot, file, noon) for file in files])

    assert (answers.count(REFUSED), len(active())) == (1, 1)


def test_t35_without_the_lock_and_the_index_one_slot_is_sold_twice(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = a_slot()
    files = [an_invited_file(slot.panel.campaign) for _ in range(2)]
    monkeypatch.setattr(actions, "_lock", unlocked)
    meet_after(monkeypatch, actions, "_refuse_unless_free", hands=2)

    with without(Interview, "one_person_a_slot"):
        at_once([booking(slot, file, noon) for file in files])

        assert len(active()) == 2


def test_t35_one_student_pressing_on_two_slots_has_one(noon: datetime) -> None:
    panel = a_panel(a_campaign())
    for n in range(5):
        slots = [a_slot(panel, starts_in=timedelta(days=7 + n, hours=hour)) for hour in range(4)]
        file = an_invited_file(panel.campaign)

        answers = at_once([booking(slot, file, noon) for slot in slots])

        assert (answers.count(REFUSED), file.interviews.to_hold().count()) == (3, 1)


def slots_by_hand(noon: datetime) -> list[Any]:
    """Two panels that share a member are given a slot at the same hour, by two people at once."""
    campaign, member, manager = a_campaign(), a_person(Role.REVIEWER), a_person(Role.MANAGER)
    start = noon + timedelta(days=7)
    return [
        partial(
            slot_actions.add,
            panel=a_panel(campaign, members=[member]),
            starts_at=start,
            ends_at=start + timedelta(minutes=30),
            place="",
            link="https://visio.example/galon",
            by=manager,
            at=noon,
        )
        for _ in range(2)
    ]


def test_t35_a_member_is_never_in_two_slots_at_once(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = slots_by_hand(noon)
    meet_after(monkeypatch, slot_actions, "_sorted_out", hands=2)

    answers = at_once(hands)

    assert (answers.count(REFUSED), Slot.objects.count()) == (1, 1)


def test_t35_without_the_cells_a_member_is_in_two_slots_at_once(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = slots_by_hand(noon)
    meet_after(monkeypatch, slot_actions, "_sorted_out", hands=2)

    with without(Cell, "one_place_at_a_time"):
        at_once(hands)

        assert Slot.objects.count() == 2


def closing(slot: Slot, at: datetime) -> Any:
    return partial(slot_actions.close, slot=slot, by=a_person(Role.MANAGER), at=at)


def test_a_slot_booked_while_it_is_closed_is_one_or_the_other(noon: datetime) -> None:
    for _ in range(8):
        slot = a_slot()
        at_once([booking(slot, an_invited_file(slot.panel.campaign), noon), closing(slot, noon)])

        slot.refresh_from_db()
        assert (slot.state == lifecycle.Slot.OPEN) == slot.interviews.to_hold().exists()


def test_without_the_lock_a_closed_slot_is_booked(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = a_slot()
    close = closing(slot, noon)
    monkeypatch.setattr(actions, "_lock", unlocked)
    looked = actions._refuse_unless_free

    def close_just_after(application: Application, slot: Slot, **more: Any) -> None:
        looked(application, slot, **more)
        at_once([close])

    monkeypatch.setattr(actions, "_refuse_unless_free", close_just_after)

    booking(slot, an_invited_file(slot.panel.campaign), noon)()

    slot.refresh_from_db()
    assert slot.state == lifecycle.Slot.CLOSED
    assert slot.interviews.to_hold().exists()  # somebody holds a slot that is closed


def moving_and_cancelling(noon: datetime) -> tuple[Interview, Slot, list[Any]]:
    interview = an_interview()
    person, after = interview.application.candidate, a_slot(interview.slot.panel, starts_in=timedelta(days=8))
    return (
        interview,
        after,
        [
            partial(actions.move_to, interview=interview, slot=after, by=person, at=noon),
            partial(actions.cancel, interview=interview, by=person, at=noon),
        ],
    )


def test_an_interview_moved_while_it_is_cancelled_is_one_or_the_other(noon: datetime) -> None:
    for _ in range(8):
        interview, after, hands = moving_and_cancelling(noon)

        answers = at_once(hands)

        interview.refresh_from_db()
        is_moved = interview.state == lifecycle.Interview.MOVED
        assert answers.count(REFUSED) == 1
        assert after.interviews.to_hold().count() == int(is_moved)
        assert Slot.objects.free().filter(pk=interview.slot_id).exists()
        person = Cell.of_person(interview.application.candidate_id)
        assert Cell.objects.filter(resource=person).count() == 6 * int(is_moved)


def test_without_the_row_lock_a_cancelled_interview_is_moved_all_the_same(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard off: each looks at the state, then writes."""
    _interview, after, hands = moving_and_cancelling(noon)

    def careless(subject: Interview, step: Any, *, by: object, at: datetime, **changes: object) -> Interview:
        fresh = Interview.objects.get(pk=subject.pk)
        assert fresh.state in step.sources
        meet()
        fresh.state = step.target
        fresh.save(update_fields=["state"])
        return fresh

    module = type("Meeting", (), {"meet": staticmethod(lambda: None)})
    meet_after(monkeypatch, module, "meet", hands=2)
    meet = module.meet
    monkeypatch.setattr(actions, "move", careless)
    monkeypatch.setattr(actions, "lock_application", lambda application: application)
    monkeypatch.setattr(actions, "_lock", unlocked)

    answers = at_once(hands)

    assert REFUSED not in answers  # one was told it is cancelled, the other that it is moved
    assert after.interviews.to_hold().exists()


def test_two_people_who_swap_do_not_wait_for_each_other(noon: datetime) -> None:
    """Each takes the other's hour as it is left: slots are held in one order, so nobody is locked out for good."""
    panel = a_panel(a_campaign())
    for n in range(5):
        first, second = (an_interview(a_slot(panel, starts_in=timedelta(days=7 + n, hours=hour))) for hour in range(2))

        at_once(
            [
                partial(actions.move_to, interview=one, slot=other.slot, by=one.application.candidate, at=noon)
                for one, other in ((first, second), (second, first))
            ]
        )

        assert Interview.objects.to_hold().filter(slot__in=[first.slot, second.slot]).count() == 2
