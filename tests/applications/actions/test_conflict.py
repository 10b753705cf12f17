from datetime import datetime

import pytest

from applications import lifecycle
from applications.actions.conflict import AlreadyApart, declare, lift
from applications.actions.recuse import recuse
from applications.lifecycle import Phase, State
from applications.models import Application, Conflict, Review, Sheet
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.build import a_campaign, a_panel, a_person, a_review, a_sheet, a_slot, an_application, an_interview

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


def test_a_file_given_back_by_mistake_returns_with_what_was_written(noon: datetime) -> None:
    application = an_application(state=State.ELIGIBLE)
    review = a_review(application, state=lifecycle.Review.STARTED)
    Review.objects.update(comment="Un début d’avis.")
    recuse(review=review, by=review.reviewer, at=noon, reason="Je connais cette personne.")

    lift(conflict=Conflict.objects.get(), by=a_person(Role.MANAGER), at=noon, reason="Homonymes, vérifié.")

    review.refresh_from_db()
    application.refresh_from_db()
    assert (review.state, review.comment) == (lifecycle.Review.STARTED, "Un début d’avis.")
    assert application.reviews_expected == 1
    assert Entry.objects.filter(event="applications.review.restore").exists()
    assert Letter.objects.get(to=review.reviewer).kind == "applications/readings_assigned"


def test_once_the_file_is_decided_only_the_conflict_is_lifted(noon: datetime) -> None:
    review = a_review(an_application(state=State.ELIGIBLE))
    recuse(review=review, by=review.reviewer, at=noon, reason="Je connais cette personne.")
    Application.objects.update(state=State.REFUSED)

    lift(conflict=Conflict.objects.get(), by=a_person(Role.MANAGER), at=noon, reason="Homonymes, vérifié.")

    review.refresh_from_db()
    assert review.state == lifecycle.Review.RECUSED
    assert not Letter.objects.exists()


def test_a_sheet_already_finished_stops_counting(noon: datetime) -> None:
    """Whoever met the person and is then found in conflict leaves the interview to the other members."""
    campaign = a_campaign(phase=Phase.INTERVIEWS)
    met = an_interview(
        a_slot(a_panel(campaign, members=[a_person(Role.REVIEWER), a_person(Role.REVIEWER)])),
        state=lifecycle.Interview.HELD,
    )
    apart, stays = met.slot.panel.members.all()
    for author, total in ((apart, "100"), (stays, "40")):
        a_sheet(met, author=author, state=lifecycle.Sheet.SUBMITTED, total=total)

    declare(application=met.application, reader=apart, by=a_person(Role.MANAGER), at=noon, reason="Famille.")

    assert Application.objects.get().interview_total == 40
    assert Sheet.objects.get(author=apart).state == lifecycle.Sheet.STARTED


def test_a_conflict_found_after_the_results_changes_no_published_figure(noon: datetime) -> None:
    """A published result is corrected in writing, person by person; it never moves by itself."""
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED)
    file = an_application(state=State.OFFERED, campaign=campaign, total=90, reviews_done=1, reviews_expected=1)
    review = a_review(file, state=lifecycle.Review.SUBMITTED, total="90")

    declare(application=file, reader=review.reviewer, by=a_person(Role.MANAGER), at=noon, reason="Famille.")

    file.refresh_from_db()
    assert (file.total, file.reviews_done) == (90, 1)
    assert not Application.objects.visible_to(review.reviewer).exists()
