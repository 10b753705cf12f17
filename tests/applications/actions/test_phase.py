"""The phase of a selection: entered by hand or by date, one at a time, and what it lets people do."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from applications import lifecycle
from applications.actions import campaign as campaigns
from applications.actions import decide, publish, read, rubric
from applications.actions.phase import (
    DatesRefused,
    NotInThisPhase,
    PhaseNotEntered,
    ReadingsUnfinished,
    advance_due,
    consequences,
    enter,
    plan,
)
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, PlannedPhase, Review
from applications.phases import ORDER, RIGHTS
from applications.tasks import tick
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.build import a_campaign, a_decision, a_person, a_review, a_rubric, an_application

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOT_SCORING = [phase for phase in Phase if not RIGHTS[phase].score]
NOT_DECIDING = [phase for phase in Phase if not RIGHTS[phase].decide]


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def active(campaign: Campaign) -> str:
    return Campaign.objects.get(pk=campaign.pk).phase


def in_phase(phase: Phase) -> Application:
    return an_application(state=State.ELIGIBLE, campaign=a_campaign(phase=phase))


def a_reading_under_way(phase: Phase = Phase.READING, state: lifecycle.Review = lifecycle.Review.STARTED) -> Review:
    return a_review(in_phase(phase), state=state, total="80" if state == lifecycle.Review.SUBMITTED else None)


def marks(review: Review) -> dict[int, int | None]:
    return {criterion.pk: 4 for criterion in review.rubric.criteria.all()}


# -- Entering by hand


def test_the_manager_moves_the_selection_on(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.ELIGIBILITY)

    entered = enter(campaign=campaign, phase=Phase.READING, by=manager, at=noon)

    assert (entered.phase, entered.phase_since) == (Phase.READING, noon)
    assert active(campaign) == Phase.READING


def test_it_is_written_with_where_one_came_from_and_what_was_left(manager: User, noon: datetime) -> None:
    review = a_reading_under_way()

    enter(campaign=review.application.campaign, phase=Phase.CALIBRATION, by=manager, at=noon, knowing=True)

    entry = Entry.objects.get(event="applications.campaign.enter_phase")
    assert (entry.by, entry.at) == (manager, noon)
    assert entry.facts == {"origin": "reading", "target": "calibration", "unfinished": 1, "reason": ""}


def test_closing_the_reading_says_how_many_are_unfinished_and_waits_for_a_yes(manager: User, noon: datetime) -> None:
    review = a_reading_under_way()
    a_review(review.application, state=lifecycle.Review.SUBMITTED, total="50")

    with pytest.raises(ReadingsUnfinished, match="1 lecture n’est pas terminée"):
        enter(campaign=review.application.campaign, phase=Phase.CALIBRATION, by=manager, at=noon)

    assert active(review.application.campaign) == Phase.READING


def test_going_back_asks_for_a_reason_and_keeps_it(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.JURY)

    with pytest.raises(PhaseNotEntered, match="motif"):
        enter(campaign=campaign, phase=Phase.READING, by=manager, at=noon, reason="  ")
    enter(campaign=campaign, phase=Phase.READING, by=manager, at=noon, reason="Trois dossiers oubliés.")

    assert active(campaign) == Phase.READING
    assert Entry.objects.get(event="applications.campaign.enter_phase").facts["reason"] == "Trois dossiers oubliés."


def test_a_jury_may_begin_with_files_unchecked_but_is_told(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.INTERVIEWS)
    an_application(state=State.SUBMITTED, campaign=campaign)

    assert ["attend encore" in sentence for sentence in consequences(campaign, Phase.JURY)] == [True]
    assert enter(campaign=campaign, phase=Phase.JURY, by=manager, at=noon).phase == Phase.JURY


@pytest.mark.parametrize("state", [s for s in lifecycle.Campaign if s != lifecycle.Campaign.OPEN])
def test_only_an_announced_and_undecided_campaign_has_phases_to_enter(
    state: lifecycle.Campaign, manager: User, noon: datetime
) -> None:
    with pytest.raises(PhaseNotEntered):
        enter(campaign=a_campaign(state=state), phase=Phase.JURY, by=manager, at=noon)


def test_a_page_left_open_since_the_phase_changed_changes_nothing(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.INTERVIEWS)

    with pytest.raises(PhaseNotEntered, match="déjà passée"):
        enter(campaign=campaign, phase=Phase.JURY, by=manager, at=noon, seen=Phase.READING)

    assert active(campaign) == Phase.INTERVIEWS


# -- By date


def test_the_clock_enters_a_phase_on_its_day_and_once(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.ELIGIBILITY)
    plan(campaign=campaign, dates={Phase.READING: noon + DAY, Phase.JURY: noon + 9 * DAY}, by=manager, at=noon)

    moved = [advance_due(at=noon + hours) for hours in (timedelta(hours=23), DAY, DAY + timedelta(minutes=1))]

    assert moved == [0, 1, 0]
    assert active(campaign) == Phase.READING
    assert Entry.objects.get(event="applications.campaign.enter_phase").by is None


def test_a_missed_round_enters_the_last_phase_that_is_due(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.ELIGIBILITY)
    plan(campaign=campaign, dates={Phase.READING: noon + DAY, Phase.JURY: noon + 2 * DAY}, by=manager, at=noon)

    assert advance_due(at=noon + 5 * DAY) == 1
    assert active(campaign) == Phase.JURY


def test_the_clock_waits_for_no_confirmation_and_counts_what_it_leaves(manager: User, noon: datetime) -> None:
    campaign = a_reading_under_way().application.campaign
    plan(campaign=campaign, dates={Phase.CALIBRATION: noon + DAY}, by=manager, at=noon)

    advance_due(at=noon + DAY)

    assert active(campaign) == Phase.CALIBRATION
    assert Entry.objects.get(event="applications.campaign.enter_phase").facts["unfinished"] == 1


def test_the_clock_never_takes_a_selection_back(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.ELIGIBILITY)
    plan(campaign=campaign, dates={Phase.READING: noon + DAY}, by=manager, at=noon)
    enter(campaign=campaign, phase=Phase.JURY, by=manager, at=noon)

    assert advance_due(at=noon + DAY) == 0
    assert active(campaign) == Phase.JURY


def test_a_date_passed_while_the_clock_slept_does_not_undo_what_a_hand_did_since(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.READING)
    plan(campaign=campaign, dates={Phase.CALIBRATION: noon + DAY}, by=manager, at=noon)
    enter(campaign=campaign, phase=Phase.JURY, by=manager, at=noon + 2 * DAY)
    enter(campaign=campaign, phase=Phase.READING, by=manager, at=noon + 2 * DAY, reason="Un oubli.")

    assert advance_due(at=noon + 3 * DAY) == 0
    assert active(campaign) == Phase.READING


def test_the_minute_tick_turns_the_page(manager: User, at_noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.READING)
    plan(campaign=campaign, dates={Phase.CALIBRATION: at_noon}, by=manager, at=at_noon - DAY)

    tick()

    assert active(campaign) == Phase.CALIBRATION


def test_dates_follow_the_order_of_the_phases(manager: User, noon: datetime) -> None:
    with pytest.raises(DatesRefused, match="vient après"):
        plan(
            campaign=a_campaign(),
            dates={Phase.CALIBRATION: noon + 2 * DAY, Phase.JURY: noon + DAY},
            by=manager,
            at=noon,
        )


def test_a_date_in_the_past_is_not_planned(manager: User, noon: datetime) -> None:
    with pytest.raises(DatesRefused, match="déjà passée"):
        plan(campaign=a_campaign(), dates={Phase.JURY: noon - DAY}, by=manager, at=noon)


def test_a_date_left_empty_is_forgotten_and_one_that_has_come_may_stay(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.ELIGIBILITY)
    dates = {Phase.READING: noon + DAY, Phase.CALIBRATION: noon + 2 * DAY, Phase.JURY: noon + 9 * DAY}
    plan(campaign=campaign, dates=dates, by=manager, at=noon)
    advance_due(at=noon + DAY)

    kept = plan(campaign=campaign, dates=dates | {Phase.CALIBRATION: None}, by=manager, at=noon + 2 * DAY)

    assert [(row.phase, row.dealt_with_at) for row in kept] == [(Phase.READING, noon + DAY), (Phase.JURY, None)]
    assert Entry.objects.filter(event="applications.campaign.plan_phases").count() == 2


def test_the_database_keeps_one_date_a_phase(noon: datetime) -> None:
    planned = PlannedPhase.objects.create(campaign=a_campaign(), phase=Phase.JURY, starts_at=noon)

    with pytest.raises(IntegrityError):
        PlannedPhase.objects.create(campaign=planned.campaign, phase=Phase.JURY, starts_at=noon + DAY)


# -- The life of the campaign around them


def test_an_announced_campaign_begins_with_eligibility(manager: User, noon: datetime) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.PREPARATION, phase=Phase.READING)
    a_rubric(campaign)

    campaigns.announce(campaign=campaign, by=manager, at=noon)

    campaign.refresh_from_db()
    assert (campaign.phase, campaign.phase_since) == (Phase.ELIGIBILITY, noon)


def test_published_results_close_the_selection(manager: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.JURY, closes_in=timedelta(0))
    a_decision(an_application(campaign=campaign, state=State.ELIGIBLE, total="80"))

    publish.publish(campaign=campaign, by=manager, at=noon)

    assert active(campaign) == Phase.CLOSED


# -- What each phase refuses


@pytest.mark.parametrize("phase", NOT_SCORING)
def test_a_score_is_written_only_during_the_reading(phase: Phase, noon: datetime) -> None:
    review = a_reading_under_way(phase)

    with pytest.raises(NotInThisPhase, match="Rien n’a été enregistré"):
        read.save(review=review, marks=marks(review), by=review.reviewer, at=noon)

    assert not review.scores.exists()


@pytest.mark.parametrize("phase", NOT_SCORING)
def test_a_reading_is_handed_in_only_during_the_reading(phase: Phase, noon: datetime) -> None:
    review = a_reading_under_way()
    read.save(review=review, marks=marks(review), by=review.reviewer, at=noon)
    Campaign.objects.update(phase=phase)

    with pytest.raises(NotInThisPhase):
        read.submit(review=review, by=review.reviewer, at=noon)

    assert Application.objects.get().total is None


@pytest.mark.parametrize("phase", NOT_SCORING)
def test_a_finished_reading_stays_finished_after_the_reading(phase: Phase, noon: datetime) -> None:
    review = a_reading_under_way(phase, lifecycle.Review.SUBMITTED)

    with pytest.raises(NotInThisPhase):
        read.reopen(review=review, by=review.reviewer, at=noon)

    review.refresh_from_db()
    assert review.state == lifecycle.Review.SUBMITTED


@pytest.mark.parametrize("phase", NOT_DECIDING)
def test_nothing_is_drafted_changed_settled_or_published_outside_the_jury(
    phase: Phase, manager: User, noon: datetime
) -> None:
    campaign = a_campaign(phase=phase, closes_in=timedelta(0))
    files = [an_application(campaign=campaign, state=State.ELIGIBLE, total="80") for _ in range(2)]
    first, second = (a_decision(file, rank=rank) for rank, file in enumerate(files, 1))

    with pytest.raises(NotInThisPhase, match="Jury"):
        decide.draft(campaign=campaign, by=manager, at=noon, waiting=0)
    with pytest.raises(NotInThisPhase):
        decide.revise(decision=first, outcome="refused", reason="", by=manager, at=noon)
    with pytest.raises(NotInThisPhase):
        decide.settle_tie(below=second, before="above", reason="Engagement.", by=manager, at=noon)
    with pytest.raises(publish.NotPublishable, match="Jury"):
        publish.publish(campaign=campaign, by=manager, at=noon)


@pytest.mark.parametrize("phase", ORDER)
def test_weights_change_only_while_the_phase_lets_them(phase: Phase, manager: User, noon: datetime) -> None:
    grid = a_rubric(a_campaign(phase=phase))
    criterion = grid.criteria.first()
    assert criterion is not None

    if RIGHTS[phase].weigh:
        rubric.edit(criterion=criterion, by=manager, at=noon, changes={"weight": 5}, anchors={})
    else:
        with pytest.raises(NotInThisPhase, match="poids"):
            rubric.edit(criterion=criterion, by=manager, at=noon, changes={"weight": 5}, anchors={})
