from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from applications import lifecycle
from applications.actions import minutes, totals
from applications.explaining import explained
from applications.explaining.explained_paper import paper_of
from applications.explaining.explanation import explain
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision, Score, SheetScore
from portal.people.models import Role, User
from tests.budgets import assert_budget
from tests.build import (
    a_campaign,
    a_conflict,
    a_decision,
    a_panel,
    a_person,
    a_rubric,
    a_scored_review,
    a_sheet,
    a_slot,
    an_application,
    an_interview,
    an_offer,
)

pytestmark = pytest.mark.django_db
OWN, OWN_PDF = "applications:own_explanation", "applications:own_explanation_pdf"


def a_read_file(
    *levels: tuple[int | None, int | None], state: State = State.ELIGIBLE, campaign: Campaign | None = None
) -> Application:
    """Two criteria weighing one third and two thirds, each from 1 to 5; one reading a pair of levels."""
    campaign = campaign or a_campaign(state=lifecycle.Campaign.DECIDED)
    a_rubric(campaign)
    file = an_application(state=state, campaign=campaign)
    for given in levels:
        a_scored_review(file, levels=given)
    file.refresh_from_db()
    return file


def published(file: Application, at: datetime, outcome: Decision.Outcome = Decision.Outcome.ADMITTED) -> Decision:
    decision = a_decision(file, outcome=outcome, waiting_rank=1 if outcome == Decision.Outcome.WAITING else None)
    Decision.objects.filter(pk=decision.pk).update(published_at=at, reason="Un projet net.")
    return decision


def test_points_add_up_to_the_total_of_the_readings() -> None:
    file = a_read_file((4, 2), (5, 3), (3, 5))

    lines = explain(file).lines

    points = sum(line.points or 0 for line in lines)
    assert abs(points - Decimal(str(file.reading_total))) < Decimal("0.001")
    assert [round(line.share) for line in lines] == [33, 67]


def test_a_level_is_the_mean_over_the_readers_with_their_number() -> None:
    first, second = explain(a_read_file((4, 2), (5, 3))).lines

    assert (first.mean, first.people, second.mean) == (Decimal("4.5"), 2, Decimal("2.5"))


def test_what_a_file_does_not_allow_to_judge_counts_for_nothing() -> None:
    first, _ = explain(a_read_file((4, 2), (None, 3), (2, 3))).lines

    assert (first.mean, first.people) == (3, 2)


def test_the_mark_of_a_single_reader_is_not_shown() -> None:
    explanation = explain(a_read_file((4, 2)))

    assert [line.mean for line in explanation.lines] == [None, None]
    assert any("n’est pas montré" in said for said in explained.rule(explanation))


def test_the_nearest_level_is_said_in_behaviour() -> None:
    first, second = explain(a_read_file((4, 2), (5, 2))).lines

    assert [line.nearest.words for line in (first, second) if line.nearest] == ["Niveau 4", "Niveau 2"]


def test_what_the_minutes_recorded_is_explained_even_if_a_score_changes_since(noon: datetime) -> None:
    file = a_read_file((4, 2), (5, 3), state=State.OFFERED)
    Campaign.objects.update(published_at=noon)
    published(file, noon)
    kept = minutes.make(campaign=file.campaign, by=a_person(Role.MANAGER), at=noon)
    Score.objects.update(value=1)
    Application.objects.update(total=0, reading_total=0)
    file.refresh_from_db()

    explanation = explain(file)

    assert [line.mean for line in explanation.lines] == [Decimal("4.5"), Decimal("2.5")]
    assert (explanation.used.total or 0) > 50
    assert kept.reference in [fact.words for fact in explained.facts(explanation)]


def test_minutes_of_unpublished_decisions_explain_nothing_yet(noon: datetime) -> None:
    file = a_read_file((4, 2), (5, 3))
    Campaign.objects.update(published_at=None)
    a_decision(file)
    minutes.make(campaign=file.campaign, by=a_person(Role.MANAGER), at=noon)

    assert explain(file, drafts=True).used.minutes == ""


def test_without_a_published_decision_there_is_only_a_draft(noon: datetime) -> None:
    file = a_read_file((4, 2), (5, 3))
    a_decision(file)

    assert explain(file).decision is None
    assert explain(file, drafts=True).is_draft
    assert explain(file, drafts=True).decision is not None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_paper_says_weights_values_total_rank_rule_and_right(language: str, noon: datetime) -> None:
    file = a_read_file((4, 2), (5, 3), state=State.OFFERED)
    published(file, noon)

    with translation.override(language):
        pages = PdfReader(BytesIO(paper_of(explain(file), at=noon))).pages
    said = " ".join("".join(page.extract_text() for page in pages).split())

    assert file.number in said
    for figure in ("4,5" if language == "fr" else "4.5", "33", "67", "Un projet net.", "L. 311-3-1", "Critère 0"):
        assert figure in said


# -- The person's own page


def a_candidate_with(client: Client, noon: datetime, *levels: tuple[int, int], publish: bool = True) -> Application:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED if publish else lifecycle.Campaign.OPEN)
    file = a_read_file(*levels, state=State.OFFERED if publish else State.ELIGIBLE, campaign=campaign)
    if publish:
        published(file, noon)
        an_offer(file)
    else:
        a_decision(file)
    client.force_login(file.candidate)
    return file


