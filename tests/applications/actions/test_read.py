from datetime import datetime, timedelta

import pytest

from applications import lifecycle
from applications.actions.read import ReadingHandedIn, ReadingIncomplete, ReadingOver, reopen, save, submit
from applications.lifecycle import State
from applications.models import Application, Review
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from tests.build import a_review, an_application

pytestmark = pytest.mark.django_db


def a_reading(**fields: object) -> Review:
    return a_review(an_application(state=State.ELIGIBLE, **fields))


def hand_in(review: Review, *, at: datetime, level: int = 3) -> Review:
    save(review=review, marks=all_marks(review, level), by=review.reviewer, at=at)
    return submit(review=review, by=review.reviewer, at=at)


def all_marks(review: Review, level: int | None = 3) -> dict[int, int | None]:
    return {criterion.pk: level for criterion in review.rubric.criteria.all()}


def test_the_first_score_starts_the_reading_and_freezes_the_grid(noon: datetime) -> None:
    review = a_reading(version=7)
    first, _ = review.rubric.criteria.all()

    save(review=review, marks={first.pk: 4}, by=review.reviewer, at=noon)

    review.refresh_from_db()
    review.rubric.refresh_from_db()
    assert (review.state, review.saved_at, review.version_read) == (lifecycle.Review.STARTED, noon, 7)
    assert review.rubric.frozen_at == noon
    assert [(score.criterion, score.value) for score in review.scores.all()] == [(first, 4)]


def test_the_grid_stays_frozen_at_its_first_hour(noon: datetime) -> None:
    review = a_reading()
    save(review=review, marks=all_marks(review), by=review.reviewer, at=noon)

    save(review=review, marks=all_marks(review, 5), by=review.reviewer, at=noon + timedelta(hours=1))

    review.rubric.refresh_from_db()
    assert review.rubric.frozen_at == noon
    assert {score.value for score in review.scores.all()} == {5}


def test_saying_that_the_file_does_not_allow_a_judgement_is_kept_as_such(noon: datetime) -> None:
    review = a_reading()

    save(review=review, marks=all_marks(review, None), by=review.reviewer, at=noon)

    assert {(score.value, score.not_applicable) for score in review.scores.all()} == {(None, True)}


def test_a_comment_is_kept_without_touching_the_scores(noon: datetime) -> None:
    review = a_reading()
    save(review=review, marks=all_marks(review), by=review.reviewer, at=noon)

    save(review=review, comment="Très clair.", by=review.reviewer, at=noon)

    review.refresh_from_db()
    assert (review.comment, review.scores.count()) == ("Très clair.", 2)


def test_each_saving_is_written_down_without_the_scores(noon: datetime) -> None:
    review = a_reading()

    save(review=review, marks=all_marks(review), by=review.reviewer, at=noon)

    entry = Entry.objects.get(event="applications.review.save")
    assert (entry.by, entry.facts) == (review.reviewer, {"criteria": sorted(all_marks(review))})


def test_handing_in_gives_the_reading_and_the_file_their_totals(noon: datetime) -> None:
    review = a_reading(version=4)

    hand_in(review, level=5, at=noon)

    review.refresh_from_db()
    application = Application.objects.get()
    assert (review.state, review.total, review.submitted_at, review.version_read) == ("submitted", 100, noon, 4)
    assert (application.total, application.reviews_done, application.reviews_expected) == (100, 1, 1)


def test_an_incomplete_reading_is_refused_and_says_what_is_missing(noon: datetime) -> None:
    review = a_reading()
    first, second = review.rubric.criteria.all()

    save(review=review, marks={first.pk: 3}, by=review.reviewer, at=noon)

    with pytest.raises(ReadingIncomplete, match=second.name):
        submit(review=review, by=review.reviewer, at=noon)

    review.refresh_from_db()
    assert (review.state, review.submitted_at) == (lifecycle.Review.STARTED, None)


def test_a_criterion_that_does_not_count_may_stay_empty(noon: datetime) -> None:
    review = a_reading()
    first, second = review.rubric.criteria.all()
    review.rubric.criteria.filter(pk=second.pk).update(counted=False)

    save(review=review, marks={first.pk: 3}, by=review.reviewer, at=noon)

    submitted = submit(review=review, by=review.reviewer, at=noon)

    assert submitted.state == lifecycle.Review.SUBMITTED


def test_a_reading_handed_in_is_not_changed(noon: datetime) -> None:
    review = a_reading()
    hand_in(review, at=noon)

    with pytest.raises(ReadingHandedIn):
        save(review=review, marks=all_marks(review, 5), by=review.reviewer, at=noon)

    assert {score.value for score in review.scores.all()} == {3}


@pytest.mark.parametrize("state", sorted(lifecycle.HANDED_IN - lifecycle.IN_SELECTION))
def test_a_file_out_of_the_selection_is_no_longer_scored(state: State, noon: datetime) -> None:
    review = a_review(an_application(state=state))

    with pytest.raises(ReadingOver):
        save(review=review, marks=all_marks(review), by=review.reviewer, at=noon)
    with pytest.raises(ReadingOver):
        submit(review=review, by=review.reviewer, at=noon)

    assert not review.scores.exists()
    assert not Entry.objects.exists()


def test_a_reading_taken_up_again_counts_for_nothing(noon: datetime) -> None:
    review = a_reading()
    hand_in(review, at=noon)

    reopen(review=review, by=review.reviewer, at=noon)

    application = Application.objects.get()
    assert (application.total, application.reviews_done, application.reviews_expected) == (None, 0, 1)


def test_only_a_finished_reading_is_taken_up_again(noon: datetime) -> None:
    with pytest.raises(IllegalMove):
        reopen(review=(review := a_reading()), by=review.reviewer, at=noon)
