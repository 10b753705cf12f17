from datetime import datetime, timedelta

import pytest

from applications.actions import invite as actions
from applications.actions.remind import interviews
from applications.lifecycle import State
from applications.models import Application, Campaign
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_campaign, a_panel, a_person, a_slot, an_application, an_interview, an_invited_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def a_ranking(*totals: int | None) -> tuple[Campaign, list[Application]]:
    campaign = a_campaign()
    return campaign, [an_application(state=State.ELIGIBLE, campaign=campaign, total=total) for total in totals]


def test_the_first_of_the_ranking_are_invited_recorded_and_told(noon: datetime, manager: User) -> None:
    campaign, (second, first, third, _unread) = a_ranking(70, 90, 40, None)

    invited = actions.invite(campaign=campaign, files=actions.first_of_the_ranking(campaign, 2), by=manager, at=noon)

    assert set(invited) == {first, second}
    assert set(Entry.objects.values_list("event", flat=True)) == {"applications.application.invite"}
    assert Letter.objects.filter(kind="applications/interview_invited").count() == 2
    third.refresh_from_db()
    assert third.invited_at is None


def test_a_file_without_a_score_is_in_no_ranking() -> None:
    campaign, (read, _unread) = a_ranking(50, None)

    assert actions.first_of_the_ranking(campaign, 5) == [read.pk]


def test_nobody_is_invited_twice(noon: datetime, manager: User) -> None:
    campaign, files = a_ranking(70, 90)
    keys = [file.pk for file in files]
    actions.invite(campaign=campaign, files=keys[:1], by=manager, at=noon)

    assert actions.invite(campaign=campaign, files=keys, by=manager, at=noon) == files[1:]
    with pytest.raises(actions.NobodyToInvite):
        actions.invite(campaign=campaign, files=keys, by=manager, at=noon)
    assert Letter.objects.count() == 2


def test_files_of_another_campaign_or_no_longer_eligible_are_left_out(noon: datetime, manager: User) -> None:
    campaign, _files = a_ranking(70)
    other = an_application(state=State.ELIGIBLE)
    gone = an_application(state=State.WITHDRAWN, campaign=campaign)

    with pytest.raises(actions.NobodyToInvite):
        actions.invite(campaign=campaign, files=[other.pk, gone.pk], by=manager, at=noon)


def test_those_without_a_slot_are_reminded_once_a_day(noon: datetime, manager: User) -> None:
    campaign = a_campaign()
    waiting = an_invited_file(campaign)
    an_interview(a_slot(a_panel(campaign)))

    assert actions.remind_unbooked(campaign=campaign, by=manager, at=noon) == 1
    with pytest.raises(actions.NobodyToRemind):
        actions.remind_unbooked(campaign=campaign, by=manager, at=noon + timedelta(hours=3))
    assert actions.remind_unbooked(campaign=campaign, by=manager, at=noon + timedelta(days=1)) == 1

    assert {letter.to for letter in Letter.objects.all()} == {waiting.candidate}


def test_whoever_was_invited_today_is_not_reminded_today(noon: datetime, manager: User) -> None:
    campaign, files = a_ranking(70)
    actions.invite(campaign=campaign, files=[files[0].pk], by=manager, at=noon)

    with pytest.raises(actions.NobodyToRemind):
        actions.remind_unbooked(campaign=campaign, by=manager, at=noon)


def test_the_day_before_a_reminder_leaves_once(noon: datetime) -> None:
    interview = an_interview(a_slot(starts_in=timedelta(hours=20)))
    interview.booked_at = noon - timedelta(days=3)
    interview.save()
    an_interview(a_slot(starts_in=timedelta(hours=30)))

    assert (interviews(noon), interviews(noon)) == (1, 0)
    letter = Letter.objects.get()
    assert (letter.to, letter.kind) == (interview.application.candidate, "applications/interview_tomorrow")


def test_who_has_just_booked_for_tomorrow_gets_one_letter_not_two(noon: datetime) -> None:
    an_interview(a_slot(starts_in=timedelta(hours=20)))

    assert interviews(noon) == 0
