from datetime import datetime, timedelta

import pytest

from applications import lifecycle
from applications.actions import book as actions
from applications.actions import day
from applications.actions.conflict import declare
from applications.actions.slots import close
from applications.actions.withdraw import withdraw
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, Cell, Interview, Slot
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove, Refusal
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.build import (
    a_campaign,
    a_conflict,
    a_panel,
    a_person,
    a_slot,
    an_application,
    an_interview,
    an_invited_file,
)

pytestmark = pytest.mark.django_db
IN_A_WEEK = timedelta(days=7)


def booked(slot: Slot, application: Application, at: datetime) -> Interview:
    return actions.book(application=application, slot=slot, by=application.candidate, at=at)


def a_free_slot() -> tuple[Slot, Application]:
    slot = a_slot()
    return slot, an_invited_file(slot.panel.campaign)


def letters_of(application: Application) -> list[str]:
    found = Letter.objects.filter(to=application.candidate).order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("applications/interview_") for kind in found]


def cells_of_person(application: Application) -> int:
    return Cell.objects.filter(resource=Cell.of_person(application.candidate_id)).count()


def test_booking_takes_the_slot_and_the_persons_time_records_it_and_says_so(noon: datetime) -> None:
    slot, application = a_free_slot()

    interview = booked(slot, application, noon)

    assert (interview.state, interview.booked_at) == (lifecycle.Interview.BOOKED, noon)
    assert not Slot.objects.free().filter(pk=slot.pk).exists()
    assert cells_of_person(application) == 6
    assert Entry.objects.get().event == "applications.interview.book"
    assert letters_of(application) == ["booked"]


def test_a_slot_taken_is_refused_to_the_next_person(noon: datetime) -> None:
    slot, application = a_free_slot()
    an_interview(slot)

    with pytest.raises(actions.SlotGone, match="rien n’a changé"):
        booked(slot, application, noon)


def test_a_closed_slot_is_refused(noon: datetime) -> None:
    slot, application = a_free_slot()
    close(slot=slot, by=a_person(Role.MANAGER), at=noon)

    with pytest.raises(actions.SlotGone):
        booked(slot, application, noon)


def test_only_invited_people_book(noon: datetime) -> None:
    slot = a_slot()
    application = an_application(state=State.ELIGIBLE, campaign=slot.panel.campaign)

    with pytest.raises(actions.NotInvited):
        booked(slot, application, noon)


def test_who_has_left_the_selection_does_not_book(noon: datetime) -> None:
    slot, application = a_free_slot()
    withdraw(application=application, by=application.candidate, at=noon, reason="other")

    with pytest.raises(actions.NotInvited):
        booked(slot, application, noon)


def test_a_slot_of_another_campaign_is_not_theirs(noon: datetime) -> None:
    with pytest.raises(actions.SlotGone):
        booked(a_slot(), an_invited_file(), noon)


def test_a_second_booking_is_refused(noon: datetime) -> None:
    slot, application = a_free_slot()
    booked(slot, application, noon)

    with pytest.raises(actions.AlreadyMet):
        booked(a_slot(slot.panel, starts_in=timedelta(days=8)), application, noon)


def test_a_panel_never_meets_a_file_one_of_its_members_must_not_know(noon: datetime) -> None:
    slot, application = a_free_slot()
    member = slot.panel.members.get()
    declare(application=application, reader=member, by=member, at=noon, reason="Même famille.")

    assert not Slot.objects.free().for_file(application).exists()
    with pytest.raises(actions.MustNotMeet, match="une autre commission"):
        actions.book(application=application, slot=slot, by=a_person(Role.MANAGER), at=noon)


def test_candidates_book_until_the_day_and_the_school_until_the_hour_is_over(noon: datetime) -> None:
    slot = a_slot(starts_in=timedelta(hours=2))
    application = an_invited_file(slot.panel.campaign)

    with pytest.raises(actions.TooLate):
        booked(slot, application, noon)

    manager = a_person(Role.MANAGER)
    assert actions.book(application=application, slot=slot, by=manager, at=noon).slot == slot


