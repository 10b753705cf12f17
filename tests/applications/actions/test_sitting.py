from datetime import datetime, timedelta

import pytest

from applications import lifecycle
from applications.actions import agenda, sitting
from applications.lifecycle import Phase, State
from applications.models import AgendaItem, Application, Campaign, Sitting
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_ballot, a_campaign, a_conflict, a_person, a_sitting, an_application

pytestmark = pytest.mark.django_db


def a_jury_campaign(*, files: int = 3, phase: Phase = Phase.JURY) -> tuple[Campaign, list[Application]]:
    """Files read, best first: 95, 90, 85 …"""
    campaign = a_campaign(phase=phase, closes_in=timedelta(0))
    return campaign, [an_application(state=State.ELIGIBLE, campaign=campaign, total=95 - 5 * n) for n in range(files)]


def order(held: Sitting) -> list[Application]:
    return [item.application for item in held.agenda.select_related("application").order_by("position")]


def people_of(held: Sitting) -> list[User]:
    return [member.person for member in held.members.select_related("person").order_by("pk")]


def test_the_agenda_is_what_is_left_to_discuss_best_first(noon: datetime) -> None:
    campaign, files = a_jury_campaign()

    assert order(a_sitting(campaign, opened=False)) == files


def test_the_agenda_groups_the_files_that_send_the_same_person_out(noon: datetime) -> None:
    campaign, (one, two, three, four) = a_jury_campaign(files=4)
    president, member = a_person(Role.JURY_PRESIDENT), a_person(Role.REVIEWER)
    for file in (one, three):
        a_conflict(file, reviewer=member)

    assert order(a_sitting(campaign, people=[president, member], opened=False)) == [two, four, one, three]


def test_a_conflict_of_somebody_who_does_not_sit_changes_no_order(noon: datetime) -> None:
    campaign, files = a_jury_campaign()
    a_conflict(files[0])

    assert order(a_sitting(campaign, opened=False)) == files


def test_opening_calls_the_first_file_and_writes_it_down(noon: datetime) -> None:
    campaign, files = a_jury_campaign()
    held = a_sitting(campaign, opened=False)

    opened = sitting.open_sitting(sitting=held, by=held.president, at=noon)

    assert (opened.state, opened.current) == (lifecycle.Sitting.OPEN, files[0])
    assert Entry.objects.filter(event="applications.sitting.open", by=held.president).count() == 1


def test_opening_adds_the_files_that_came_since_and_drops_those_that_left(noon: datetime) -> None:
    campaign, (one, two, three) = a_jury_campaign()
    held = a_sitting(campaign, opened=False)
    Application.objects.filter(pk=one.pk).update(state=State.WITHDRAWN)
    late = an_application(state=State.ELIGIBLE, campaign=campaign, total=99)

    sitting.open_sitting(sitting=held, by=held.president, at=noon)

    assert order(held) == [two, three, late]


@pytest.mark.parametrize("phase", [Phase.READING, Phase.INTERVIEWS, Phase.CLOSED])
def test_no_meeting_opens_outside_the_phase_of_the_jury(phase: Phase, noon: datetime) -> None:
    campaign, _ = a_jury_campaign(phase=phase)
    held = a_sitting(campaign, opened=False)

    with pytest.raises(sitting.SittingRefused, match="phase du jury"):
        sitting.open_sitting(sitting=held, by=held.president, at=noon)


def test_one_meeting_at_a_time(noon: datetime) -> None:
    first = a_sitting()
    second = a_sitting(first.campaign, opened=False)

    with pytest.raises(sitting.SittingRefused, match="levez-la"):
        sitting.open_sitting(sitting=second, by=second.president, at=noon)


@pytest.mark.parametrize("quorum", [0, 4])
def test_a_quorum_nobody_can_reach_is_refused(quorum: int, noon: datetime) -> None:
    with pytest.raises(sitting.SittingRefused, match="de 1 à 3"):
        a_sitting(members=3, quorum=quorum)


