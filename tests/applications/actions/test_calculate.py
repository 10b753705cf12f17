from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications import lifecycle
from applications.actions import calculate as actions
from applications.actions.calculate import FiguresFrozen, NothingToCalculate, calculate, calculate_due
from applications.lifecycle import State
from applications.models import Application, Calculation, Campaign, CriterionFigure, Review, Standing
from applications.tasks import tick
from portal.journal.models import Entry
from portal.people.models import Role
from tests.build import a_campaign, a_person, a_read_campaign, a_review, a_scored_review, an_application
from tests.races import at_once, meet_after

pytestmark = pytest.mark.django_db

# The third reader gives a level less than the two others; the last file met the severe reader twice out of two.
LEVELS = [(5, 5, 4), (5, 4, 4), (4, 4, 3), (4, 3, 3), (3, 3, 2), (2, 3, 2), (2, 2, 1)]


def test_every_ranked_file_has_its_standing(noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)

    calculation = calculate(campaign=campaign, by=None, at=noon)

    assert (calculation.files, calculation.readings, calculation.parts) == (7, 21, 1)
    assert list(calculation.standings.values_list("application__last_name", flat=True)) == [
        f"Ligne{n}" for n in range(7)
    ]
    assert not calculation.standings.filter(adjusted=None).exists()


def test_readers_who_give_more_than_the_others_have_a_higher_effect(noon: datetime) -> None:
    readers = [a_person(Role.REVIEWER) for _ in range(3)]
    calculation = calculate(campaign=a_read_campaign(LEVELS, readers=readers), by=None, at=noon)

    effects = dict(calculation.readers.values_list("reviewer", "effect"))

    assert effects[readers[0].pk] > effects[readers[1].pk] > 0 > effects[readers[2].pk]


def test_it_writes_down_who_calculated_and_from_what(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)

    calculation = calculate(campaign=a_read_campaign(LEVELS), by=manager, at=noon)

    entry = Entry.objects.get(event="applications.campaign.calculate")
    assert (entry.by, entry.facts["readings"], entry.facts["inputs"]) == (manager, 21, calculation.inputs_hash)


def test_the_same_readings_rewrite_nothing(noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)
    first = calculate(campaign=campaign, by=None, at=noon)
    standings = list(Standing.objects.order_by("pk").values())

    again = calculate(campaign=campaign, by=None, at=noon + timedelta(hours=1))

    assert (again, again.at) == (first, noon)
    assert list(Standing.objects.order_by("pk").values()) == standings
    assert Entry.objects.filter(event="applications.campaign.calculate").count() == 1


def test_the_same_figures_come_out_of_the_same_readings(noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)
    calculate(campaign=campaign, by=None, at=noon)
    facts = ["rank", "adjusted", "adjusted_rank", "low", "high", "probability"]
    before = list(Standing.objects.values_list(*facts))
    Calculation.objects.all().delete()

    calculate(campaign=campaign, by=None, at=noon + timedelta(days=1))

    assert list(Standing.objects.values_list(*facts)) == before


def test_a_reading_more_replaces_the_figures_and_leaves_a_trace_of_the_former_ones(noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)
    first = calculate(campaign=campaign, by=None, at=noon)
    a_scored_review(campaign.applications.earliest("pk"), levels=[1, 1])

    second = calculate(campaign=campaign, by=None, at=noon)

    first.refresh_from_db()
    assert (second.readings, first.matrix, first.standings.count()) == (22, None, 0)
    assert second.standings.count() == Application.objects.count()


def test_a_file_with_a_single_reading_has_no_adjusted_figure(noon: datetime) -> None:
    campaign = a_read_campaign([*LEVELS, (5, 0, 0)])
    an_application(state=State.ELIGIBLE, campaign=campaign, last_name="Jamais")

    calculate(campaign=campaign, by=None, at=noon)

    guards = dict(Standing.objects.exclude(guard="").values_list("application__last_name", "guard"))
    assert guards == {"Ligne7": Standing.Guard.ONE_READING, "Jamais": Standing.Guard.UNREAD}


def test_files_that_no_reader_links_have_no_adjusted_figure(noon: datetime) -> None:
    apart = [(0, 0, 0, 5, 4), (0, 0, 0, 1, 2)]
    campaign = a_read_campaign([*[(*line, 0, 0) for line in LEVELS], *apart])

    calculation = calculate(campaign=campaign, by=None, at=noon)

    held = calculation.standings.filter(guard=Standing.Guard.APART)
    assert calculation.parts == 2
    assert set(held.values_list("application__last_name", "part", "adjusted")) == {
        ("Ligne7", 1, None),
        ("Ligne8", 1, None),
    }
    assert set(calculation.readers.filter(part=1).values_list("effect", flat=True)) == {None}


def test_a_file_that_left_the_selection_counts_for_nothing(noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)
    Application.objects.filter(last_name="Ligne0").update(**{"state": State.WITHDRAWN})

    calculation = calculate(campaign=campaign, by=None, at=noon)

    assert (calculation.files, calculation.readings) == (6, 18)