def test_candidates_book_until_the_last_instant_of_the_day_before(noon: datetime) -> None:
    slot, application = a_free_slot()
    midnight = slot.starts_at.replace(hour=0)

    with pytest.raises(actions.TooLate):
        booked(slot, application, midnight)
    assert booked(slot, application, midnight - timedelta(microseconds=1)).slot == slot


def test_moving_frees_the_first_slot_and_takes_the_second(noon: datetime) -> None:
    slot, application = a_free_slot()
    after = a_slot(slot.panel, starts_in=timedelta(days=8))
    first = booked(slot, application, noon)

    second = actions.move_to(interview=first, slot=after, by=application.candidate, at=noon)

    first.refresh_from_db()
    assert (first.state, second.state, second.slot) == (lifecycle.Interview.MOVED, lifecycle.Interview.BOOKED, after)
    assert Slot.objects.free().filter(pk=slot.pk).exists()
    assert cells_of_person(application) == 6
    assert letters_of(application) == ["booked", "moved"]
    assert "applications.interview.move" in set(Entry.objects.values_list("event", flat=True))


def test_moving_to_a_slot_taken_keeps_the_first(noon: datetime) -> None:
    slot, application = a_free_slot()
    taken = a_slot(slot.panel, starts_in=timedelta(days=8))
    an_interview(taken)
    first = booked(slot, application, noon)

    with pytest.raises(actions.SlotGone):
        actions.move_to(interview=first, slot=taken, by=application.candidate, at=noon)

    first.refresh_from_db()
    assert (first.state, cells_of_person(application)) == (lifecycle.Interview.BOOKED, 6)


def test_moving_half_an_hour_later_over_ones_own_time_works(noon: datetime) -> None:
    slot, application = a_free_slot()
    other = a_panel(slot.panel.campaign)
    first = booked(slot, application, noon)

    overlapping = a_slot(other, starts_in=IN_A_WEEK + timedelta(minutes=15))
    assert actions.move_to(interview=first, slot=overlapping, by=application.candidate, at=noon).slot == overlapping


def test_cancelling_gives_the_slot_back_and_lets_the_person_choose_again(noon: datetime) -> None:
    slot, application = a_free_slot()
    interview = booked(slot, application, noon)

    actions.cancel(interview=interview, by=application.candidate, at=noon)

    assert cells_of_person(application) == 0
    assert booked(slot, application, noon).pk != interview.pk
    assert letters_of(application) == ["booked", "cancelled", "booked"]


def test_after_the_limit_one_is_told_whom_to_call(noon: datetime) -> None:
    slot, application = a_free_slot()
    Campaign.objects.update(interview_phone="04 66 00 00 00")
    after = a_slot(slot.panel, starts_in=timedelta(days=8))
    interview = booked(slot, application, noon)
    late, person = noon + timedelta(days=5), application.candidate

    with pytest.raises(actions.TooLate, match="04 66 00 00 00"):
        actions.move_to(interview=interview, slot=after, by=person, at=late)
    with pytest.raises(actions.TooLate, match="04 66 00 00 00"):
        actions.cancel(interview=interview, by=person, at=late)


def test_the_last_moment_before_the_limit_still_counts(noon: datetime) -> None:
    slot, application = a_free_slot()
    interview = booked(slot, application, noon)

    cancelled = actions.cancel(
        interview=interview, by=application.candidate, at=noon + timedelta(days=5) - timedelta(microseconds=1)
    )

    assert cancelled.state == lifecycle.Interview.CANCELLED


def test_the_school_moves_after_the_limit_with_its_reason(noon: datetime) -> None:
    slot, application = a_free_slot()
    after = a_slot(slot.panel, starts_in=timedelta(days=8))
    interview = booked(slot, application, noon)

    moved = actions.move_to(
        interview=interview,
        slot=after,
        by=a_person(Role.MANAGER),
        at=noon + timedelta(days=6),
        reason="Une personne de la commission est souffrante.",
    )

    letter = Letter.objects.get(kind="applications/interview_moved")
    assert (moved.slot, letter.context["reason"]) == (after, "Une personne de la commission est souffrante.")


