from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.models import Question
from tests.build import a_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applications.views.public.timezone.now", lambda: noon)


def home(client: Client) -> str:
    return client.get(reverse("applications:home")).content.decode()


def test_anyone_reads_the_page_with_nothing_in_the_database(client: Client) -> None:
    page = home(client)

    assert "La prochaine campagne n’est pas encore annoncée" in page
    assert "Aucune obligation de s’engager" in page


def test_an_open_campaign_says_until_when_and_leads_to_the_file(client: Client) -> None:
    a_campaign()

    page = home(client)

    assert "vendredi 11 décembre 2026 à 12 h" in page
    assert "Temps restant\u00a0: 18 jours." in page
    assert reverse("applications:file") in page


def test_a_campaign_to_come_says_when_it_opens(client: Client, noon: datetime) -> None:
    campaign = a_campaign()
    campaign.opens_at = noon + timedelta(days=2)
    campaign.save()

    assert "mercredi 25 novembre 2026 à 12 h" in home(client)


def test_a_closed_campaign_says_when_the_results_come(client: Client) -> None:
    a_campaign(closes_in=timedelta(0))

    assert "Résultats prévus le" in home(client)


def test_a_campaign_in_preparation_is_not_shown(client: Client) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.PREPARATION)

    assert campaign.name not in home(client)


def test_conditions_are_those_of_the_campaign(client: Client) -> None:
    campaign = a_campaign()
    campaign.maximum_age, campaign.national_service = 29, False
    campaign.save()

    page = home(client)

    assert "Avoir entre 17 et 29 ans le lundi 30 août 2027." in page
    assert "journée défense et citoyenneté" not in page


def test_questions_kept_by_staff_are_answered_in_the_language_of_the_reader(client: Client) -> None:
    Question.objects.create(question="Et mon diplôme ?", answer="Oui.", question_en="My degree?", answer_en="Yes.")

    assert "Et mon diplôme" in home(client)
    client.cookies["django_language"] = "en"
    assert "My degree?" in home(client)


def test_the_page_costs_two_queries(client: Client, django_assert_num_queries) -> None:
    a_campaign()
    with django_assert_num_queries(2):
        home(client)


def self_check(client: Client, **answers: str) -> str:
    return client.post(reverse("applications:self_check"), answers).content.decode()


def test_a_person_who_meets_every_condition_is_told_yes(client: Client) -> None:
    a_campaign()

    page = self_check(
        client,
        birth_date="2004-03-27",
        nationality="french",
        level="final_year",
        enrolled="yes",
        national_service="yes",
    )

    assert "Oui, vous pouvez candidater" in page


def test_a_condition_not_met_is_named_with_what_can_be_done(client: Client) -> None:
    a_campaign()

    page = self_check(client, birth_date="1999-03-27", nationality="french", national_service="no")

    assert "2 conditions ne sont pas remplies" in page
    assert "Vous aurez 28 ans le lundi 30 août 2027" in page
    assert "Faites la JDC avant la clôture" in page


def test_an_impossible_date_is_refused_in_words(client: Client) -> None:
    a_campaign()

    assert "Indiquez une date qui existe" in self_check(client, birth_date="31/02/2004")


def test_the_check_keeps_nothing(client: Client) -> None:
    a_campaign()

    self_check(client, birth_date="2004-03-27")

    assert not client.session.keys()