def test_a_published_campaign_has_no_more_meetings(noon: datetime) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED, phase=Phase.CLOSED)

    with pytest.raises(sitting.SittingRefused, match="publiés"):
        a_sitting(campaign, opened=False)


def test_coming_and_going_is_written_once_each_time(noon: datetime) -> None:
    held = a_sitting(present=0)
    person = people_of(held)[1]

    for _ in range(2):
        sitting.arrive(sitting=held, person=person, by=person, at=noon)
    assert len(Sitting.objects.get(pk=held.pk).room.present) == 1
    for _ in range(2):
        sitting.leave(sitting=held, person=person, by=held.president, at=noon)

    assert Sitting.objects.get(pk=held.pk).room.present == []
    events = Entry.objects.filter(event__in=["applications.sitting.arrive", "applications.sitting.leave"])
    assert events.count() == 2


def test_somebody_who_does_not_sit_cannot_be_there(noon: datetime) -> None:
    held = a_sitting()

    with pytest.raises(sitting.SittingRefused, match="ne siège pas"):
        sitting.arrive(sitting=held, person=a_person(Role.REVIEWER), by=held.president, at=noon)


def test_closing_waits_for_the_ballot(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign)
    a_ballot(held)

    with pytest.raises(sitting.BallotStillOpen):
        sitting.close(sitting=held, by=held.president, at=noon)


def test_nobody_comes_into_a_closed_meeting(noon: datetime) -> None:
    held = sitting.close(sitting=a_sitting(), by=a_person(Role.MANAGER), at=noon)

    with pytest.raises(sitting.SittingRefused, match="levée"):
        sitting.arrive(sitting=held, person=held.president, by=held.president, at=noon)


def test_a_meeting_closed_by_a_wrong_click_opens_again_and_once_published_no_more(noon: datetime) -> None:
    held = sitting.close(sitting=a_sitting(), by=a_person(Role.MANAGER), at=noon)
    held = sitting.open_sitting(sitting=held, by=held.president, at=noon)
    assert held.state == lifecycle.Sitting.OPEN

    held = sitting.close(sitting=held, by=held.president, at=noon)
    Campaign.objects.update(state=lifecycle.Campaign.DECIDED, published_at=noon)
    with pytest.raises(sitting.SittingRefused):
        sitting.open_sitting(sitting=held, by=held.president, at=noon)


def test_after_a_break_the_same_file_is_under_discussion(noon: datetime) -> None:
    campaign, (_, two, _) = a_jury_campaign()
    held = a_sitting(campaign)
    agenda.call(item=held.agenda.get(application=two), by=held.president, at=noon)

    held = sitting.suspend(sitting=held, by=held.president, at=noon)
    held = sitting.open_sitting(sitting=held, by=held.president, at=noon)

    assert held.current == two


def test_the_next_file_comes_and_a_second_press_moves_nothing(noon: datetime) -> None:
    campaign, (one, two, _) = a_jury_campaign()
    held = a_sitting(campaign)

    for _ in range(2):
        agenda.call_next(sitting=held, after=one.pk, by=held.president, at=noon)

    assert Sitting.objects.get(pk=held.pk).current == two


def test_a_file_put_off_comes_back_at_the_end(noon: datetime) -> None:
    campaign, (one, two, three) = a_jury_campaign()
    held = a_sitting(campaign)

    seen = []
    for _ in range(3):
        held = agenda.call_next(sitting=held, after=held.current_id, by=held.president, at=noon)
        seen.append(held.current)

    assert seen == [two, three, one]


def test_a_file_moves_among_those_left(noon: datetime) -> None:
    campaign, (one, two, three) = a_jury_campaign()
    held = a_sitting(campaign)

    agenda.shift(item=held.agenda.get(application=three), up=True, by=held.president, at=noon)
    assert order(held) == [one, three, two]
    agenda.reorder(sitting=held, by=held.president, at=noon)
    assert order(held) == [one, two, three]