def test_confirming_says_that_one_will_come(noon: datetime) -> None:
    slot, application = a_free_slot()
    interview = booked(slot, application, noon)

    confirmed = actions.confirm(interview=interview, by=application.candidate, at=noon)

    assert (confirmed.state, confirmed.confirmed_at) == (lifecycle.Interview.CONFIRMED, noon)
    with pytest.raises(IllegalMove):
        actions.confirm(interview=interview, by=application.candidate, at=noon)


def test_who_withdraws_gives_the_slot_back_without_another_letter(noon: datetime) -> None:
    slot, application = a_free_slot()
    booked(slot, application, noon)

    withdraw(application=application, by=application.candidate, at=noon, reason="other")

    assert Slot.objects.free().filter(pk=slot.pk).exists()
    assert letters_of(application) == ["booked", "applications/withdrawn"]


def test_a_candidate_taken_elsewhere_at_that_hour_is_told(noon: datetime) -> None:
    slot, application = a_free_slot()
    other = a_slot()
    an_interview(other, application=an_invited_file(other.panel.campaign, candidate=application.candidate))

    with pytest.raises(actions.Elsewhere):
        booked(slot, application, noon)


def on_the_day(phase: Phase = Phase.INTERVIEWS) -> Interview:
    return an_interview(a_slot(a_panel(a_campaign(phase=phase)), starts_in=timedelta(minutes=-10)))


def test_presence_is_noted_on_the_day(noon: datetime) -> None:
    held = day.hold(interview=on_the_day(), by=a_person(Role.MANAGER), at=noon)

    assert (held.state, held.ended_at) == (lifecycle.Interview.HELD, noon)
    assert Entry.objects.get().event == "applications.interview.hold"


def test_presence_is_noted_neither_before_the_day_nor_outside_the_phase(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    early = an_interview(a_slot(a_panel(a_campaign(phase=Phase.INTERVIEWS)), starts_in=timedelta(days=1)))

    for interview in (early, on_the_day(Phase.READING)):
        with pytest.raises(day.NotTheDay):
            day.hold(interview=interview, by=manager, at=noon)
        with pytest.raises(day.NotTheDay):
            day.miss(interview=interview, by=manager, at=noon)


def test_the_slot_of_an_absence_is_given_to_somebody_who_waits(noon: datetime) -> None:
    interview, manager = on_the_day(), a_person(Role.MANAGER)
    waiting = an_invited_file(interview.slot.panel.campaign)

    day.miss(interview=interview, by=manager, at=noon, reason="Train supprimé.")

    assert actions.book(application=waiting, slot=interview.slot, by=manager, at=noon).slot == interview.slot


def test_an_absent_person_is_given_another_slot_by_the_school_only(noon: datetime) -> None:
    interview, manager = on_the_day(), a_person(Role.MANAGER)
    day.miss(interview=interview, by=manager, at=noon)
    application, slot = interview.application, a_slot(interview.slot.panel, starts_in=timedelta(days=3))

    with pytest.raises(actions.NotInvited):
        booked(slot, application, noon)
    given = actions.book(application=application, slot=slot, by=manager, at=noon, reason="Train supprimé.")

    assert given.reason == "Train supprimé."
    assert Letter.objects.get(kind="applications/interview_booked").context["reason"] == "Train supprimé."


def test_somebody_late_is_met_after_all_unless_their_slot_was_given(noon: datetime) -> None:
    interview, manager = on_the_day(), a_person(Role.MANAGER)
    day.miss(interview=interview, by=manager, at=noon)

    assert day.hold(interview=interview, by=manager, at=noon).state == lifecycle.Interview.HELD

    other = on_the_day()
    day.miss(interview=other, by=manager, at=noon)
    an_interview(other.slot)
    with pytest.raises(Refusal, match="donné à quelqu’un d’autre"):
        day.hold(interview=other, by=manager, at=noon)


def test_a_conflict_declared_after_the_booking_hides_the_interview_from_that_member(noon: datetime) -> None:
    interview = an_interview()
    member = interview.slot.panel.members.get()
    assert Interview.objects.visible_to(member).exists()

    a_conflict(interview.application, reviewer=member)

    assert not Interview.objects.visible_to(member).exists()
