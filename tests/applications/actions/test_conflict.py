from datetime import datetime

import pytest

from applications import lifecycle
from applications.actions.conflict import AlreadyApart, GivenBack, declare, lift
from applications.actions.recuse import recuse
from applications.lifecycle import State
from applications.models import Application, Conflict, Review
from portal.journal.models import Entry
from portal.people.models import Role
from tests.build import a_person, a_review, an_application

pytestmark = pytest.mark.django_db


def test_a_declared_pair_is_kept_apart_and_written_down(noon: datetime) -> None:
    application, reader, manager = an_application(state=State.ELIGIBLE), a_person(Role.REVIEWER), a_person(Role.MANAGER)

    declare(application=application, reader=reader, by=manager, at=noon, reason="Même équipe.")

    conflict = Conflict.objects.get()
    assert (conflict.application, conflict.reviewer, conflict.declared_by) == (application, reader, manager)
    assert Entry.objects.get().event == "applications.conflict.declare"


def test_a_reading_already_handed_in_stops_counting(noon: datetime) -> None:
    application = an_application(state=State.ELIGIBLE, total=90, reviews_done=1, reviews_expected=1)
    review = a_review(application, state=lifecycle.Review.SUBMITTED, total="90")

    declare(application=application, reader=review.reviewer, by=a_person(Role.MANAGER), at=noon, reason="Famille.")

    application = Application.objects.get()
    assert (application.total, application.reviews_expected, application.reviews_done) == (None, 0, 0)


def test_a_reading_not_started_leaves_the_queue(noon: datetime) -> None:
    review = a_review(an_application(state=State.ELIGIBLE))

    declare(application=review.application, reader=review.reviewer, by=review.reviewer, at=noon, reason="Famille.")

    assert not Review.objects.exists()


def test_a_pair_is_declared_once(noon: datetime) -> None:
    pair = {"application": an_application(state=State.ELIGIBLE), "reader": a_person(Role.REVIEWER)}
    declare(**pair, by=pair["reader"], at=noon, reason="Famille.")

    with pytest.raises(AlreadyApart):
        declare(**pair, by=pair["reader"], at=noon, reason="Famille.")


def test_a_wrong_declaration_is_lifted_with_its_reason(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    conflict = declare(
        application=an_application(state=State.ELIGIBLE),
        reader=a_person(Role.REVIEWER),
        by=manager,
        at=noon,
        reason="Même nom.",
    )

    lift(conflict=conflict, by=manager, at=noon, reason="Homonymes.")

    assert not Conflict.objects.exists()
    assert Entry.objects.get(event="applications.conflict.lift").facts["reason"] == "Homonymes."


def test_a_file_somebody_gave_back_never_returns_to_them(noon: datetime) -> None:
    review = a_review(an_application(state=State.ELIGIBLE))
    recuse(review=review, by=review.reviewer, at=noon, reason="Je connais cette personne.")

    with pytest.raises(GivenBack):
        lift(conflict=Conflict.objects.get(), by=a_person(Role.MANAGER), at=noon, reason="Erreur.")

    assert Conflict.objects.exists()
