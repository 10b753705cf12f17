"""The page of the results from outside."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications.lifecycle import State
from applications.models import Application, Campaign, Result
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_campaign, a_person, a_result, an_application

pytestmark = pytest.mark.django_db
PAGE = "applications:results"


@pytest.fixture
def manager(client: Client, at_noon: datetime) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


@pytest.fixture
def campaign() -> Campaign:
    return a_campaign()


@pytest.fixture
def application(campaign: Campaign) -> Application:
    return an_application(state=State.ELIGIBLE, campaign=campaign)


def test_what_bars_the_way_stands_out(client: Client, manager: User, application: Application) -> None:
    a_result(application, trial="medical", verdict="not_fit")

    page = client.get(reverse(PAGE)).content.decode()

    assert "inapte" in page
    assert "20 nov." in page


def test_results_are_noted_for_one_person(client: Client, manager: User, application: Application) -> None:
    address = reverse("applications:enter_results", args=[application.pk])

    answer = client.post(address, {"english": "C1", "english_on": "2026-11-20"})

    assert answer.status_code == 302
    assert application.results.get().verdict == "C1"
    assert 'value="2026-11-20"' in client.get(address).content.decode()


def test_a_verdict_without_a_date_is_asked_for_it(client: Client, manager: User, application: Application) -> None:
    answer = client.post(reverse("applications:enter_results", args=[application.pk]), {"english": "C1"})

    assert "Indiquez la date" in answer.content.decode()
    assert not Result.objects.exists()


def test_a_list_is_shown_then_imported(client: Client, manager: User, application: Application) -> None:
    text = f"dossier;épreuve;résultat;date\n{application.number};Anglais;B2;20/11/2026"
    preview = client.post(
        reverse("applications:import_results", args=[application.campaign_id]),
        {"file": SimpleUploadedFile("liste.csv", text.encode())},
    )
    assert "Importer ces résultats" in preview.content.decode()
    assert not Result.objects.exists()

    kept = {"kept": preview.context["kept"]}
    client.post(reverse("applications:apply_results", args=[application.campaign_id]), kept)

    assert application.results.get().verdict == "B2"


def test_what_changed_since_the_preview_is_shown_again(client: Client, manager: User, application: Application) -> None:
    text = f"dossier;épreuve;résultat;date\n{application.number};Anglais;B2;20/11/2026"
    preview = client.post(
        reverse("applications:import_results", args=[application.campaign_id]),
        {"file": SimpleUploadedFile("liste.csv", text.encode())},
    )
    a_result(application, trial="english", verdict="A1")

    answer = client.post(
        reverse("applications:apply_results", args=[application.campaign_id]), {"kept": preview.context["kept"]}
    )

    assert answer.status_code == 409
    assert application.results.get().verdict == "A1"


def test_the_president_reads_and_does_not_write(client: Client, manager: User, application: Application) -> None:
    client.force_login(a_person(Role.JURY_PRESIDENT))

    assert client.get(reverse(PAGE)).status_code == 200
    assert client.post(reverse("applications:enter_results", args=[application.pk])).status_code == 403


def test_the_list_costs_the_same_for_one_or_three(client: Client, manager: User, campaign: Campaign) -> None:
    def add_row() -> None:
        a_result(an_application(state=State.ELIGIBLE, campaign=campaign))

    assert_same_budget(client, reverse(PAGE), add_row, budget=6)
