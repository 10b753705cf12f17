"""The sheet of an interview."""

from datetime import datetime

import pytest

from applications import lifecycle
from applications.actions import read, sheet
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, Criterion, Interview, Rubric, Sheet
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.people.models import Role, User
from tests.build import (
    a_campaign,
    a_conflict,
    a_panel,
    a_person,
    a_review,
    a_rubric,
    a_sheet,
    a_slot,
    an_interview,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    campaign = a_campaign(phase=Phase.INTERVIEWS)
    Campaign.objects.filter(pk=campaign.pk).update(interview_share=50)
    a_rubric(campaign, use=Rubric.Use.INTERVIEW)  # weights 1 and 2, levels 1 to 5
    return campaign


@pytest.fixture
def member() -> User:
    return a_person(Role.REVIEWER)


@pytest.fixture
def colleague() -> User:
    return a_person(Role.REVIEWER)


@pytest.fixture
def interview(campaign: Campaign, member: User, colleague: User) -> Interview:
    return an_interview(a_slot(a_panel(campaign, members=[member, colleague])))


def criteria(campaign: Campaign) -> list[Criterion]:
    return list(campaign.interview_grid.criteria.all())


def finished(interview: Interview, by: User, levels: tuple[int | None, ...], at: datetime) -> Sheet:
    grid = criteria(interview.application.campaign)
    marks = {criterion.pk: level for criterion, level in zip(grid, levels, strict=True)}
    written = sheet.save(interview=interview, by=by, at=at, marks=marks)
    return sheet.submit(sheet=written, by=by, at=at)


def test_a_sheet_starts_with_the_first_level_and_freezes_the_grid(
    interview: Interview, member: User, noon: datetime
) -> None:
    first = criteria(interview.application.campaign)[0]

    written = sheet.save(interview=interview, by=member, at=noon, marks={first.pk: 4})

    assert (written.author, written.state, written.scores.get().value) == (member, lifecycle.Sheet.STARTED, 4)
    assert written.rubric.frozen_at == noon
    assert Entry.objects.filter(event="applications.sheet.save").exists()


def test_what_is_written_twice_is_kept_once(interview: Interview, member: User, noon: datetime) -> None:
    first = criteria(interview.application.campaign)[0]
    for level in (2, 5):
        written = sheet.save(interview=interview, by=member, at=noon, marks={first.pk: level}, comment=f"{level}")

    assert (written.scores.get().value, written.comment) == (5, "5")


def test_finishing_says_the_interview_took_place_and_moves_the_total(
    interview: Interview, member: User, colleague: User, noon: datetime
) -> None:
    a_review(interview.application, state=lifecycle.Review.SUBMITTED, total="80")

    finished(interview, member, (5, 3), noon)  # (1 + 2 × 0,5) ÷ 3
    finished(interview, colleague, (1, None), noon)  # 0: the second criterion is out, not zero

    application = Application.objects.get(pk=interview.application_id)
    interview.refresh_from_db()
    assert interview.state == lifecycle.Interview.HELD
    assert str(application.interview_total) == "33.334"  # (66.667 + 0) ÷ 2
    assert str(application.total) == "56.667"


def test_an_incomplete_sheet_is_refused_and_names_what_is_missing(
    interview: Interview, member: User, noon: datetime
) -> None:
    first, second = criteria(interview.application.campaign)
    written = sheet.save(interview=interview, by=member, at=noon, marks={first.pk: 4})

    with pytest.raises(read.ReadingIncomplete, match=second.name):
        sheet.submit(sheet=written, by=member, at=noon)


def test_a_finished_sheet_is_taken_up_again_before_it_changes(
    interview: Interview, member: User, noon: datetime
) -> None:
    done = finished(interview, member, (5, 5), noon)

    with pytest.raises(read.ReadingHandedIn):
        sheet.save(interview=interview, by=member, at=noon, comment="Encore")
    sheet.reopen(sheet=done, by=member, at=noon)

    assert Application.objects.get(pk=interview.application_id).interview_total is None
    assert sheet.save(interview=interview, by=member, at=noon, comment="Encore").comment == "Encore"


def test_it_is_finished_once(interview: Interview, member: User, noon: datetime) -> None:
    done = finished(interview, member, (5, 5), noon)

    with pytest.raises(IllegalMove):
        sheet.submit(sheet=done, by=member, at=noon)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.INTERVIEWS])
