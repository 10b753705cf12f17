from datetime import datetime, time, timedelta

import pytest

from applications import lifecycle
from applications.actions import panels, slots
from applications.interviewing.timetable import Cut
from applications.models import Availability, Cell, Panel, Slot
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.build import PARIS, a_campaign, a_conflict, a_panel, a_person, a_slot, an_interview

pytestmark = pytest.mark.django_db
HALF_HOURS = Cut(length=30)


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def at(hour: int, minute: int = 0, *, day: int = 1) -> datetime:
    """In December 2026."""
    return datetime(2026, 12, day, hour, minute, tzinfo=PARIS)


def time_given(panel: Panel, start: datetime, end: datetime, *, place: str = "") -> Availability:
    return Availability.objects.create(panel=panel, starts_at=start, ends_at=end, place=place or f"Salle {panel.pk}")


def hours(made: list[Slot]) -> list[str]:
    return [f"{slot.starts_at.astimezone(PARIS):%H:%M}" for slot in made]


def test_what_a_panel_gives_is_cut_around_lunch_with_pauses(noon: datetime) -> None:
    panel = a_panel(a_campaign())
    time_given(panel, at(10), at(15))

    plan = slots.plan(
        panel=panel, how=Cut(length=40, pause=10, lunch_from=time(12, 15), lunch_until=time(13, 30)), at=noon
    )

    assert hours(plan.slots) == ["10:00", "10:50", "13:30", "14:20"]


def test_looking_writes_nothing_and_making_makes_what_was_shown(noon: datetime, manager: User) -> None:
    panel = a_panel(a_campaign())
    time_given(panel, at(9), at(11))
    shown = slots.plan(panel=panel, how=HALF_HOURS, at=noon)
    assert not Slot.objects.exists()

    made = slots.generate(panel=panel, how=HALF_HOURS, expected=shown.fingerprint, by=manager, at=noon)

    assert len(made) == Slot.objects.count() == 4
    assert Cell.objects.count() == 4 * 6 * 2
    assert Entry.objects.get().event == "applications.panel.generate"


def test_overlaps_are_said_in_words_before_anything_is_written(noon: datetime) -> None:
    campaign, member = a_campaign(), a_person(Role.REVIEWER)
    first, second = a_panel(campaign, members=[member]), a_panel(campaign, members=[member])
    time_given(first, at(9), at(10))
    slots.generate(
        panel=first,
        how=HALF_HOURS,
        expected=slots.plan(panel=first, how=HALF_HOURS, at=noon).fingerprint,
        by=member,
        at=noon,
    )
    time_given(second, at(9, 30), at(10, 30))

    plan = slots.plan(panel=second, how=HALF_HOURS, at=noon)

    assert (hours(plan.slots), len(plan.overlaps)) == (["10:00"], 1)
    assert str(member) in slots.said(plan.overlaps)


def test_two_stretches_that_overlap_give_each_hour_once(noon: datetime) -> None:
    panel = a_panel(a_campaign())
    time_given(panel, at(9), at(10))
    time_given(panel, at(9), at(10))

    plan = slots.plan(panel=panel, how=HALF_HOURS, at=noon)

    assert (len(plan.slots), len(plan.overlaps)) == (2, 2)


def test_making_what_has_changed_meanwhile_writes_nothing(noon: datetime, manager: User) -> None:
    panel = a_panel(a_campaign())
    given = time_given(panel, at(9), at(11))
    shown = slots.plan(panel=panel, how=HALF_HOURS, at=noon)
    Availability.objects.filter(pk=given.pk).update(ends_at=at(12))

    with pytest.raises(slots.PlanOutdated, match="Rien n’a été créé"):
        slots.generate(panel=panel, how=HALF_HOURS, expected=shown.fingerprint, by=manager, at=noon)

    assert not Slot.objects.exists()


def test_nothing_is_made_in_the_past(noon: datetime) -> None:
    panel = a_panel(a_campaign())
    time_given(panel, noon - timedelta(hours=1), noon + timedelta(hours=1))

    assert hours(slots.plan(panel=panel, how=HALF_HOURS, at=noon).slots) == ["12:30"]


