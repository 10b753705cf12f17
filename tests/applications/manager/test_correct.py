from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import lifecycle
from applications.actions import correct as actions
from applications.lifecycle import State
from applications.models import Correction
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role
from tests.build import a_campaign, a_correction, a_person, an_application
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_a_document_is_asked_again_and_the_person_told_in_their_language(noon: datetime) -> None:
    campaign = a_campaign(document_types=1)
    campaign.document_types.update(name_en="Transcripts")
    application = an_application(campaign=campaign, state=State.SUBMITTED, candidate=a_person(language="en"))

    correction = actions.ask(
        application=application,
        by=a_person(Role.MANAGER),
        at=noon,
        words="La page 2 est coupée.",
        due_at=noon + WEEK,
        document_type=campaign.document_types.get(),
    )

    letter = Letter.objects.get()
    body = render(letter).body
    assert (letter.kind, letter.to) == ("applications/correction_asked", application.candidate)
    assert "Transcripts" in body
    assert "La page 2 est coupée." in body
    assert Entry.objects.get().event == "applications.correction.ask"
    assert correction.state == lifecycle.Correction.ASKED


@pytest.mark.parametrize("state", [State.OFFERED, State.WITHDRAWN, State.INELIGIBLE])
def test_a_file_out_of_the_selection_is_not_corrected(state: State, noon: datetime) -> None:
    with pytest.raises(actions.NothingToCorrect):
        actions.ask(
            application=an_application(state=state),
            by=a_person(Role.MANAGER),
            at=noon,
            words="?",
            due_at=noon + WEEK,
            section="studies",
        )

    assert not Letter.objects.exists()


def test_a_date_in_the_past_is_refused(noon: datetime) -> None:
    with pytest.raises(actions.DueInThePast):
        actions.ask(
            application=an_application(state=State.SUBMITTED),
            by=a_person(Role.MANAGER),
            at=noon,
            words="?",
            due_at=noon,
            section="studies",
        )


def test_an_answered_correction_is_settled_once(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    correction = a_correction(an_application(state=State.SUBMITTED), state=lifecycle.Correction.ANSWERED)

    settled = actions.settle(correction=correction, by=manager, at=noon)

    assert settled.state == lifecycle.Correction.SETTLED
    with pytest.raises(IllegalMove):
        actions.settle(correction=correction, by=manager, at=noon)


def ask_twice(at: datetime, monkeypatch: pytest.MonkeyPatch) -> list[Correction | str]:
    """Two people ask the same thing, both having seen that nobody had."""
    application, manager = an_application(state=State.SUBMITTED), a_person(Role.MANAGER)
    meet_after(monkeypatch, actions, "_refuse_twice", 2)

    def ask() -> Correction:
        return actions.ask(application=application, by=manager, at=at, words="?", due_at=at + WEEK, section="studies")

    return at_once([ask, ask])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_ask_the_same_thing_once(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ask_twice(noon, monkeypatch)

    assert (answers.count(REFUSED), Correction.objects.count(), Letter.objects.count()) == (1, 1, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_thing_is_asked_twice(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_held", lambda application: application)

    ask_twice(noon, monkeypatch)

    assert Correction.objects.count() == 2


def test_the_page_asks_and_comes_back_to_the_file(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    application = an_application(state=State.SUBMITTED)
    due = timezone.localdate() + WEEK
    typed = {"what": "section:studies", "words": "Précisez l’année.", "due_on": due.isoformat()}

    answer = client.post(reverse("applications:ask_correction", args=[application.pk]), typed)

    correction = Correction.objects.get()
    assert answer.url == reverse("applications:one", args=[application.pk])
    assert (correction.section, correction.what) == ("studies", "Études à l’école")
    assert timezone.localtime(correction.due_at).date() == due + timedelta(days=1)


def test_the_page_refuses_beside_the_field(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    application = an_application(state=State.SUBMITTED)
    typed = {"what": "section:studies", "words": "?", "due_on": "2020-01-01"}

    form = client.post(reverse("applications:ask_correction", args=[application.pk]), typed).context["form"]

    assert "passée" in form.errors["due_on"][0]


def test_a_document_of_another_campaign_cannot_be_asked(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    foreign = a_campaign(document_types=1).document_types.get()
    application = an_application(state=State.SUBMITTED)
    typed = {"what": f"document:{foreign.pk}", "words": "?", "due_on": "2030-01-01"}

    client.post(reverse("applications:ask_correction", args=[application.pk]), typed)

    assert not Correction.objects.exists()