def test_nothing_is_written_outside_the_interviews(
    interview: Interview, member: User, phase: Phase, noon: datetime
) -> None:
    Campaign.objects.update(phase=phase)

    with pytest.raises(read.ReadingOver, match="Les entretiens sont clos"):
        sheet.save(interview=interview, by=member, at=noon, comment="Trop tard")
    assert not Sheet.objects.exists()


def test_nothing_is_written_about_somebody_who_has_left(interview: Interview, member: User, noon: datetime) -> None:
    Application.objects.update(state=State.WITHDRAWN)

    with pytest.raises(read.ReadingOver):
        sheet.save(interview=interview, by=member, at=noon, comment="Trop tard")


def test_without_a_grid_it_says_who_must_act(member: User, noon: datetime) -> None:
    interview = an_interview(a_slot(a_panel(a_campaign(phase=Phase.INTERVIEWS), members=[member])))

    with pytest.raises(sheet.NoInterviewGrid, match="l’équipe du programme"):
        sheet.save(interview=interview, by=member, at=noon, comment="Bien")


def test_a_colleagues_sheet_opens_once_ones_own_is_finished(
    interview: Interview, member: User, colleague: User, noon: datetime
) -> None:
    theirs = finished(interview, colleague, (4, 4), noon)
    own = a_sheet(interview, author=member)
    assert list(Sheet.objects.with_scores_open_to(member)) == [own]

    Sheet.objects.filter(pk=own.pk).update(state=lifecycle.Sheet.SUBMITTED, submitted_at=noon)

    assert set(Sheet.objects.with_scores_open_to(member)) == {own, theirs}


def test_nobody_reads_the_sheets_of_a_file_they_are_in_conflict_with(interview: Interview, noon: datetime) -> None:
    president = a_person(Role.JURY_PRESIDENT)
    a_sheet(interview)
    assert Sheet.objects.with_scores_open_to(president).count() == 1

    a_conflict(interview.application, reviewer=president)

    assert not Sheet.objects.with_scores_open_to(president).exists()


def test_colleagues_sheets_close_to_a_member_found_in_conflict(
    interview: Interview, member: User, colleague: User, noon: datetime
) -> None:
    finished(interview, colleague, (4, 4), noon)
    finished(interview, member, (4, 4), noon)
    assert Sheet.objects.with_scores_open_to(member).count() == 2

    a_conflict(interview.application, reviewer=member)

    assert not Sheet.objects.with_scores_open_to(member).exists()


def test_a_conflict_declared_while_one_writes_keeps_the_sheet_from_counting(
    interview: Interview, member: User, noon: datetime
) -> None:
    grid = criteria(interview.application.campaign)
    written = sheet.save(interview=interview, by=member, at=noon, marks={criterion.pk: 5 for criterion in grid})
    a_conflict(interview.application, reviewer=member)

    with pytest.raises(read.ReadingOver, match="incompatibilité"):
        sheet.submit(sheet=written, by=member, at=noon)

    assert Application.objects.get().interview_total is None


def test_a_colleague_s_unfinished_sheet_is_theirs_alone(
    interview: Interview, member: User, colleague: User, noon: datetime
) -> None:
    own = finished(interview, member, (4, 4), noon)
    a_sheet(interview, author=colleague)

    assert list(Sheet.objects.with_scores_open_to(member)) == [own]


def test_once_the_selection_is_closed_a_member_reads_their_own_sheet_only(
    interview: Interview, member: User, colleague: User, noon: datetime
) -> None:
    own, _theirs = (finished(interview, person, (4, 4), noon) for person in (member, colleague))
    Campaign.objects.update(phase=Phase.CLOSED)

    assert list(Sheet.objects.with_scores_open_to(member)) == [own]
