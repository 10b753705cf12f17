from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from applications import lifecycle
from applications.actions import remark as actions
from applications.actions.sitting import leave
from applications.lifecycle import Phase, State
from applications.models import Application, Remark, Review, Sitting
from applications.models.remark import circle, levels_of
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role, User
from tests.build import a_campaign, a_conflict, a_person, a_remark, a_review, a_sitting, an_application
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
Level = Remark.Level
SUBMITTED = lifecycle.Review.SUBMITTED
WORDS = "Sa conduite du chantier me paraît décisive."


def a_file(phase: Phase = Phase.CALIBRATION) -> Application:
    return an_application(state=State.ELIGIBLE, campaign=a_campaign(phase=phase), last_name="Secretname")


def a_reader_of(file: Application, state: lifecycle.Review = SUBMITTED) -> User:
    return a_review(file, state=state, total="64.2").reviewer


def say(file: Application, by: User, at: datetime, level: Level = Level.READERS, *mentioned: User) -> Remark:
    return actions.write(application=file, by=by, at=at, level=level, words=WORDS, mentioned=mentioned)


def test_a_remark_reaches_the_others_who_have_finished_the_file(noon: datetime) -> None:
    file = a_file()
    author, colleague = a_reader_of(file), a_reader_of(file)

    remark = say(file, author, noon)

    assert list(Remark.objects.visible_to(colleague)) == [remark]
    assert Entry.objects.get(event="applications.remark.write").by == author


def test_the_journal_keeps_no_word_of_it(noon: datetime) -> None:
    file = a_file()

    say(file, a_reader_of(file), noon)

    assert WORDS not in str(Entry.objects.values_list("facts", flat=True))


def test_who_is_mentioned_is_told_where_and_nothing_else(noon: datetime) -> None:
    file = a_file()
    author, colleague = a_reader_of(file), a_reader_of(file)

    say(file, author, noon, Level.READERS, colleague)

    letter = Letter.objects.get()
    said = render(letter)
    text = f"{said.subject} {said.body} {letter.context}"
    assert letter.to == colleague
    assert file.number in said.body
    assert f"/dossiers/{file.pk}/echanges/" in said.body
    assert WORDS not in text
    assert "Secretname" not in text
    assert "64" not in said.body.replace(str(file.pk), "")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_letter_is_written_in_both_languages(language: str, noon: datetime) -> None:
    file = a_file()
    manager = a_person(Role.MANAGER, language=language)

    say(file, a_reader_of(file), noon, Level.MANAGERS, manager)

    assert file.number in render(Letter.objects.get()).subject


def test_somebody_outside_the_circle_cannot_be_mentioned(noon: datetime) -> None:
    file = a_file()
    author, colleague = a_reader_of(file), a_reader_of(file)

    with pytest.raises(actions.NotInTheCircle, match=str(colleague)):
        say(file, author, noon, Level.MANAGERS, colleague)

    assert (Remark.objects.count(), Letter.objects.count()) == (0, 0)


@pytest.mark.parametrize("phase", [Phase.ELIGIBILITY, Phase.READING, Phase.CLOSED])
def test_until_scores_are_shared_a_reader_writes_to_the_managers_only(phase: Phase, noon: datetime) -> None:
    file = a_file(phase)
    reader = a_reader_of(file)

    with pytest.raises(actions.NotYourCircle, match="terminez"):
        say(file, reader, noon)

    assert say(file, reader, noon, Level.MANAGERS).level == Level.MANAGERS


def test_a_reader_who_has_not_finished_writes_to_the_managers_only(noon: datetime) -> None:
    file = a_file()
    reader = a_reader_of(file, lifecycle.Review.STARTED)

    with pytest.raises(actions.NotYourCircle):
        say(file, reader, noon)

    assert levels_of(reader, file) == [Level.MANAGERS]


def test_a_reader_never_writes_for_the_jury(noon: datetime) -> None:
    file = a_file()

    with pytest.raises(actions.NotYourCircle):
        say(file, a_reader_of(file), noon, Level.JURY)


def test_somebody_in_conflict_writes_nothing(noon: datetime) -> None:
    file, president = a_file(), a_person(Role.JURY_PRESIDENT)
    a_conflict(file, reviewer=president)

    for level in Level:
        with pytest.raises(actions.NotYourCircle):
            say(file, president, noon, level)