def test_a_decided_file_keeps_its_place(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign)
    item = held.agenda.first()
    assert item is not None
    AgendaItem.objects.filter(pk=item.pk).update(decided_at=noon, in_the_room=3, out_of_the_room=0)

    with pytest.raises(agenda.NotOnTheAgenda):
        agenda.shift(item=item, up=False, by=held.president, at=noon)


def a_room_with_a_conflict(noon: datetime) -> tuple[Sitting, User]:
    campaign, (one, two, _) = a_jury_campaign()
    president, member = a_person(Role.JURY_PRESIDENT), a_person(Role.REVIEWER)
    for file in (one, two):
        a_conflict(file, reviewer=member)
    held = a_sitting(campaign, people=[president, member], quorum=1)
    return agenda.call(item=held.agenda.get(application=one), by=president, at=noon), member


def test_the_room_is_not_clear_until_somebody_has_seen_them_leave(noon: datetime) -> None:
    held, _ = a_room_with_a_conflict(noon)
    assert not held.room.is_clear

    assert sitting.confirm_out(sitting=held, by=held.president, at=noon).room.is_clear


def test_who_is_out_stays_out_for_the_next_file_of_theirs_without_leaving_again(noon: datetime) -> None:
    held, _ = a_room_with_a_conflict(noon)
    sitting.confirm_out(sitting=held, by=held.president, at=noon)

    held = agenda.call_next(sitting=held, after=held.current_id, by=held.president, at=noon)

    assert held.room.out
    assert held.room.is_clear


def test_who_comes_back_in_closes_the_screen_again(noon: datetime) -> None:
    held, member = a_room_with_a_conflict(noon)
    sitting.confirm_out(sitting=held, by=held.president, at=noon)
    sitting.leave(sitting=held, person=member, by=held.president, at=noon)
    sitting.arrive(sitting=held, person=member, by=member, at=noon)

    assert not Sitting.objects.get(pk=held.pk).room.is_clear


def test_a_conflict_declared_during_the_discussion_closes_the_screen(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    held = a_sitting(campaign)
    assert held.room.is_clear

    a_conflict(one, reviewer=people_of(held)[2])

    assert not Sitting.objects.get(pk=held.pk).room.is_clear


def test_a_president_who_is_out_is_led_by_somebody_present_who_runs_the_selection_first(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    president, reader, manager = a_person(Role.JURY_PRESIDENT), a_person(Role.REVIEWER), a_person(Role.MANAGER)
    a_conflict(one, reviewer=president)
    held = a_sitting(campaign, people=[president, reader, manager])
    held = agenda.call(item=held.agenda.get(application=one), by=manager, at=noon)

    assert held.room.leader == manager
    assert not president.has_perm("applications.lead_sitting", held)
    assert manager.has_perm("applications.lead_sitting", held)
    assert not reader.has_perm("applications.lead_sitting", held)


def test_a_reader_leads_when_nobody_else_can(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    president, reader = a_person(Role.JURY_PRESIDENT), a_person(Role.REVIEWER)
    a_conflict(one, reviewer=president)
    held = a_sitting(campaign, people=[president, reader])
    held = agenda.call(item=held.agenda.get(application=one), by=reader, at=noon)

    assert reader.has_perm("applications.lead_sitting", held)


def test_when_nobody_can_lead_the_president_moves_the_room_on_without_seeing(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    president = a_person(Role.JURY_PRESIDENT)
    a_conflict(one, reviewer=president)
    held = a_sitting(campaign, people=[president], quorum=1)
    held = agenda.call(item=held.agenda.get(application=one), by=president, at=noon)

    assert not president.has_perm("applications.lead_sitting", held)
    assert president.has_perm("applications.move_sitting_on", held)


def test_each_member_is_told_the_day_once(noon: datetime) -> None:
    held = a_sitting(a_campaign(phase=Phase.JURY), members=3, opened=False)

    letters = Letter.objects.filter(kind="applications/sitting_convened")

    assert {letter.to for letter in letters} == {member.person for member in held.members.all()}
    assert letters.count() == held.members.count()
