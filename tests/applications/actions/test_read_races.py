"""Two hands on one file, on PostgreSQL; each race is also run with its guard off, and must then go wrong."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Avg, Count

from applications import lifecycle
from applications.actions.assign import PlanOutdated, assign
from applications.actions.read import ReadingHandedIn, ReadingOver, save, submit
from applications.actions.sharing_plan import propose
from applications.lifecycle import State
from applications.models import Application, Review, Score
from portal.journal.moves import IllegalMove, move
from portal.people.models import Role
from tests.build import a_person, a_review, a_rubric, an_application

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _row_locks() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks need PostgreSQL")


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do several things at the same moment, each on its own connection; a refusal is an answer."""
    start = Barrier(len(deeds))

    def hand(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return deed()
        except (ReadingOver, ReadingHandedIn, IllegalMove, PlanOutdated) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as hands:
        return list(hands.map(hand, deeds))


def marks(review: Review, level: int) -> dict[int, int | None]:
    return {criterion.pk: level for criterion in review.rubric.criteria.all()}


def readings_of_one_file(count: int) -> list[Review]:
    application = an_application(state=State.ELIGIBLE)
    return [a_review(application) for _ in range(count)]


def handing_in(review: Review, level: int, at: datetime) -> Callable[[], Review]:
    save(review=review, marks=marks(review, level), by=review.reviewer, at=at)
    return lambda: submit(review=review, by=review.reviewer, at=at)


def test_readers_who_finish_together_are_all_in_the_mean(noon: datetime) -> None:  # T32
    for _ in range(5):
        reviews = readings_of_one_file(4)

        at_once(*(handing_in(review, level, noon) for review, level in zip(reviews, (1, 2, 4, 5), strict=True)))

        application = Application.objects.get(pk=reviews[0].application_id)
        assert (application.reviews_done, application.total) == (4, 50)


def test_without_the_lock_on_the_file_a_reading_is_forgotten(noon: datetime) -> None:  # T32, guard off
    reviews = readings_of_one_file(2)
    both_moved = Barrier(2)

    def unguarded(review: Review) -> Callable[[], None]:
        @transaction.atomic
        def hand_in() -> None:
            move(review, lifecycle.SUBMIT_REVIEW, by=None, at=noon, submitted_at=noon, total=100)
            both_moved.wait(timeout=10)
            done = Review.objects.done().filter(application=review.application_id)
            seen = done.aggregate(done=Count("pk"), total=Avg("total"))
            Application.objects.filter(pk=review.application_id).update(reviews_done=seen["done"], reviews_expected=2)

        return hand_in

    at_once(*map(unguarded, reviews))

    assert Application.objects.get().reviews_done == 1  # two were handed in


def test_one_account_saving_in_two_windows_leaves_one_score(noon: datetime) -> None:  # T32
    (review,) = readings_of_one_file(1)

    def saving(level: int) -> Callable[[], Review]:
        given = marks(review, level)
        return lambda: save(review=review, marks=given, by=review.reviewer, at=noon)

    at_once(*map(saving, (1, 2, 3, 4, 5)))

    assert Score.objects.filter(review=review).count() == review.rubric.criteria.count()


def test_one_account_handing_in_twice_is_counted_once(noon: datetime) -> None:  # T32
    (review,) = readings_of_one_file(1)

    answers = at_once(handing_in(review, 5, noon), handing_in(review, 1, noon))

    review.refresh_from_db()
    application = Application.objects.get()
    assert sum(isinstance(answer, IllegalMove) for answer in answers) == 1
    assert (application.reviews_done, application.total) == (1, review.total)


def deciding(application: Application, at: datetime) -> Callable[[], Application]:
    @transaction.atomic
    def decide() -> Application:
        return move(application, lifecycle.ADMIT, by=None, at=at)

    return decide


def test_a_reading_handed_in_as_the_jury_closes_is_counted_or_refused(noon: datetime) -> None:  # T33
    for _ in range(8):
        (review,) = readings_of_one_file(1)

        handed_in, _decided = at_once(handing_in(review, 5, noon), deciding(review.application, noon))

        application = Application.objects.get(pk=review.application_id)
        assert application.state == State.OFFERED
        if isinstance(handed_in, ReadingOver):
            assert (application.reviews_done, application.total) == (0, None)
        else:
            assert (application.reviews_done, application.total) == (1, 100)


def test_without_the_lock_a_reading_is_accepted_after_the_decision(noon: datetime) -> None:  # T33, guard off
    (review,) = readings_of_one_file(1)
    looked, decided = Barrier(2), Barrier(2)

    @transaction.atomic
    def unguarded() -> None:
        open_still = Application.objects.get(pk=review.application_id).state in lifecycle.IN_SELECTION
        looked.wait(timeout=10)
        decided.wait(timeout=10)
        if open_still:
            move(review, lifecycle.SUBMIT_REVIEW, by=None, at=noon, submitted_at=noon)

    def decide() -> None:
        looked.wait(timeout=10)
        deciding(review.application, noon)()
        decided.wait(timeout=10)

    at_once(unguarded, decide)

    review.refresh_from_db()
    application = Application.objects.get()
    assert (application.state, review.state) == (State.OFFERED, lifecycle.Review.SUBMITTED)
    assert application.total is None  # accepted, and not counted


def test_two_managers_assigning_at_once_assign_once(noon: datetime) -> None:
    for _ in range(3):
        application = an_application(state=State.ELIGIBLE)
        a_rubric(application.campaign)
        caps = {a_person(Role.REVIEWER).pk: 5 for _ in range(4)}
        expected = propose(campaign=application.campaign, caps=caps).fingerprint
        press = partial(
            assign, campaign=application.campaign, caps=caps, expected=expected, by=a_person(Role.MANAGER), at=noon
        )

        answers = at_once(press, press)

        application.refresh_from_db()
        assert sum(isinstance(answer, PlanOutdated) for answer in answers) == 1
        assert (application.reviews.count(), application.reviews_expected) == (3, 3)


def test_without_the_lock_two_proposals_are_both_applied(noon: datetime) -> None:  # guard off
    application = an_application(state=State.ELIGIBLE)
    rubric = a_rubric(application.campaign)
    people = [a_person(Role.REVIEWER).pk for _ in range(4)]
    both_looked = Barrier(2)

    def unguarded(caps: dict[int, int]) -> Callable[[], None]:
        @transaction.atomic
        def press() -> None:
            plan = propose(campaign=application.campaign, caps=caps)
            both_looked.wait(timeout=10)
            Review.objects.bulk_create(
                [
                    Review(application_id=file, reviewer_id=reader, rubric=rubric, assigned_at=noon)
                    for file, reader in plan.given
                ],
                ignore_conflicts=True,
            )

        return press

    at_once(unguarded(dict.fromkeys(people[:3], 5)), unguarded(dict.fromkeys(people[1:], 5)))

    assert application.reviews.count() == 4  # three were wanted
