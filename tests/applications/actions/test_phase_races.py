"""A phase changes while somebody works; each race is also run with its guard off, and must then go wrong."""

import threading
from datetime import datetime, timedelta

import pytest

from applications.actions import phase as phases
from applications.actions import read
from applications.actions import sheet as sheets
from applications.lifecycle import Phase, Review, State
from applications.models import Application, Campaign, Rubric, Sheet
from applications.models import Review as Reading
from portal.journal.models import Entry
from portal.people.models import Role
from tests.build import a_campaign, a_panel, a_person, a_review, a_rubric, a_slot, an_application, an_interview
from tests.races import MEETING, REFUSED, at_once, meet_after

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ENTERED = "applications.campaign.enter_phase"


def a_reading_to_hand_in(at: datetime) -> Reading:
    review = a_review(an_application(state=State.ELIGIBLE, campaign=a_campaign()))
    marks: dict[int, int | None] = {criterion.pk: 5 for criterion in review.rubric.criteria.all()}
    return read.save(review=review, marks=marks, by=review.reviewer, at=at)


def handing_in(review: Reading, at: datetime) -> str:
    return read.submit(review=review, by=review.reviewer, at=at).state


def closing(campaign: Campaign, at: datetime) -> str:
    manager = a_person(Role.MANAGER)
    return phases.enter(campaign=campaign, phase=Phase.CALIBRATION, by=manager, at=at, knowing=True).phase


def left_out(campaign: Campaign) -> int:
    """How many readings the one who closed was told they left out."""
    unfinished = Entry.objects.get(event=ENTERED, subject=f"applications.campaign:{campaign.pk}").facts["unfinished"]
    assert isinstance(unfinished, int)
    return unfinished


def test_a_reading_handed_in_as_the_phase_closes_is_counted_or_refused(noon: datetime) -> None:  # T33
    for _ in range(6):
        review = a_reading_to_hand_in(noon)
        campaign = review.application.campaign

        handed_in, _closed = at_once([lambda r=review: handing_in(r, noon), lambda c=campaign: closing(c, noon)])

        file = Application.objects.get(pk=review.application_id)
        if handed_in == REFUSED:
            assert (file.reviews_done, file.total, left_out(campaign)) == (0, None, 1)
        else:
            assert (file.reviews_done, file.total, left_out(campaign)) == (1, 100, 0)


def race_to_close(monkeypatch: pytest.MonkeyPatch, at: datetime) -> tuple[Reading, Campaign]:
    """The reader has just been told that the reading is open; the manager closes before they write."""
    review = a_reading_to_hand_in(at)
    campaign = review.application.campaign
    looked, closed = threading.Event(), threading.Event()
    ask = read.refuse_unless_scoring

    def then_dawdle(campaign: Campaign) -> None:
        ask(campaign)
        looked.set()
        closed.wait(MEETING)

    def close() -> str:
        looked.wait(MEETING)
        answer = closing(campaign, at)
        closed.set()
        return answer

    monkeypatch.setattr(read, "refuse_unless_scoring", then_dawdle)
    at_once([lambda: handing_in(review, at), close])
    return review, campaign


def test_who_closes_waits_for_the_reader_who_was_let_in(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:  # T33
    review, campaign = race_to_close(monkeypatch, noon)

    assert Reading.objects.get(pk=review.pk).state == Review.SUBMITTED
    assert left_out(campaign) == 0


def test_without_the_locks_a_reading_is_accepted_after_the_count(
    monkeypatch: pytest.MonkeyPatch, noon: datetime
) -> None:  # T33, guard off
    monkeypatch.setattr(phases, "_hold_readings", lambda campaign: None)

    review, campaign = race_to_close(monkeypatch, noon)

    assert Reading.objects.get(pk=review.pk).state == Review.SUBMITTED
    assert left_out(campaign) == 1  # accepted, and said to be left out


def by_hand_and_by_clock(at: datetime) -> tuple[list[str], str]:
    """Every phase entered, and the active one, when a hand and the clock move at the same moment."""
    manager, campaign = a_person(Role.MANAGER), a_campaign(phase=Phase.READING)
    phases.plan(campaign=campaign, dates={Phase.CALIBRATION: at + timedelta(days=1)}, by=manager, at=at)
    later = at + timedelta(days=1)

    at_once(
        [
            lambda: phases.enter(campaign=campaign, phase=Phase.CALIBRATION, by=manager, at=later).phase,
            lambda: str(phases.advance_due(at=later)),
        ]
    )
    entries = Entry.objects.filter(event=ENTERED, subject=f"applications.campaign:{campaign.pk}").order_by("pk")
    return [str(entry.facts["target"]) for entry in entries], Campaign.objects.get(pk=campaign.pk).phase


def test_a_hand_and_the_clock_enter_a_phase_once(noon: datetime) -> None:
    for _ in range(4):
        assert by_hand_and_by_clock(noon) == ([Phase.CALIBRATION], Phase.CALIBRATION)


def test_without_the_lock_on_the_campaign_it_is_entered_twice(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr(phases, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    meet_after(monkeypatch, phases, "_hold_readings", 2)

    assert by_hand_and_by_clock(noon) == ([Phase.CALIBRATION, Phase.CALIBRATION], Phase.CALIBRATION)


def a_sheet_to_finish(at: datetime) -> Sheet:
    campaign = a_campaign(phase=Phase.INTERVIEWS)
    a_rubric(campaign, use=Rubric.Use.INTERVIEW)
    met = an_interview(a_slot(a_panel(campaign)))
    marks: dict[int, int | None] = {one.pk: 5 for one in campaign.interview_grid.criteria.all()}
    return sheets.save(interview=met, by=met.slot.panel.members.get(), at=at, marks=marks)


def finished_then_entered(monkeypatch: pytest.MonkeyPatch, at: datetime) -> list[str]:
    """The member was just told that the interviews are open; the jury begins before they write. What came first?"""
    sheet = a_sheet_to_finish(at)
    looked, entered = threading.Event(), threading.Event()
    ask = sheets.refuse_if_incomplete

    def then_dawdle(*asked: object) -> None:
        ask(*asked)
        looked.set()
        entered.wait(MEETING)

    def begin() -> None:
        looked.wait(MEETING)
        campaign = sheet.interview.application.campaign
        phases.enter(campaign=campaign, phase=Phase.JURY, by=a_person(Role.MANAGER), at=at)
        entered.set()

    monkeypatch.setattr(sheets, "refuse_if_incomplete", then_dawdle)
    at_once([lambda: sheets.submit(sheet=sheet, by=sheet.author, at=at), begin])
    events = ["applications.sheet.submit", ENTERED]
    return list(Entry.objects.filter(event__in=events).order_by("pk").values_list("event", flat=True))


def test_the_jury_begins_with_every_sheet_that_was_let_in(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    assert finished_then_entered(monkeypatch, noon) == ["applications.sheet.submit", ENTERED]


def test_without_the_lock_a_sheet_would_change_a_total_under_the_jury(
    monkeypatch: pytest.MonkeyPatch, noon: datetime
) -> None:
    monkeypatch.setattr(phases, "_hold_readings", lambda campaign: None)

    assert finished_then_entered(monkeypatch, noon) == [ENTERED, "applications.sheet.submit"]
