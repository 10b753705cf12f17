"""Nobody is in two places at once: said by the database itself, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from applications import lifecycle
from applications.models import Cell
from applications.models.interview import cells_between
from portal.people.models import Role
from tests.build import NOON, a_campaign, a_panel, a_person, a_slot, an_interview, an_invited_file

pytestmark = pytest.mark.django_db


def test_a_member_of_two_panels_cannot_meet_two_people_at_once() -> None:
    campaign, member = a_campaign(), a_person(Role.REVIEWER)
    a_slot(a_panel(campaign, members=[member]))

    with pytest.raises(IntegrityError):
        a_slot(a_panel(campaign, members=[member]), starts_in=timedelta(days=7, minutes=25))


def test_two_slots_that_touch_do_not_overlap() -> None:
    panel = a_panel(a_campaign())
    a_slot(panel, minutes=30)

    a_slot(panel, starts_in=timedelta(days=7, minutes=30))


def test_a_room_is_used_once_however_it_is_written() -> None:
    campaign = a_campaign()
    a_slot(a_panel(campaign), place="Salle B12")

    with pytest.raises(IntegrityError):
        a_slot(a_panel(campaign), place=" salle  b12 ")


def test_a_link_is_not_a_room() -> None:
    campaign = a_campaign()

    for _ in range(2):
        a_slot(a_panel(campaign), place="", link="https://visio.example/galon")


def test_a_candidate_is_in_one_place_even_in_two_campaigns() -> None:
    candidate = a_person()
    first, second = a_slot(), a_slot()
    an_interview(first, application=an_invited_file(first.panel.campaign, candidate=candidate))

    with pytest.raises(IntegrityError):
        an_interview(second, application=an_invited_file(second.panel.campaign, candidate=candidate))


def test_a_slot_is_one_persons() -> None:
    slot = a_slot()
    an_interview(slot)

    with pytest.raises(IntegrityError):
        an_interview(slot)


def test_the_slot_of_an_absence_may_be_given_again() -> None:
    slot = a_slot()
    an_interview(slot, state=lifecycle.Interview.NO_SHOW)

    assert an_interview(slot).slot == slot


def test_a_person_has_one_interview_to_come() -> None:
    panel = a_panel(a_campaign())
    application = an_invited_file(panel.campaign)
    an_interview(a_slot(panel), application=application)

    with pytest.raises(IntegrityError):
        an_interview(a_slot(panel, starts_in=timedelta(days=8)), application=application)


@pytest.mark.parametrize(("length", "cells"), [(5, 1), (7, 2), (20, 4), (60, 12)])
def test_a_stretch_takes_every_five_minutes_it_touches(length: int, cells: int) -> None:
    assert len(list(cells_between(NOON, NOON + timedelta(minutes=length)))) == cells


def test_cells_are_the_same_instants_in_every_zone() -> None:
    """The night of 25 October 2026 lasts 25 hours: 2 h 30 comes twice, and is two moments."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert list(cells_between(NOON, NOON + timedelta(minutes=5))) == [NOON]
    assert set(cells_between(first, first + timedelta(minutes=5))).isdisjoint(
        cells_between(first + timedelta(hours=1), first + timedelta(hours=1, minutes=5))
    )


def test_a_slot_keeps_a_cell_a_person_and_a_room() -> None:
    slot = a_slot(minutes=20)
    an_interview(slot)

    assert Cell.objects.filter(slot=slot).count() == 4 * 3  # a member, a room, a candidate