def add(panel: Panel, start: datetime, end: datetime, by: User, noon: datetime, *, place: str = "Salle 1") -> Slot:
    return slots.add(panel=panel, starts_at=start, ends_at=end, place=place, link="", by=by, at=noon)


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [
        (at(9), at(9), "Salle 1"),
        (at(9), at(8), "Salle 1"),
        (at(9, 2), at(9, 30), "Salle 1"),
        (at(9), at(9, 30), ""),
        (datetime(2026, 11, 1, 9, tzinfo=PARIS), datetime(2026, 11, 1, 10, tzinfo=PARIS), "Salle 1"),
    ],
)
def test_an_impossible_slot_is_refused(
    start: datetime, end: datetime, place: str, noon: datetime, manager: User
) -> None:
    with pytest.raises(panels.TimeImpossible):
        add(a_panel(a_campaign()), start, end, manager, noon, place=place)


def test_a_slot_in_a_room_that_is_taken_is_refused_in_words(noon: datetime, manager: User) -> None:
    campaign = a_campaign()
    add(a_panel(campaign), at(9), at(10), manager, noon)

    with pytest.raises(panels.AlreadyTaken, match="salle 1"):
        add(a_panel(campaign), at(9, 30), at(10, 30), manager, noon)


def test_closing_frees_the_room_and_reopening_claims_it_again(noon: datetime, manager: User) -> None:
    campaign = a_campaign()
    slot = add(a_panel(campaign), at(9), at(10), manager, noon)

    slots.close(slot=slot, by=manager, at=noon)
    other = add(a_panel(campaign), at(9), at(10), manager, noon)
    with pytest.raises(panels.AlreadyTaken):
        slots.reopen(slot=slot, by=manager, at=noon)
    slots.close(slot=other, by=manager, at=noon)

    assert slots.reopen(slot=slot, by=manager, at=noon).state == lifecycle.Slot.OPEN
    assert Cell.objects.filter(slot=slot).count() == 24


def test_a_booked_slot_is_not_closed(noon: datetime, manager: User) -> None:
    with pytest.raises(slots.SlotBooked):
        slots.close(slot=an_interview().slot, by=manager, at=noon)


def test_a_panel_has_a_name_of_its_own_and_people_who_evaluate(noon: datetime, manager: User) -> None:
    campaign, reader = a_campaign(), a_person(Role.REVIEWER)
    panels.create(campaign=campaign, name="A", members=[reader], by=manager, at=noon)

    for name, members in (
        ("A", [reader]),
        ("B", []),
        ("B", [a_person(Role.CANDIDATE)]),
        ("B", [a_person(Role.LIAISON)]),
    ):
        with pytest.raises(panels.PanelIncomplete):
            panels.create(campaign=campaign, name=name, members=members, by=manager, at=noon)


def test_changing_members_changes_whose_time_is_held(noon: datetime, manager: User) -> None:
    slot = a_slot()
    (before,), after = slot.panel.members.all(), a_person(Role.REVIEWER)

    panels.edit(panel=slot.panel, name="Commission A", members=[after], by=manager, at=noon)

    held = set(Cell.objects.filter(slot=slot, resource__startswith="person").values_list("resource", flat=True))
    assert held == {Cell.of_person(after.pk)}
    assert Cell.of_person(before.pk) not in held
    assert Entry.objects.get().facts["before"] == [before.pk]


def test_somebody_taken_elsewhere_does_not_join_a_panel(noon: datetime, manager: User) -> None:
    campaign, busy = a_campaign(), a_person(Role.REVIEWER)
    a_slot(a_panel(campaign, members=[busy]))
    slot = a_slot(a_panel(campaign))

    with pytest.raises(panels.AlreadyTaken):
        panels.edit(panel=slot.panel, name="B", members=[busy], by=manager, at=noon)

    assert busy not in slot.panel.members.all()


def test_somebody_in_conflict_with_a_person_booked_does_not_join_the_panel(noon: datetime, manager: User) -> None:
    interview = an_interview()
    apart = a_conflict(interview.application).reviewer
    panel = interview.slot.panel

    with pytest.raises(panels.MustNotMeet):
        panels.edit(panel=panel, name="B", members=[*panel.members.all(), apart], by=manager, at=noon)


def test_a_panel_with_slots_stays(noon: datetime, manager: User) -> None:
    slot, empty = a_slot(), a_panel(a_campaign())

    panels.remove(panel=empty, by=manager, at=noon)
    with pytest.raises(panels.PanelInUse):
        panels.remove(panel=slot.panel, by=manager, at=noon)


def test_time_given_may_be_taken_back(noon: datetime, manager: User) -> None:
    panel = a_panel(a_campaign())
    given = panels.give_time(
        panel=panel, starts_at=at(9), ends_at=at(12), place="Salle 1", link="", by=manager, at=noon
    )

    panels.take_time_back(availability=given, by=manager, at=noon)

    assert not panel.availabilities.exists()
    assert Entry.objects.count() == 2
