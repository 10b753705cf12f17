from datetime import datetime
from decimal import Decimal

import pytest

from applications import lifecycle
from applications.actions.totals import refresh, refresh_many, review_total
from applications.lifecycle import State
from applications.models import Campaign, Score
from portal.people.models import Role
from tests.build import (
    a_campaign,
    a_panel,
    a_person,
    a_review,
    a_rubric,
    a_sheet,
    a_slot,
    an_application,
    an_interview,
    an_invited_file,
)

pytestmark = pytest.mark.django_db
DONE, RECUSED = lifecycle.Review.SUBMITTED, lifecycle.Review.RECUSED


def test_a_reading_is_the_weighted_mean_of_its_criteria_from_0_to_100() -> None:
    light, heavy = a_rubric(a_campaign(), criteria=2).criteria.all()  # weights 1 and 2, levels 1 to 5

    scores = [Score(criterion=light, value=1), Score(criterion=heavy, value=4)]

    assert review_total(criteria=[light, heavy], scores=scores) == Decimal("50.000")


def test_what_cannot_be_judged_leaves_the_mean_instead_of_being_a_zero() -> None:
    light, heavy = a_rubric(a_campaign(), criteria=2).criteria.all()

    scores = [Score(criterion=light, value=5), Score(criterion=heavy, not_applicable=True)]

    assert review_total(criteria=[light, heavy], scores=scores) == 100


def test_a_reading_that_judges_nothing_has_no_total() -> None:
    (criterion,) = a_rubric(a_campaign(), criteria=1).criteria.all()

    assert review_total(criteria=[criterion], scores=[Score(criterion=criterion, not_applicable=True)]) is None


def test_a_criterion_that_does_not_count_changes_nothing() -> None:
    counted, shown = a_rubric(a_campaign(), criteria=2).criteria.all()
    shown.counted = False

    scores = [Score(criterion=counted, value=3), Score(criterion=shown, value=5)]

    assert review_total(criteria=[counted, shown], scores=scores) == 50


def test_a_file_is_the_mean_of_its_finished_readings() -> None:
    application = an_application(state=State.ELIGIBLE)
    for total in ("40", "70.5"):
        a_review(application, state=DONE, total=total)
    a_review(application)

    refresh(application=application)

    assert (application.reviews_expected, application.reviews_done) == (3, 2)
    assert application.total == Decimal("55.25")


def test_a_recusal_is_neither_expected_nor_a_zero() -> None:
    application = an_application(state=State.ELIGIBLE)
    a_review(application, state=DONE, total="80")
    a_review(application, state=RECUSED)

    refresh(application=application)

    assert (application.reviews_expected, application.reviews_done, application.total) == (1, 1, 80)


def test_a_file_nobody_has_read_has_no_total() -> None:
    application = an_application(state=State.ELIGIBLE, total=12, reviews_expected=4, reviews_done=1)

    refresh(application=application)

    assert (application.reviews_expected, application.reviews_done, application.total) == (0, 0, None)


@pytest.mark.parametrize("files", [1, 3])
def test_many_files_cost_three_queries(files: int, noon: datetime, django_assert_num_queries) -> None:
    applications = [an_application(state=State.ELIGIBLE) for _ in range(files)]
    for application in applications:
        a_review(application, state=DONE, total="60")

    with django_assert_num_queries(3):
        refresh_many(applications=[application.pk for application in applications])

    applications[-1].refresh_from_db()
    assert applications[-1].total == 60


def test_the_interview_counts_for_its_share_once_somebody_was_met() -> None:
    campaign = a_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(interview_share=40)
    met, unmet = an_application(state=State.ELIGIBLE, campaign=campaign), an_invited_file(campaign)
    held = an_interview(a_slot(a_panel(campaign)), application=met, state=lifecycle.Interview.HELD)
    a_sheet(held, state=lifecycle.Sheet.SUBMITTED, total="40")
    a_sheet(held, author=a_person(Role.REVIEWER), state=lifecycle.Sheet.SUBMITTED, total="60")
    for application in (met, unmet):
        a_review(application, state=DONE, total="80")

    refresh_many(applications=[met.pk, unmet.pk])

    met.refresh_from_db()
    unmet.refresh_from_db()
    assert (met.reading_total, met.interview_total, met.total) == (80, 50, 68)  # 80 × 60 % + 50 × 40 %
    assert (unmet.interview_total, unmet.total) == (None, 80)


def test_a_sheet_under_way_or_of_an_interview_that_did_not_take_place_counts_for_nothing() -> None:
    application = an_invited_file()
    booked = an_interview(a_slot(a_panel(application.campaign)), application=application)
    a_sheet(booked, total="10")
    a_sheet(booked, author=a_person(Role.REVIEWER), state=lifecycle.Sheet.SUBMITTED, total="20")

    assert refresh(application=application).interview_total is None
