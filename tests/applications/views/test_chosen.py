"""Which campaign a page opens on."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.lifecycle import Phase
from applications.models import Campaign
from portal.people.models import Role
from tests.build import a_campaign, a_person

pytestmark = pytest.mark.django_db
RANKING = "applications:ranking"


@pytest.fixture
def jury(client: Client, at_noon: datetime) -> Client:
    client.force_login(a_person(Role.JURY_PRESIDENT))
    return client


def opens_on(client: Client, **query: object) -> Campaign:
    return client.get(reverse(RANKING), query).context["campaign"]


def test_the_jurys_rooms_open_on_the_campaign_the_jury_decides(jury: Client) -> None:
    decided_now = a_campaign(phase=Phase.JURY, closes_in=-timedelta(days=9))
    a_campaign(phase=Phase.READING)

    assert opens_on(jury) == decided_now


def test_the_campaign_looked_at_last_stays_from_page_to_page(jury: Client) -> None:
    a_campaign(phase=Phase.JURY)
    other = a_campaign(phase=Phase.READING, closes_in=-timedelta(days=9))

    opens_on(jury, campaign=other.pk)

    assert opens_on(jury) == other
    assert jury.get(reverse("applications:decisions")).context["campaign"] == other


def test_an_address_that_names_no_campaign_changes_nothing(jury: Client) -> None:
    campaign = a_campaign(phase=Phase.JURY)

    assert opens_on(jury, campaign="987654") == campaign
