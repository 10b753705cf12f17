"""A reading is of the version that was read."""

from datetime import datetime

import pytest

from applications.actions import reread
from applications.actions.read import FileChanged, save, submit
from applications.actions.reread import ChangedAgain, NothingToReread, ReadingsClosed
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, Review, Snapshot
from applications.reading.differences import Kind
from applications.reading.rereading import since
from applications.reading.seen import Seen
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.build import a_document, a_person, a_review, an_application

pytestmark = pytest.mark.django_db


def a_scored_reading(noon: datetime, **fields: object) -> Review:
    review = a_review(an_application(state=State.ELIGIBLE, **fields))
    return save(review=review, marks=marks(review), by=review.reviewer, at=noon, seen=review.application.version)


def a_finished_reading(noon: datetime, **fields: object) -> Review:
    review = a_scored_reading(noon, **fields)
    return submit(review=review, by=review.reviewer, at=noon)


def marks(review: Review) -> dict[int, int | None]:
    return {criterion.pk: 3 for criterion in review.rubric.criteria.all()}


def corrected(review: Review, **fields: object) -> Application:
    """The person answers a correction."""
    application = Application.objects.get(pk=review.application_id)
    for name, value in {**fields, "version": application.version + 1}.items():
        setattr(application, name, value)
    application.save()
    return application


def changes(review: Review) -> list[tuple[str, list[tuple[Kind, str]]]]:
    review = Review.objects.get(pk=review.pk)
    found = since(review.version_read, Seen.of(review.application))
    assert found.is_kept
    return [(one.title, [(piece.kind, piece.words) for piece in one.pieces]) for one in found.changes]


def test_the_first_score_keeps_what_readers_saw_without_the_name(noon: datetime) -> None:
    review = a_scored_reading(noon, motivation="Moi, Camille Besson, je veux servir.", version=3)

    [kept] = Snapshot.objects.all()
    assert (kept.application_id, kept.version, kept.at) == (review.application_id, 3, noon)
    assert kept.content["texts"]["motivation"]["words"] == "Moi, [nom], je veux servir."
    assert "Besson" not in str(kept.content)


def test_a_version_is_kept_once_and_as_it_was(noon: datetime) -> None:
    review = a_scored_reading(noon, motivation="Avant.")
    Application.objects.update(motivation="Après.")  # without counting a change
    submit(review=review, by=review.reviewer, at=noon)

    assert [kept.content["texts"]["motivation"]["words"] for kept in Snapshot.objects.all()] == ["Avant."]


def test_what_the_person_changed_is_told_word_by_word(noon: datetime) -> None:
    review = a_finished_reading(noon, motivation="Moi, Camille, je veux servir.")

    corrected(review, motivation="Moi, Camille, je souhaite servir.")

    assert changes(review) == [
        (
            "Lettre de motivation",
            [
                (Kind.SAME, "Moi, [nom], je "),
                (Kind.REMOVED, "veux "),
                (Kind.ADDED, "souhaite "),
                (Kind.SAME, "servir."),
            ],
        )
    ]


def test_facts_and_documents_are_compared_too(noon: datetime) -> None:
    review = a_review(an_application(state=State.ELIGIBLE, speciality="Génie civil"))
    document = a_document(review.application)
    save(review=review, marks=marks(review), by=review.reviewer, at=noon)

    corrected(review, speciality="Matériaux")
    type(document.file).objects.update(sha256="e" * 64)

    assert [title for title, _ in changes(review)] == ["Département ou spécialité", document.type.name]


def test_a_change_readers_cannot_see_is_none(noon: datetime) -> None:
    review = a_finished_reading(noon)

    corrected(review, phone="07 00 00 00 00")

    assert changes(review) == []


def test_a_version_that_was_not_kept_is_said_not_to_be(noon: datetime) -> None:
    review = a_finished_reading(noon)
    corrected(review, motivation="Autre.")
    Snapshot.objects.all().delete()

    found = since(review.version_read, Seen.of(Application.objects.get(pk=review.application_id)))

    assert found.is_needed
    assert not found.is_kept


def test_a_page_opened_before_the_change_scores_the_version_it_shows(noon: datetime) -> None:
    review = a_scored_reading(noon)
    corrected(review, motivation="Autre.")

    save(review=review, marks=marks(review), by=review.reviewer, at=noon, seen=1)

    review.refresh_from_db()
    assert review.version_read == 1


def test_a_reading_is_not_finished_on_a_page_that_is_out_of_date(noon: datetime) -> None:
    review = a_scored_reading(noon)
    corrected(review, motivation="Autre.")

    with pytest.raises(FileChanged):
        submit(review=review, by=review.reviewer, at=noon, seen=1)


def test_a_change_readers_cannot_see_does_not_stop_them(noon: datetime) -> None:
    review = a_scored_reading(noon)
    corrected(review, phone="07 00 00 00 00")

    assert submit(review=review, by=review.reviewer, at=noon, seen=1).version_read == 2


def test_having_read_again_is_written_down_and_keeps_the_scores(noon: datetime) -> None:
    review = a_finished_reading(noon)
    corrected(review, motivation="Autre.")

    reread.acknowledge(review=review, seen=2, by=review.reviewer, at=noon)

    review.refresh_from_db()
    assert (review.version_read, review.state, str(review.total)) == (2, "submitted", "50.000")
    assert changes(review) == []
    assert Entry.objects.get(event="applications.review.acknowledge").facts == {"version": 2}


def test_what_changed_again_meanwhile_is_not_acknowledged(noon: datetime) -> None:
    review = a_finished_reading(noon)
    corrected(review, motivation="Autre.")

    with pytest.raises(ChangedAgain):
        reread.acknowledge(review=review, seen=1, by=review.reviewer, at=noon)


def test_a_reader_is_asked_once_a_version_to_look_again(noon: datetime) -> None:
    review, manager = a_finished_reading(noon), a_person(Role.MANAGER)
    corrected(review, motivation="Autre.")

    for _ in range(2):
        reread.ask_again(review=review, by=manager, at=noon)

    [letter] = Letter.objects.filter(kind="applications/reading_again")
    assert letter.to == review.reviewer
    assert letter.context["number"] == review.application.number


def test_nobody_is_asked_when_the_phase_lets_nobody_score(noon: datetime) -> None:
    review = a_finished_reading(noon)
    corrected(review, motivation="Autre.")
    Campaign.objects.update(phase=Phase.JURY)

    with pytest.raises(ReadingsClosed):
        reread.ask_again(review=review, by=a_person(Role.MANAGER), at=noon)

    assert not Letter.objects.filter(kind="applications/reading_again").exists()


def test_nobody_is_asked_about_the_version_they_read(noon: datetime) -> None:
    with pytest.raises(NothingToReread):
        reread.ask_again(review=a_finished_reading(noon), by=a_person(Role.MANAGER), at=noon)
