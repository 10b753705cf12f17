"""What exists once exists once: the database itself refuses the second row, whatever the code forgot to ask."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, models, transaction

from applications import lifecycle
from applications.lifecycle import Phase, State
from applications.models import Ballot, Member, Redaction, Score, Sheet, SheetScore, Sitting, Vote
from tests.build import (
    NOON,
    a_ballot,
    a_campaign,
    a_condition,
    a_conflict,
    a_decision,
    a_deferral,
    a_person,
    a_proposed_conflict,
    a_remark,
    a_result,
    a_review,
    a_rubric,
    a_scored_review,
    a_sheet,
    a_sitting,
    an_application,
    an_interview,
    an_offer,
)

pytestmark = pytest.mark.django_db
Twice = tuple[models.Model, dict[str, object]]


def a_file_of_somebody() -> Twice:
    return an_application(state=State.ELIGIBLE), {"state": State.WITHDRAWN}


def a_reading_of_somebody() -> Twice:
    return a_review(an_application(state=State.ELIGIBLE)), {"state": lifecycle.Review.STARTED}


def a_level_of_a_criterion() -> Twice:
    file = an_application(state=State.ELIGIBLE)
    a_rubric(file.campaign)
    a_scored_review(file, levels=[4, 4])
    return Score.objects.earliest("pk"), {"value": 1}


def an_incompatibility() -> Twice:
    return a_conflict(an_application(state=State.ELIGIBLE)), {"reason": "Une autre."}


def a_fact_proposed() -> Twice:
    return a_proposed_conflict(an_application(state=State.ELIGIBLE)), {"detail": "ailleurs"}


def a_decision_on_a_file() -> Twice:
    return a_decision(an_application(state=State.ELIGIBLE)), {"outcome": "refused", "rank": 9}


def an_offer_to_somebody() -> Twice:
    return an_offer(), {"state": lifecycle.Offer.EXPIRED}


def a_condition_of_an_offer() -> Twice:
    return a_condition(), {"verdict": "met", "by": a_person(), "at": NOON}


def a_deferral_of_a_place() -> Twice:
    return a_deferral(), {"state": lifecycle.Deferral.REFUSED}


def an_interview_of_a_file() -> Twice:
    return an_interview(), {"state": lifecycle.Interview.CONFIRMED}


def a_person_in_a_slot() -> Twice:
    held = an_interview(state=lifecycle.Interview.HELD)
    return held, {"application": an_application(state=State.ELIGIBLE, campaign=held.application.campaign)}


def a_sheet_of_a_member() -> Twice:
    return a_sheet(), {"state": lifecycle.Sheet.SUBMITTED, "submitted_at": NOON}


def a_level_in_a_sheet() -> Twice:
    sheet: Sheet = a_sheet()
    criterion = sheet.rubric.criteria.earliest("pk")
    return SheetScore.objects.create(sheet=sheet, criterion=criterion, value=4), {"value": 1}


def a_result_of_a_trial() -> Twice:
    return a_result(an_application(state=State.ELIGIBLE)), {"verdict": "not_fit"}


def a_disagreement_with_a_reading() -> Twice:
    review = a_review(an_application(state=State.ELIGIBLE))
    return a_remark(review.application, about=review), {"words": "Encore."}


def a_redacted_copy() -> Twice:
    facts = {"field": Redaction.Field.MOTIVATION, "version": 1, "by": a_person(), "at": NOON}
    return Redaction.objects.create(application=an_application(), **facts), {"text": "Autre copie."}


def a_meeting_under_way() -> Twice:
    return _a_meeting(), {"state": lifecycle.Sitting.SUSPENDED}


def a_seat_in_a_meeting() -> Twice:
    return Member.objects.filter(sitting=_a_meeting()).earliest("pk"), {"arrived_at": None}


def a_ballot_open() -> Twice:
    held = _a_meeting()
    other = an_application(state=State.ELIGIBLE, campaign=held.campaign)
    return a_ballot(held), {"application": other, "question": "Une autre ?"}


def a_vote_of_a_member() -> Twice:
    ballot: Ballot = a_ballot(_a_meeting())
    member = Member.objects.filter(sitting=ballot.sitting).earliest("pk")
    return Vote.objects.create(ballot=ballot, member=member, choice="for"), {"choice": "against"}


def _a_meeting() -> Sitting:
    campaign = a_campaign(phase=Phase.JURY)
    an_application(state=State.ELIGIBLE, campaign=campaign, total=60)
    return a_sitting(campaign)


ONCE = [
    a_file_of_somebody,
    a_reading_of_somebody,
    a_level_of_a_criterion,
    an_incompatibility,
    a_fact_proposed,
    a_decision_on_a_file,
    an_offer_to_somebody,
    a_condition_of_an_offer,
    a_deferral_of_a_place,
    an_interview_of_a_file,
    a_person_in_a_slot,
    a_sheet_of_a_member,
    a_level_in_a_sheet,
    a_result_of_a_trial,
    a_disagreement_with_a_reading,
    a_redacted_copy,
    a_meeting_under_way,
    a_seat_in_a_meeting,
    a_ballot_open,
    a_vote_of_a_member,
]


@pytest.mark.parametrize("thing", ONCE, ids=lambda thing: thing.__name__)
def test_a_second_one_is_refused_by_the_database(thing: Callable[[], Twice]) -> None:
    row, differences = thing()
    rows = type(row)._default_manager
    before = rows.count()
    row.pk, row._state.adding = None, True
    for name, value in differences.items():
        setattr(row, name, value)

    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        row.save(force_insert=True)

    assert rows.count() == before
