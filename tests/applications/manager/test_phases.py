"""The manager's page of the phases, and what the other pages say of them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions.phase import enter, plan
from applications.lifecycle import Phase, Review, State
from applications.models import Campaign
from portal.people.models import Role, User
from tests.budgets import PAGE, assert_same_budget
from tests.build import a_campaign, a_person, a_review, an_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return a_person(Role.MANAGER)


@pytest.fixture
def manager(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def address(campaign: Campaign) -> str:
    return reverse("applications:phases", args=[campaign.pk])


def press(client: Client, campaign: Campaign, phase: Phase, **more: str):  # type: ignore[no-untyped-def]
    return client.post(address(campaign), {"phase": phase, "seen": campaign.phase, **more})


def test_the_page_shows_the_six_phases_and_leads_to_the_next(manager: Client) -> None:
    campaign = a_campaign(phase=Phase.CALIBRATION)

    page = manager.get(address(campaign))

    assert all(str(phase.label) in page.text for phase in Phase)
    assert 'aria-current="step"' in page.text
    assert page.text.count('<button class="btn btn-primary') == 1
    assert "Passer à « Entretiens »" in page.text


def test_pressing_the_button_enters_the_phase(manager: Client) -> None:
    campaign = a_campaign(phase=Phase.CALIBRATION)

    press(manager, campaign, Phase.INTERVIEWS)

    assert Campaign.objects.get().phase == Phase.INTERVIEWS


def test_the_consequences_are_said_before_the_reading_is_closed(manager: Client) -> None:
    campaign = a_campaign()
    a_review(an_application(state=State.ELIGIBLE, campaign=campaign), state=Review.STARTED)

    asked = manager.get(address(campaign)).text
    refused = press(manager, campaign, Phase.CALIBRATION)

    assert "1 lecture n’est pas terminée" in asked
    assert (refused.status_code, Campaign.objects.get().phase) == (409, Phase.READING)
    press(manager, campaign, Phase.CALIBRATION, knowing="1")
    assert Campaign.objects.get().phase == Phase.CALIBRATION


def test_going_back_asks_why_and_keeps_it_for_everybody_to_read(manager: Client) -> None:
    campaign = a_campaign(phase=Phase.JURY)

    assert "Motif du retour" in manager.get(address(campaign), {"vers": "reading"}).text
    press(manager, campaign, Phase.READING, reason="Trois dossiers oubliés.")

    assert "Trois dossiers oubliés." in manager.get(address(campaign)).text


@pytest.mark.parametrize("state", [s for s in lifecycle.Campaign if s != lifecycle.Campaign.OPEN])
def test_a_campaign_without_phases_to_enter_offers_no_button(manager: Client, state: lifecycle.Campaign) -> None:
    assert '<button class="btn btn-primary' not in manager.get(address(a_campaign(state=state))).text


def test_dates_are_written_and_shown_in_the_row(manager: Client, at_noon: datetime) -> None:
    campaign = a_campaign()

    manager.post(reverse("applications:plan_phases", args=[campaign.pk]), {"calibration": "2026-12-01"})

    assert "Prévue le mardi 1er décembre 2026" in manager.get(address(campaign)).text.replace("\u00a0", " ")


def test_dates_in_the_wrong_order_are_refused_with_what_was_typed(manager: Client, at_noon: datetime) -> None:
    typed = {"calibration": "2026-12-09", "jury": "2026-12-01"}

    page = manager.post(reverse("applications:plan_phases", args=[a_campaign().pk]), typed)

    assert page.status_code == 409
    assert "vient après" in page.text
    assert "2026-12-09" in page.text


def test_the_page_costs_the_same_whatever_the_past(manager: Client, person: User, noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.JURY)
    phases = [Phase.READING, Phase.CALIBRATION, Phase.READING]
    plan(campaign=campaign, dates={Phase.JURY: noon + timedelta(days=400)}, by=person, at=noon)

    assert_same_budget(
        manager,
        address(campaign),
        lambda: enter(campaign=campaign, phase=phases.pop(), by=person, at=noon, reason="Un oubli."),
        budget=PAGE,
    )


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (Phase.ELIGIBILITY, "La lecture n’est pas encore ouverte"),
        (Phase.CALIBRATION, "La lecture est close depuis le dimanche 22 novembre 2026"),
        (Phase.JURY, "La lecture est close : la campagne en est à « Jury »"),
    ],
)
def test_a_reader_is_told_why_nothing_can_be_scored(client: Client, phase: Phase, words: str) -> None:
    reader = a_person(Role.REVIEWER)
    review = a_review(an_application(state=State.ELIGIBLE, campaign=a_campaign(phase=phase)), reviewer=reader)
    client.force_login(reader)

    for page in (reverse("applications:queue"), reverse("applications:review", args=[review.pk])):
        text = client.get(page).text
        assert words in text.replace("\u00a0", " ")
        assert "Terminer cette lecture" not in text


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.JURY])
def test_the_jury_is_told_why_nothing_can_be_decided(manager: Client, phase: Phase) -> None:
    campaign = a_campaign(phase=phase)

    page = manager.get(reverse("applications:decisions"), {"campaign": campaign.pk}).text

    assert "pendant la phase" in page
    assert "Tracer la ligne" not in page


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (Phase.ELIGIBILITY, "le liront"),
        (Phase.READING, "le lisent"),
        (Phase.CALIBRATION, "compare les lectures"),
        (Phase.INTERVIEWS, "des entretiens ont lieu"),
        (Phase.JURY, "le jury examine"),
        (Phase.CLOSED, "les résultats se préparent"),
    ],
)
def test_the_candidate_reads_what_is_true_of_the_phase(client: Client, phase: Phase, words: str) -> None:
    file = an_application(state=State.ELIGIBLE, campaign=a_campaign(phase=phase))
    client.force_login(file.candidate)

    assert words in client.get(reverse("applications:status")).text
