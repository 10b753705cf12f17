from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from applications import lifecycle
from applications.actions.remind import remind
from applications.lifecycle import State
from applications.models import Campaign
from portal.outbox.models import Category, Letter
from tests.build import NOON, a_campaign, a_correction, a_review, an_application, an_offer

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return sorted(Letter.objects.values_list("kind", flat=True))


def an_unfinished_draft(closes_in: timedelta) -> None:
    an_application(campaign=a_campaign(closes_in=closes_in))


def a_late_reading() -> None:
    application = an_application(state=State.ELIGIBLE)
    Campaign.objects.update(reviews_due_on=date(2026, 11, 22))
    a_review(application)


OCCASIONS: dict[str, tuple[str, Callable[[], object]]] = {
    "an unfinished draft a week before": ("draft_unfinished", lambda: an_unfinished_draft(timedelta(days=6))),
    "an unfinished draft two days before": ("draft_unfinished", lambda: an_unfinished_draft(timedelta(days=1))),
    "an offer three days before": ("offer_expiring", lambda: an_offer(expires_in=timedelta(days=2))),
    "an offer on its last day": ("offer_expiring", lambda: an_offer(expires_in=timedelta(hours=5))),
    "a correction owed": (
        "correction_due",
        lambda: a_correction(an_application(state=State.SUBMITTED), due_in=timedelta(days=1)),
    ),
    "readings late": ("readings_late", a_late_reading),
}


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_each_reminder_leaves_once_whatever_the_number_of_rounds(occasion: str, noon: datetime) -> None:
    kind, arrange = OCCASIONS[occasion]
    arrange()

    for minute in range(10):
        remind(at=noon + timedelta(minutes=minute))

    assert kinds() == [f"applications/{kind}"]


def test_a_draft_is_reminded_at_each_of_its_two_moments(noon: datetime) -> None:
    an_unfinished_draft(timedelta(days=6))

    for day in range(6):
        remind(at=noon + timedelta(days=day))

    assert sorted(Letter.objects.values_list("category", flat=True)) == [Category.OPTIONAL, Category.TRANSACTIONAL]


@pytest.mark.parametrize(
    "arrange",
    [
        lambda: an_unfinished_draft(timedelta(days=9)),
        lambda: an_unfinished_draft(timedelta(0)),
        lambda: an_application(state=State.SUBMITTED, campaign=a_campaign(closes_in=timedelta(days=1))),
        lambda: an_offer(state=lifecycle.Offer.ACCEPTED, expires_in=timedelta(hours=5)),
        lambda: an_offer(expires_in=timedelta(days=5)),
    ],
)
def test_nobody_is_reminded_of_what_is_not_true(arrange: Callable[[], object], noon: datetime) -> None:
    arrange()

    remind(at=noon)

    assert kinds() == []


def test_a_reader_late_on_many_files_gets_one_letter_that_counts_them(noon: datetime) -> None:
    a_late_reading()
    reviewer = Campaign.objects.get().applications.get().reviews.get().reviewer
    a_review(an_application(state=State.ELIGIBLE, campaign=Campaign.objects.get()), reviewer=reviewer)

    remind(at=noon)

    assert Letter.objects.get().context["left"] == 2


def test_a_round_costs_the_same_for_one_or_five_people(noon: datetime, django_assert_max_num_queries) -> None:
    for _ in range(5):
        an_offer(expires_in=timedelta(days=2))

    with django_assert_max_num_queries(13):
        remind(at=NOON)
