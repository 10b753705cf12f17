from datetime import datetime
from decimal import Decimal

import pytest

from applications import lifecycle
from applications.actions.recuse import recuse
from applications.lifecycle import State
from applications.models import Application, Conflict
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from tests.build import a_conflict, a_review, an_application

pytestmark = pytest.mark.django_db


def test_the_pair_is_pinned_apart_and_the_reason_kept(noon: datetime) -> None:
    review = a_review(an_application(state=State.ELIGIBLE))

    recused = recuse(review=review, by=review.reviewer, at=noon, reason="Ancien stagiaire de mon équipe.")

    conflict = Conflict.objects.get()
    assert (recused.state, recused.recusal_reason) == (lifecycle.Review.RECUSED, "Ancien stagiaire de mon équipe.")
    assert (conflict.application, conflict.reviewer, conflict.declared_by) == (
        review.application,
        review.reviewer,
        review.reviewer,
    )
    assert Entry.objects.get().event == "applications.review.recuse"


def test_a_recusal_is_no_longer_expected_and_is_never_a_zero(noon: datetime) -> None:
    application = an_application(state=State.ELIGIBLE)
    a_review(application, state=lifecycle.Review.SUBMITTED, total="64.5")
    review = a_review(application)

    recuse(review=review, by=review.reviewer, at=noon, reason="Je connais cette personne.")

    application = Application.objects.get()
    assert (application.reviews_expected, application.reviews_done) == (1, 1)
    assert application.total == Decimal("64.5")


def test_a_finished_reading_is_not_given_back(noon: datetime) -> None:
    review = a_review(an_application(state=State.ELIGIBLE), state=lifecycle.Review.SUBMITTED, total="50")

    with pytest.raises(IllegalMove):
        recuse(review=review, by=review.reviewer, at=noon, reason="Trop tard.")

    assert not Conflict.objects.exists()


def test_a_conflict_known_before_stays_one(noon: datetime) -> None:
    review = a_review(an_application(state=State.ELIGIBLE))
    a_conflict(review.application, reviewer=review.reviewer, reason="Même famille.")

    recuse(review=review, by=review.reviewer, at=noon, reason="Je connais cette personne.")

    assert Conflict.objects.get().reason == "Même famille."
