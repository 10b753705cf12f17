from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.attention import matters
from applications.lifecycle import State
from applications.models import Campaign
from portal.outbox.models import Delivery, Letter
from portal.people.models import Role
from tests.build import a_campaign, a_correction, a_person, a_review, an_application, an_offer

pytestmark = pytest.mark.django_db
DASHBOARD = reverse("applications:dashboard")


def waiting(campaign: Campaign, at: datetime) -> dict[str, int]:
    return {matter.words: matter.count for matter in matters(campaign, at)}


def test_nothing_waits_in_a_quiet_campaign(noon: datetime) -> None:
    campaign = a_campaign()
    an_application(campaign=campaign)
    an_application(campaign=campaign, state=State.ELIGIBLE)

    assert waiting(campaign, noon) == {}


def test_files_wait_for_a_check_or_for_a_second_look(noon: datetime) -> None:
    campaign = a_campaign()
    an_application(campaign=campaign, state=State.SUBMITTED)
    a_correction(an_application(campaign=campaign, state=State.SUBMITTED))
    a_correction(an_application(campaign=campaign, state=State.ELIGIBLE), state=lifecycle.Correction.ANSWERED)

    assert waiting(campaign, noon) == {
        "dossier corrigé par la personne, à vérifier": 1,
        "recevabilité à vérifier": 1,
    }


def test_readings_are_late_the_day_after_their_date(noon: datetime) -> None:
    campaign = a_campaign()
    campaign.reviews_due_on = noon.date()
    a_review(an_application(campaign=campaign, state=State.ELIGIBLE))
    a_review(an_application(campaign=campaign, state=State.WITHDRAWN))

    assert waiting(campaign, noon) == {}
    assert waiting(campaign, noon + timedelta(days=1)) == {"lecture en retard": 1}


def test_offers_close_to_their_limit_are_named(noon: datetime) -> None:
    campaign = a_campaign()
    for days in (2, 8):
        an_offer(an_application(campaign=campaign, state=State.OFFERED), expires_in=timedelta(days=days))

    assert waiting(campaign, noon) == {"place sans réponse, à trois jours du délai": 1}


def test_letters_that_failed_are_named(noon: datetime) -> None:
    for n, delivery in enumerate(Delivery):
        Letter.objects.create(
            key=str(n), kind="x", address="a@example.org", delivery=delivery, created_at=noon, not_before=noon
        )

    assert waiting(a_campaign(), noon) == {"lettres qui n’ont pas pu être remises": 2}


@pytest.mark.parametrize("files", [1, 3])
def test_the_dashboard_costs_the_same_for_one_or_three(files: int, client: Client, django_assert_num_queries) -> None:
    client.force_login(a_person(Role.MANAGER))
    campaign = a_campaign()
    campaign.reviews_due_on = date(2026, 1, 1)
    campaign.save()
    for _ in range(files):
        a_review(an_application(campaign=campaign, state=State.SUBMITTED))

    with django_assert_num_queries(2 + 8):
        client.get(DASHBOARD)


def test_the_dashboard_before_any_campaign_says_what_to_do(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))

    assert "Voir les campagnes" in client.get(DASHBOARD).text


def test_the_dashboard_is_the_manager_s(client: Client) -> None:
    client.force_login(a_person(Role.JURY_PRESIDENT))

    assert client.get(DASHBOARD).status_code == 403
