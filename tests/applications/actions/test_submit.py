from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from applications.actions import submit as module
from applications.actions.submit import (
    AlreadySubmitted,
    CampaignClosed,
    ConditionNotMet,
    FileIncomplete,
    submit,
)
from applications.lifecycle import State
from applications.models import Application, Campaign
from portal.journal.models import Entry
from portal.outbox.models import Letter
from tests.build import PARIS, a_campaign, a_ready_file, an_application

pytestmark = pytest.mark.django_db


def test_hands_the_draft_in_and_notes_the_hour(noon: datetime) -> None:
    draft = a_ready_file()

    submitted = submit(application=draft, by=draft.candidate, at=noon)

    assert (submitted.state, submitted.submitted_at) == (State.SUBMITTED, noon)


def test_leaves_one_entry_in_the_journal(noon: datetime) -> None:
    draft = a_ready_file()

    submit(application=draft, by=draft.candidate, at=noon)

    entry = Entry.objects.get()
    assert (entry.event, entry.by, entry.at) == ("applications.application.submit", draft.candidate, noon)


def test_promises_the_candidate_one_receipt(noon: datetime) -> None:
    draft = a_ready_file()

    submit(application=draft, by=draft.candidate, at=noon)

    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == ("applications/received", draft.candidate)
    assert letter.context["number"] == draft.number


@pytest.mark.parametrize("state", [state for state in State if state not in {State.DRAFT, State.WITHDRAWN}])
def test_refuses_anything_but_a_draft_and_leaves_no_trace(state: State, noon: datetime) -> None:
    application = an_application(state=state)

    with pytest.raises(AlreadySubmitted):
        submit(application=application, by=application.candidate, at=noon)

    assert not Entry.objects.exists()
    assert not Letter.objects.exists()


def test_refuses_an_incomplete_file_and_names_what_is_missing(noon: datetime) -> None:
    draft = a_ready_file(motivation="")

    with pytest.raises(FileIncomplete, match="lettre de motivation"):
        submit(application=draft, by=draft.candidate, at=noon)


def test_refuses_a_file_without_a_required_document(noon: datetime) -> None:
    draft = a_ready_file(campaign=a_campaign(document_types=1))

    with pytest.raises(FileIncomplete, match="Pièce 0"):
        submit(application=draft, by=draft.candidate, at=noon)


def test_a_document_that_may_wait_does_not_block(noon: datetime) -> None:
    campaign = a_campaign(document_types=1)
    campaign.document_types.update(required=False)
    draft = a_ready_file(campaign=campaign)

    assert submit(application=draft, by=draft.candidate, at=noon).state == State.SUBMITTED


def test_refuses_when_a_condition_is_surely_not_met_and_says_which(noon: datetime) -> None:
    draft = a_ready_file(birth_date=date(1999, 1, 1))

    with pytest.raises(ConditionNotMet, match="28 ans"):
        submit(application=draft, by=draft.candidate, at=noon)


LAST_DAYS = [
    (2026, 1, 31),
    (2026, 3, 29),
    (2026, 7, 14),
    (2026, 10, 24),
    (2026, 10, 25),
    (2026, 11, 30),
    (2026, 12, 11),
    (2026, 12, 31),
    (2027, 2, 28),
    (2027, 3, 27),
    (2027, 3, 28),
    (2028, 2, 29),
]


@pytest.mark.parametrize("last_day", LAST_DAYS)
def test_t40_a_last_day_is_accepted_to_its_last_instant_in_paris_and_not_beyond(last_day: tuple[int, int, int]) -> None:
    last_instant = datetime(*last_day, 23, 59, 59, 999_999, tzinfo=PARIS)
    closes_at = datetime(*last_day, tzinfo=PARIS) + timedelta(days=1)  # midnight on the clock, whatever the season
    campaign = a_campaign()
    campaign.opens_at, campaign.closes_at = closes_at - timedelta(days=30), closes_at
    campaign.save()
    in_time, late = a_ready_file(campaign=campaign), a_ready_file(campaign=campaign)

    assert submit(application=in_time, by=in_time.candidate, at=last_instant).state == State.SUBMITTED
    with pytest.raises(CampaignClosed, match="23 h 59"):
        submit(application=late, by=late.candidate, at=closes_at)


def test_moves_nothing_when_the_letter_cannot_be_written(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = a_ready_file()
    monkeypatch.setattr(module, "post", broken)

    with pytest.raises(ConnectionError):
        submit(application=draft, by=draft.candidate, at=noon)

    draft.refresh_from_db()
    assert (draft.state, Entry.objects.count()) == (State.DRAFT, 0)


HANDS = 25  # at a time, so that the database has a connection left for each


def hand_in_together(draft: Application, at: datetime) -> list[str]:
    def hand_in(_: int) -> str:
        try:
            return submit(application=draft, by=draft.candidate, at=at).state
        except AlreadySubmitted:
            return "already"
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as hands:
        return sorted(hands.map(hand_in, range(HANDS)))


@pytest.mark.parametrize(("seconds", "taken"), [(-1, True), (0, False), (1, False)])
def test_t40_a_second_before_the_hour_counts_and_the_hour_itself_does_not(
    seconds: int, taken: bool, noon: datetime
) -> None:
    draft = a_ready_file()
    at = draft.campaign.closes_at + timedelta(seconds=seconds)

    with nullcontext() if taken else pytest.raises(CampaignClosed):
        submit(application=draft, by=draft.candidate, at=at)

    draft.refresh_from_db()
    assert (draft.state == State.SUBMITTED) is taken
    assert Letter.objects.count() == int(taken)


def test_t40_a_clock_that_closed_after_the_hour_would_be_seen(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the closing hour taken as still open."""
    monkeypatch.setattr(Campaign, "is_open", lambda self, at: at <= self.closes_at)
    draft = a_ready_file()

    assert submit(application=draft, by=draft.candidate, at=draft.campaign.closes_at).state == State.SUBMITTED


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t30_fifty_presses_give_one_file_and_one_receipt(noon: datetime) -> None:
    draft = a_ready_file()

    assert hand_in_together(draft, noon) == ["already"] * (HANDS - 1) + ["submitted"]
    assert hand_in_together(draft, noon) == ["already"] * HANDS
    assert Entry.objects.filter(event="applications.application.submit").count() == 1
    assert Letter.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t30_without_the_lock_two_hands_both_get_through(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what the race test would see if the row were not held."""
    draft = a_ready_file()
    unlocked = Application.objects.select_related("campaign")
    monkeypatch.setattr(module, "hold", lambda application: unlocked.get(pk=application.pk))
    monkeypatch.setattr(module, "move", forgetful_move)

    assert hand_in_together(draft, noon).count("submitted") > 1


def forgetful_move(
    application: Application, step: object, *, by: object, at: datetime, **changes: object
) -> Application:
    """Writes without looking again, after leaving the others the time to read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.2)")
    assert transaction.get_connection().in_atomic_block
    Application.objects.filter(pk=application.pk).update(**{"state": State.SUBMITTED, **changes})
    application.state = State.SUBMITTED
    return application


def broken(*args: object, **kwargs: object) -> None:
    raise ConnectionError
