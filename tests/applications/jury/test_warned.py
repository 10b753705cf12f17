"""What is said before results leave: what keeps them, and what the jury may accept."""

from datetime import datetime

import pytest

from applications import lifecycle
from applications.actions import publish
from applications.jury.warned import warnings
from applications.models import Application, Campaign
from portal.people.models import Role, User
from tests.applications.actions.test_publish import a_drafted_campaign
from tests.build import NOON, a_panel, a_person, a_result, a_sitting, a_slot, an_interview

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def said(campaign: Campaign) -> list[str]:
    """Without the files that were read less than planned."""
    return [words for words in warnings(campaign, publish.drafts(campaign)) if "lectures" not in words]


def test_an_admission_that_a_result_bars_is_named_by_its_number(manager: User) -> None:
    campaign, (first, *_, last) = a_drafted_campaign(manager)
    a_result(first, trial="medical", verdict="not_fit")
    a_result(last, trial="sport", verdict="not_fit")  # not admitted anyway

    [words] = said(campaign)

    assert f"empêche le départ : {first.number}" in words
    assert last.number not in words
    assert "inapte" not in words


def test_a_result_that_bars_nothing_is_not_mentioned(manager: User) -> None:
    campaign, (first, *_rest) = a_drafted_campaign(manager)
    a_result(first, trial="medical", verdict="fit_within_limits")

    assert said(campaign) == []


def test_people_invited_and_never_met_are_named(manager: User) -> None:
    campaign, (met, absent, booked, *_rest) = a_drafted_campaign(manager)
    Application.objects.filter(pk__in=[met.pk, absent.pk, booked.pk]).update(invited_at=NOON)
    Held = lifecycle.Interview
    for file, state in ((met, Held.HELD), (absent, Held.NO_SHOW), (booked, Held.BOOKED)):
        an_interview(a_slot(a_panel(campaign)), application=file, state=state)

    [words] = said(campaign)

    assert absent.number in words
    assert booked.number in words
    assert met.number not in words


@pytest.mark.parametrize(
    ("state", "words"),
    [(lifecycle.Sitting.OPEN, "est encore ouverte"), (lifecycle.Sitting.SUSPENDED, "est suspendue")],
)
def test_results_do_not_leave_while_the_jury_sits(
    state: lifecycle.Sitting, words: str, manager: User, noon: datetime
) -> None:
    campaign, _ = a_drafted_campaign(manager)
    sitting = a_sitting(campaign)
    type(sitting).objects.filter(pk=sitting.pk).update(state=state)

    with pytest.raises(publish.NotPublishable, match=f"La séance du .* {words}"):
        publish.arm(campaign=campaign, by=manager, at=noon)


def test_a_meeting_prepared_or_over_keeps_nothing_back(manager: User, noon: datetime) -> None:
    campaign, _ = a_drafted_campaign(manager)
    a_sitting(campaign, opened=False)
    over = a_sitting(campaign)
    type(over).objects.filter(pk=over.pk).update(state=lifecycle.Sitting.CLOSED, closed_at=noon)

    assert publish.arm(campaign=campaign, by=manager, at=noon).is_armed