# -- Who reads what


def cast(file: Application) -> dict[str, User]:
    """Everybody who could want to read, with and without the right."""
    found = {role.value: a_person(role) for role in Role}
    found["finished"] = a_reader_of(file)
    found["under way"] = a_reader_of(file, lifecycle.Review.STARTED)
    found["conflicted reader"] = a_reader_of(file)
    found["conflicted manager"] = a_person(Role.MANAGER)
    found["conflicted president"] = a_person(Role.JURY_PRESIDENT)
    for name, person in found.items():
        if name.startswith("conflicted"):
            a_conflict(file, reviewer=person)
    found["the candidate"] = file.candidate
    return found


READS = {
    Level.READERS: {"manager", "jury_president", "finished"},
    Level.JURY: {"manager", "jury_president"},
    Level.MANAGERS: {"manager"},
}


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("level", list(Level))
def test_a_remark_is_read_by_its_circle_and_by_nobody_else(level: Level, phase: Phase) -> None:
    file = a_file(phase)
    people = cast(file)
    a_remark(file, level=level)
    expected = READS[level] if file.campaign.rights.see_others_scores else READS[level] - {"finished"}

    readers = {name for name, person in people.items() if Remark.objects.visible_to(person).exists()}

    assert readers == expected
    assert readers == {name for name, person in people.items() if circle(file, [level]).filter(pk=person.pk).exists()}


def at_the_table(file: Application) -> tuple[Sitting, dict[str, User]]:
    """A meeting about this file: one member is there, one has not come, one is in conflict with it."""
    people = {name: a_person(Role.REVIEWER) for name in ("there", "conflicted", "absent")}
    a_conflict(file, reviewer=people["conflicted"])
    president = a_person(Role.JURY_PRESIDENT)
    return a_sitting(file.campaign, people=[president, *people.values()], president=president, present=3), people


def test_the_members_who_are_there_read_what_is_written_for_the_jury(noon: datetime) -> None:
    file = a_file(Phase.JURY)
    _, people = at_the_table(file)

    remark = say(file, people["there"], noon, Level.JURY)

    for name, reads in (("there", True), ("conflicted", False), ("absent", False)):
        assert Remark.objects.visible_to(people[name]).filter(pk=remark.pk).exists() == reads
        assert circle(file, [Level.JURY]).filter(pk=people[name].pk).exists() == reads


def test_the_members_read_nothing_more_once_the_meeting_is_over(noon: datetime) -> None:
    file = a_file(Phase.JURY)
    sitting, people = at_the_table(file)
    a_remark(file, level=Level.JURY)

    Sitting.objects.filter(pk=sitting.pk).update(**{"state": lifecycle.Sitting.CLOSED, "closed_at": noon})

    assert not Remark.objects.visible_to(people["there"]).exists()
    with pytest.raises(actions.NotYourCircle):
        say(file, people["there"], noon, Level.JURY)


def test_a_reader_of_another_file_reads_nothing_of_this_one() -> None:
    file = a_file()
    a_remark(file)
    elsewhere = a_reader_of(an_application(state=State.ELIGIBLE, campaign=file.campaign))

    assert not Remark.objects.visible_to(elsewhere).exists()


def test_a_remark_reads_one_s_own_words_even_to_the_managers(noon: datetime) -> None:
    file = a_file(Phase.READING)
    reader = a_reader_of(file)

    remark = say(file, reader, noon, Level.MANAGERS)

    assert list(Remark.objects.visible_to(reader)) == [remark]


# -- Not sharing a reading


def a_contested_reading() -> tuple[Review, User]:
    file = a_file()
    return a_review(file, state=SUBMITTED), a_reader_of(file)


def object_to(review: Review, by: User, at: datetime) -> Remark:
    return actions.disagree(review=review, by=by, at=at, level=Level.READERS, words=WORDS)


def test_a_reading_is_contested_with_a_reason(noon: datetime) -> None:
    review, colleague = a_contested_reading()

    remark = object_to(review, colleague, noon)

    assert (remark.about, remark.disagrees) == (review, True)
    assert Entry.objects.get().event == "applications.remark.disagree"


def test_a_reading_is_contested_once_a_person(noon: datetime) -> None:
    review, colleague = a_contested_reading()
    object_to(review, colleague, noon)

    with pytest.raises(actions.AlreadySaid):
        object_to(review, colleague, noon)