@pytest.mark.usefixtures("at_noon")
def test_own_scores_stand_on_the_status_page_with_no_reader_s_name(client: Client, noon: datetime) -> None:
    file = a_candidate_with(client, noon, (4, 2), (5, 3))

    page = client.get(reverse("applications:status")).text

    assert "Critère 0, 4,5 sur 5" in page
    assert reverse(OWN) in page
    for review in file.reviews.all():
        assert review.reviewer.last_name not in page


@pytest.mark.usefixtures("at_noon")
def test_the_whole_calculation_names_no_reader_and_no_single_mark(client: Client, noon: datetime) -> None:
    file = a_candidate_with(client, noon, (4, 2), (5, 3))

    page = client.get(reverse(OWN)).text

    assert "4,5 sur 5" in page
    assert "2 personnes" in page
    assert "1 sur 1" in page
    assert "5 sur 5" not in page.replace("4,5 sur 5", "").replace("2,5 sur 5", "")
    for review in file.reviews.all():
        assert review.reviewer.last_name not in page


@pytest.mark.usefixtures("at_noon")
def a_sheet_of(file: Application, member: User, level: int, total: str) -> None:
    sheet = a_sheet(file.interviews.get(), author=member, state=lifecycle.Sheet.SUBMITTED, total=total)
    SheetScore.objects.bulk_create(
        SheetScore(sheet=sheet, criterion=one, value=level) for one in sheet.rubric.criteria.all()
    )


@pytest.mark.parametrize("members", [1, 2])
def test_the_interview_is_explained_with_its_share_and_its_sheets_that_name_nobody(
    members: int, client: Client, noon: datetime
) -> None:
    """The sheet of somebody who met the person alone is their own mark: only the total tells it."""
    file = a_read_file((4, 2), (5, 3))
    Campaign.objects.filter(pk=file.campaign_id).update(interview_share=40)
    panel = a_panel(file.campaign, members=[a_person(Role.REVIEWER) for _ in range(members)])
    an_interview(a_slot(panel), application=file, state=lifecycle.Interview.HELD)
    for member, (level, total) in zip(panel.members.all(), [(4, "73"), (2, "29")], strict=False):
        a_sheet_of(file, member, level, total)
    with transaction.atomic():
        totals.refresh_many(applications=[file.pk])
    published(file, noon)
    client.force_login(file.candidate)

    page = " ".join(client.get(reverse(OWN)).text.replace("\u00a0", " ").split())

    assert "compte pour 40 % du total et les lectures pour 60 %" in page
    assert ("moyenne de 2 fiches" in page) is (members == 2)
    assert members == 1 or not any(given in page for given in ("73,0", "29,0"))  # what one member gave is not told
    assert not any(str(member) in page for member in panel.members.all())
    assert "Entretien : Critère 1" in page


@pytest.mark.parametrize("address", [OWN, OWN_PDF])
def test_before_publication_there_is_nothing_to_explain(client: Client, noon: datetime, address: str) -> None:
    a_candidate_with(client, noon, (4, 2), (5, 3), publish=False)

    assert client.get(reverse(address)).status_code == 404
    assert "Critère 0" not in client.get(reverse("applications:status")).text


@pytest.mark.usefixtures("at_noon")
def test_the_sheet_can_be_downloaded(client: Client, noon: datetime) -> None:
    a_candidate_with(client, noon, (4, 2), (5, 3))

    answer = client.get(reverse(OWN_PDF))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.usefixtures("at_noon")
def test_the_sheet_stays_within_the_budget_of_a_page(client: Client, noon: datetime) -> None:
    a_candidate_with(client, noon, (4, 2), (5, 3), (1, 1))

    assert_budget(client, reverse(OWN), budget=9)


# -- Those who run the selection


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


@pytest.mark.usefixtures("manager")
def test_the_school_reads_it_before_the_person_does(client: Client) -> None:
    file = a_read_file((4, 2), (5, 3))
    a_decision(file)

    page = client.get(reverse("applications:explanation", args=[file.pk])).text

    assert "Brouillon" in page
    assert "4,5 sur 5" in page
    assert client.get(reverse("applications:explanation_pdf", args=[file.pk])).content.startswith(b"%PDF")


def test_a_manager_in_conflict_does_not(client: Client, manager: User) -> None:
    file = a_read_file((4, 2), (5, 3))
    a_conflict(file, reviewer=manager)

    for address in ("applications:explanation", "applications:explanation_pdf"):
        assert client.get(reverse(address, args=[file.pk])).status_code == 404


# -- The waiting list does not mean refused


@pytest.mark.usefixtures("at_noon")
def test_a_rank_on_the_waiting_list_says_what_it_means(client: Client, noon: datetime) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED, places=1)
    for rank, state in enumerate((State.OFFERED, State.WAITING, State.WAITING), 1):
        file = an_application(state=state, campaign=campaign)
        decision = a_decision(file, outcome=Decision.Outcome.WAITING, rank=rank + 1, waiting_rank=rank)
        Decision.objects.filter(pk=decision.pk).update(published_at=noon)
        if state == State.OFFERED:
            an_offer(file).__class__.objects.update(from_waiting_list=True)
    client.force_login(file.candidate)

    page = client.get(reverse("applications:status"))

    assert (page.context["line"].rank, page.context["line"].ahead, page.context["line"].called) == (3, 1, 1)
    assert "Ce n’est pas un refus" in page.text
    assert "personne appelée jusqu’ici" in page.text
