"""What readers get of a file before, while and after staff looks at it."""

from datetime import datetime
from functools import partial

import pytest

from applications.actions import read, redact
from applications.actions.redact import NothingToRedact, OriginalChanged, ScoresWritten
from applications.lifecycle import State
from applications.models import Application, MaskedDocument, Redaction
from applications.reading.seen import Seen, neutral_name, piece_of, texts_of
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.build import a_campaign, a_document, a_person, a_review, an_application
from tests.races import at_once

pytestmark = pytest.mark.django_db
FIELDS = Redaction.Field.values


def a_file(**fields: object) -> Application:
    said = {"motivation": "Je suis Camille Besson, du club de voile de Pornic."}
    return an_application(state=State.ELIGIBLE, **{**said, **fields})


def copies(**changed: str) -> dict[str, str]:
    return {**dict.fromkeys(FIELDS, ""), **changed}


def looked_at(application: Application, at: datetime, *, by: User | None = None, **changed: str) -> Application:
    by = by or a_person(Role.MANAGER)
    return redact.check(application=application, copies=copies(**changed), seen=application.version, by=by, at=at)


def motivation(application: Application) -> str:
    return texts_of(Application.objects.get(pk=application.pk))["motivation"].words


# -- Texts


def test_before_anybody_looks_readers_get_the_automatic_copy() -> None:
    assert motivation(a_file()) == "Je suis [nom], du club de voile de Pornic."


def test_what_staff_wrote_replaces_the_automatic_copy(noon: datetime) -> None:
    application = a_file()

    looked_at(application, noon, motivation="Je suis [nom], d’un club de voile.")

    assert motivation(application) == "Je suis [nom], d’un club de voile."


@pytest.mark.parametrize("changed", [{"motivation": "Camille Besson, toujours."}, {"last_name": "Voile"}])
def test_a_changed_original_or_name_closes_the_copy_again(noon: datetime, changed: dict[str, str]) -> None:
    application = looked_at(a_file(), noon, motivation="Copie de l’équipe.")
    Application.objects.filter(pk=application.pk).update(**changed)

    assert "Copie de l’équipe." not in motivation(application)
    assert "Camille" not in motivation(application)
    assert not Redaction.objects.whole_files().exists()


def test_a_file_is_checked_once_each_of_its_texts_was_looked_at(noon: datetime) -> None:
    waiting, done = a_file(), looked_at(a_file(), noon)

    assert set(Redaction.objects.whole_files()) == {done.pk}
    assert not all(text.is_checked for text in texts_of(waiting).values())


def test_when_the_reading_is_not_anonymous_readers_get_what_was_written(noon: datetime) -> None:
    application = looked_at(a_file(), noon, motivation="Copie de l’équipe.")
    redact.choose(campaign=application.campaign, anonymous=False, by=a_person(Role.MANAGER), at=noon)

    assert motivation(application).startswith("Je suis Camille Besson")


def test_looking_at_a_file_is_written_down_without_its_words(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)

    looked_at(a_file(version=4), noon, by=manager)

    entry = Entry.objects.get(event="applications.redaction.check")
    assert (entry.by, entry.facts) == (manager, {"version": 4})


def test_a_copy_of_a_text_that_has_just_changed_is_refused(noon: datetime) -> None:
    application = a_file(version=2)

    with pytest.raises(OriginalChanged):
        redact.check(application=application, copies=copies(), seen=1, by=a_person(Role.MANAGER), at=noon)

    assert not Redaction.objects.exists()


def test_a_file_that_left_is_not_prepared_any_more(noon: datetime) -> None:
    with pytest.raises(NothingToRedact):
        looked_at(an_application(state=State.WITHDRAWN), noon)


# -- Documents


def test_a_document_is_masked_hidden_and_shown_again(noon: datetime) -> None:
    document, manager = a_document(a_file()), a_person(Role.MANAGER)
    masked = a_document(a_file()).file
    decide = {"document": document, "by": manager, "at": noon}

    redact.mask(**decide, file=masked, seen=document.file.sha256)
    assert piece(document) == (masked, True)
    redact.hide(**decide, seen=document.file.sha256)
    assert piece(document) == (None, True)
    redact.show(**decide)
    assert piece(document) == (document.file, False)
    events = Entry.objects.filter(event__startswith="applications.document").order_by("pk")
    assert [entry.event.rsplit(".")[-1] for entry in events] == ["mask", "hide", "show"]


def test_a_document_replaced_after_it_was_masked_is_hidden_until_staff_looks(noon: datetime) -> None:
    document, other = a_document(a_file()), a_document(a_file())
    copy = a_document(a_file()).file
    redact.mask(document=document, file=copy, seen=document.file.sha256, by=a_person(Role.MANAGER), at=noon)
    type(copy).objects.filter(pk=document.file_id).update(sha256="f" * 64)

    assert piece(document) == (None, True)
    assert piece(other) == (other.file, False)


def test_a_document_that_was_replaced_meanwhile_is_not_masked(noon: datetime) -> None:
    document = a_document(a_file())

    with pytest.raises(OriginalChanged):
        redact.hide(document=document, seen="0" * 64, by=a_person(Role.MANAGER), at=noon)

    assert not MaskedDocument.objects.exists()


def test_readers_know_a_document_by_its_file_and_its_kind() -> None:
    document = a_document(a_file())
    document.type.name = "Relevés S1/S2"

    expected = f"dossier {document.application.number}, Relevés S1-S2.pdf"
    assert neutral_name(document, document.file) == expected


def piece(document: object) -> tuple[object, bool]:
    [found] = Seen.of(Application.objects.get(pk=document.application_id)).pieces  # type: ignore[attr-defined]
    assert found == piece_of(found.document)
    return found.file, found.is_masked


# -- The choice


def test_the_choice_is_fixed_by_the_first_score(noon: datetime) -> None:
    review = a_review(a_file())
    campaign, manager = review.application.campaign, a_person(Role.MANAGER)
    redact.choose(campaign=campaign, anonymous=False, by=manager, at=noon)
    redact.choose(campaign=campaign, anonymous=True, by=manager, at=noon)
    read.save(review=review, marks={review.rubric.criteria.first().pk: 3}, by=review.reviewer, at=noon)

    with pytest.raises(ScoresWritten):
        redact.choose(campaign=campaign, anonymous=False, by=manager, at=noon)

    campaign.refresh_from_db()
    assert campaign.anonymous_reading
    assert Entry.objects.filter(event="applications.campaign.choose_reading").count() == 2


def test_a_new_campaign_is_read_without_names() -> None:
    assert a_campaign().anonymous_reading


# -- Two at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_say_it_together_leave_one_copy_a_text(noon: datetime) -> None:
    application = a_file()

    at_once([partial(looked_at, application, noon, motivation=f"Copie {n}.") for n in range(2)])

    assert Redaction.objects.count() == len(FIELDS)
    assert motivation(application) in {"Copie 0.", "Copie 1."}