def test_a_withdrawn_disagreement_can_be_said_anew(noon: datetime) -> None:
    review, colleague = a_contested_reading()
    actions.withdraw(remark=object_to(review, colleague, noon), by=colleague, at=noon)

    object_to(review, colleague, noon)

    assert Remark.objects.disagreements().count() == 1


def test_one_s_own_reading_is_not_contested(noon: datetime) -> None:
    review, _ = a_contested_reading()

    with pytest.raises(actions.NotYourCircle):
        object_to(review, review.reviewer, noon)


def test_an_unfinished_reading_is_not_contested(noon: datetime) -> None:
    file = a_file()
    review = a_review(file, state=lifecycle.Review.STARTED)

    with pytest.raises(actions.NotYourCircle):
        object_to(review, a_reader_of(file), noon)


def test_before_scores_are_shared_no_reading_is_contested(noon: datetime) -> None:
    file = a_file(Phase.READING)

    with pytest.raises(actions.NotYourCircle):
        object_to(a_review(file, state=SUBMITTED), a_reader_of(file), noon)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_reading_contested_in_two_windows_is_contested_once(noon: datetime) -> None:
    review, colleague = a_contested_reading()

    answers = at_once([partial(object_to, review, colleague, noon)] * 2)

    assert answers.count(REFUSED) == 1
    assert Remark.objects.disagreements().count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_window_breaks(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: only the database's own witness is left, and it gives no reason."""
    review, colleague = a_contested_reading()
    monkeypatch.setattr(actions, "_held", lambda application: application)
    meet_after(monkeypatch, actions, "levels_of", hands=2)

    with pytest.raises(IntegrityError):
        at_once([partial(object_to, review, colleague, noon)] * 2)


# -- Correcting and withdrawing


def test_a_remark_is_corrected_in_the_quarter_of_an_hour_and_says_so(noon: datetime) -> None:
    remark = a_remark(a_file())
    last = remark.at + timedelta(minutes=15, microseconds=-1)

    corrected = actions.correct(remark=remark, by=remark.author, at=last, words="Mieux dit.")

    assert (corrected.words, corrected.edited_at) == ("Mieux dit.", last)
    assert Entry.objects.get().event == "applications.remark.correct"


def test_a_remark_is_not_corrected_later(noon: datetime) -> None:
    remark = a_remark(a_file())

    with pytest.raises(actions.TooLate, match="quart d’heure"):
        actions.correct(remark=remark, by=remark.author, at=remark.at + timedelta(minutes=15), words="Trop tard.")

    remark.refresh_from_db()
    assert remark.words != "Trop tard."


def test_a_withdrawn_remark_leaves_its_trace(noon: datetime) -> None:
    remark = a_remark(a_file())

    withdrawn = actions.withdraw(remark=remark, by=remark.author, at=noon)

    assert withdrawn.withdrawn_at == noon
    assert Remark.objects.filter(pk=remark.pk).exists()
    assert Entry.objects.get().event == "applications.remark.withdraw"


def test_a_remark_is_withdrawn_once(noon: datetime) -> None:
    remark = actions.withdraw(remark=(said := a_remark(a_file())), by=said.author, at=noon)

    with pytest.raises(actions.TooLate):
        actions.withdraw(remark=remark, by=remark.author, at=noon)
    with pytest.raises(actions.TooLate):
        actions.correct(remark=remark, by=remark.author, at=noon, words="Encore.")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_remark_withdrawn_twice_at_once_is_withdrawn_once(noon: datetime) -> None:
    remark = a_remark(a_file())

    answers = at_once([partial(actions.withdraw, remark=remark, by=remark.author, at=noon)] * 2)

    assert answers.count(REFUSED) == 1
    assert Entry.objects.filter(event="applications.remark.withdraw").count() == 1


def test_a_member_who_has_left_the_meeting_reads_nothing_more(noon: datetime) -> None:
    file = a_file(Phase.JURY)
    sitting, people = at_the_table(file)
    a_remark(file, level=Level.JURY)
    assert Remark.objects.visible_to(people["there"]).exists()

    leave(sitting=sitting, person=people["there"], by=sitting.president, at=noon)

    assert not Remark.objects.visible_to(people["there"]).exists()
