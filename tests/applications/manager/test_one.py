from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from applications.lifecycle import Interview, Offer, Phase, Review, Sheet, State
from applications.models import Branch, BranchWish, Document, EligibilityCheck, Score
from portal.journal.record import record
from portal.people.models import Role, User
from portal.vault.models import StoredFile
from tests.build import (
    NOON,
    a_campaign,
    a_correction,
    a_decision,
    a_panel,
    a_person,
    a_result,
    a_review,
    a_rubric,
    a_sheet,
    a_slot,
    an_application,
    an_interview,
    an_invited_file,
    an_offer,
)

pytestmark = pytest.mark.django_db


def a_full_application(*, of_each: int, manager: User) -> int:
    """A file with everything on it, `of_each` times."""
    campaign = a_campaign(document_types=of_each)
    rubric = a_rubric(campaign, criteria=of_each)
    application = an_application(campaign=campaign, state=State.OFFERED)
    for position, branch in enumerate(list(Branch)[:of_each], start=1):
        BranchWish.objects.create(application=application, branch=branch, position=position)
    for type_ in campaign.document_types.all():
        stored = StoredFile.objects.create(
            owner=application.candidate,
            name="cv.pdf",
            content_type="application/pdf",
            size=1,
            sha256="",
            stored_at=NOON,
        )
        Document.objects.create(application=application, type=type_, file=stored, given_at=NOON)
    for topic in list(EligibilityCheck.Topic)[:of_each]:
        EligibilityCheck.objects.create(application=application, topic=topic, verdict="met", by=manager, at=NOON)
    for _ in range(of_each):
        a_correction(application)
        review = a_review(application, rubric=rubric, state=Review.SUBMITTED, total="80")
        Score.objects.bulk_create(Score(review=review, criterion=one, value=4) for one in rubric.criteria.all())
        record("applications.application.save", application, by=application.candidate, at=NOON)
    a_decision(application)
    an_offer(application, state=Offer.OPEN)
    return application.pk


@pytest.mark.parametrize("of_each", [1, 3])
@pytest.mark.parametrize("role", [Role.MANAGER, Role.JURY_PRESIDENT])
def test_the_page_costs_the_same_with_one_or_three_of_each(
    of_each: int, role: Role, client: Client, django_assert_num_queries
) -> None:
    reader = a_person(role)
    client.force_login(reader)
    address = reverse("applications:one", args=[a_full_application(of_each=of_each, manager=a_person(Role.MANAGER))])

    with django_assert_num_queries(2 + 9):  # one more for the results from outside
        client.get(address)


def test_the_page_says_everything_but_the_equality_data(client: Client) -> None:
    manager = a_person(Role.MANAGER)
    client.force_login(manager)
    pk = a_full_application(of_each=2, manager=manager)

    page = client.get(reverse("applications:one", args=[pk])).text

    for words in (
        "Infanterie",
        "Pièce 0",
        "Remplie",
        "La date n’est pas lisible",
        "Critère 1",
        "Liste principale",
        "Dossier modifié",
    ):
        assert words in page


def test_the_page_shows_who_met_the_person_and_what_they_wrote(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    interview = an_interview(a_slot(a_panel(a_campaign(phase=Phase.INTERVIEWS))), state=Interview.HELD)
    written = a_sheet(interview, state=Sheet.SUBMITTED, total="72.5")
    begun = a_sheet(interview, author=a_person(Role.REVIEWER))

    page = client.get(reverse("applications:one", args=[interview.application_id])).text

    assert interview.slot.panel.name in page
    assert reverse("applications:slot", args=[interview.slot_id]) in page
    assert f"{written.author}</h3><p>Terminée, <strong>72,5" in page
    assert str(begun.author) not in page


def test_a_note_that_counts_the_interview_is_not_called_the_mean_of_the_readings(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    file = an_application(state=State.ELIGIBLE, total=70, reading_total=100, interview_total=25)

    page = client.get(reverse("applications:one", args=[file.pk])).text

    assert "<dt>70,0</dt><dd>note sur 100, lectures et entretien</dd>" in page
    assert "<dt>100,0</dt><dd>moyenne des lectures terminées</dd>" in page


def test_somebody_invited_without_an_hour_can_be_given_one(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    invited = an_invited_file(a_campaign(phase=Phase.INTERVIEWS))

    page = client.get(reverse("applications:one", args=[invited.pk])).text

    assert reverse("applications:choose_hour", args=[invited.pk]) in page


def test_an_interview_costs_the_page_three_queries_however_many_met_the_person(
    client: Client, django_assert_num_queries
) -> None:
    client.force_login(a_person(Role.MANAGER))
    interview = an_interview(a_slot(a_panel(a_campaign(phase=Phase.INTERVIEWS))), state=Interview.HELD)
    for _ in range(3):
        a_sheet(interview, author=a_person(Role.REVIEWER), state=Sheet.SUBMITTED, total="72.5")

    with django_assert_num_queries(2 + 8 - 1 + 3):  # no reading, hence no score
        client.get(reverse("applications:one", args=[interview.application_id]))


@pytest.mark.parametrize(("role", "notes"), [(Role.MANAGER, True), (Role.JURY_PRESIDENT, False)])
def test_results_from_outside_are_on_the_page_and_what_bars_the_way_stands_out(
    role: Role, notes: bool, client: Client
) -> None:
    client.force_login(a_person(role))
    file = an_application(state=State.ELIGIBLE)
    a_result(file, trial="medical", verdict="not_fit")
    a_result(file, trial="english", verdict="C1")

    page = client.get(reverse("applications:one", args=[file.pk])).text

    assert '<span class="g-tag g-tag-act">inapte</span>' in page
    assert "C1" in page
    assert (reverse("applications:enter_results", args=[file.pk]) in page) is notes


def test_a_draft_answers_like_a_file_that_does_not_exist(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    draft = an_application()

    assert client.get(reverse("applications:one", args=[draft.pk])).status_code == 404
    assert client.get(reverse("applications:one", args=[draft.pk + 999])).status_code == 404


def test_the_history_is_in_words_newest_first(client: Client, noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    client.force_login(manager)
    application = an_application(state=State.ELIGIBLE)
    record("applications.application.submit", application, by=application.candidate, at=noon)
    record("applications.application.declare_eligible", application, by=manager, at=noon)
    record("something.nobody.knows", application, by=manager, at=noon)

    moments = client.get(reverse("applications:one", args=[application.pk])).context["history"]

    assert [str(moment.words) for moment in moments] == ["Dossier déclaré recevable", "Dossier déposé"]