def test_agreement_is_told_for_each_criterion_and_not_under_twenty_pairs(noon: datetime) -> None:
    calculate(campaign=a_read_campaign(LEVELS), by=None, at=noon)  # 7 files × 3 pairs
    few = calculate(campaign=a_read_campaign(LEVELS[:6]), by=None, at=noon)

    assert all(one.pairs == 21 and 0.5 < one.alpha < 1 for one in CriterionFigure.objects.exclude(calculation=few))
    assert {(one.pairs, one.alpha) for one in few.criteria.all()} == {(18, None)}


def test_it_refuses_when_nothing_has_been_read(noon: datetime) -> None:
    application = an_application(state=State.ELIGIBLE)
    a_review(application)

    with pytest.raises(NothingToCalculate):
        calculate(campaign=application.campaign, by=None, at=noon)


def test_it_refuses_to_touch_the_figures_of_published_results(noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)
    Campaign.objects.update(published_at=noon)

    with pytest.raises(FiguresFrozen):
        calculate(campaign=campaign, by=None, at=noon)
    assert calculate_due(at=noon) == 0


def reopened(campaign: Campaign) -> None:
    review = Review.objects.filter(application__campaign=campaign).latest("pk")
    Review.objects.filter(pk=review.pk).update(**{"state": lifecycle.Review.STARTED, "total": None})


@pytest.mark.parametrize(
    "change",
    [
        lambda campaign: a_scored_review(campaign.applications.earliest("pk"), levels=[1, 1]),
        reopened,
        lambda campaign: Campaign.objects.filter(pk=campaign.pk).update(places=5),
        lambda campaign: Campaign.objects.filter(pk=campaign.pk).update(interview_share=40),
        lambda campaign: Application.objects.filter(last_name="Ligne3").update(interview_total=80),
        lambda campaign: Application.objects.filter(last_name="Ligne3").update(**{"state": State.WITHDRAWN}),
    ],
    ids=["read", "reopened", "places", "share", "met", "withdrawn"],
)
def test_the_clock_calculates_again_when_what_it_rests_on_has_changed(
    change: Callable[[Campaign], object], noon: datetime
) -> None:
    campaign = a_read_campaign(LEVELS)

    first, idle = calculate_due(at=noon), calculate_due(at=noon)
    change(campaign)

    assert (first, idle, calculate_due(at=noon), calculate_due(at=noon)) == (1, 0, 1, 0)


def test_a_reading_handed_in_again_as_it_was_costs_one_look(noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)
    calculate_due(at=noon)
    Review.objects.update(submitted_at=noon + timedelta(hours=1))

    assert (calculate_due(at=noon), calculate_due(at=noon), campaign.calculations.count()) == (1, 0, 1)


def test_a_large_campaign_waits_a_minute_a_thousand_files(noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)
    calculate_due(at=noon)
    Calculation.objects.update(files=10_000)
    a_scored_review(campaign.applications.earliest("pk"), levels=[1, 1])

    assert [calculate_due(at=noon + timedelta(minutes=waited)) for waited in (9, 10)] == [0, 1]


def test_the_minute_tick_calculates(at_noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)

    tick()

    assert campaign.calculations.get().by is None


def test_looking_for_what_is_due_costs_the_same_however_many_campaigns(noon: datetime) -> None:
    costs = []
    for _ in range(2):
        a_read_campaign(LEVELS[:2])
        with CaptureQueriesContext(connection) as captured:
            actions.due(list(Campaign.objects.all()))
        costs.append(len(captured))

    assert costs == [4, 4]


def test_writing_costs_the_same_however_many_files(noon: datetime) -> None:
    costs = []
    for levels in (LEVELS[:3], LEVELS):
        campaign = a_read_campaign(levels)
        with CaptureQueriesContext(connection) as captured:
            calculate(campaign=campaign, by=None, at=noon)
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_a_campaign_without_a_reading_is_never_due(noon: datetime) -> None:
    an_application(state=State.ELIGIBLE, campaign=a_campaign())

    assert calculate_due(at=noon) == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_calculate_at_once_write_it_once(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = a_read_campaign(LEVELS)
    meet_after(monkeypatch, actions, "finished", 2)

    at_once([lambda: calculate(campaign=campaign, by=None, at=noon)] * 2)

    assert (Calculation.objects.count(), Standing.objects.count()) == (1, 7)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_be_written_twice(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:  # guard off
    campaign = a_read_campaign(LEVELS)
    meet_after(monkeypatch, actions, "finished", 2)
    monkeypatch.setattr(actions, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    monkeypatch.setattr(actions, "_replace", lambda *args: None)  # its unique rows would stop the second

    at_once([lambda: calculate(campaign=campaign, by=None, at=noon)] * 2)

    assert Calculation.objects.count() == 2
