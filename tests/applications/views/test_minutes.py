from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions.minutes import make
from applications.models import Campaign, Decision, Minutes
from portal.people.models import Role
from tests.budgets import assert_same_budget
from tests.build import NOON, a_conflict, a_decided_campaign, a_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PAGE = "applications:minutes"


@pytest.fixture
def president(client: Client) -> Client:
    client.force_login(a_person(Role.JURY_PRESIDENT))
    return client


def test_the_record_is_made_then_downloaded_byte_for_byte(president: Client) -> None:
    campaign = a_decided_campaign()

    page = president.post(reverse("applications:make_minutes"), {"campaign": campaign.pk}, follow=True)
    made = Minutes.objects.get()
    paper = president.get(reverse("applications:minutes_file", args=[made.pk]))

    assert made.reference in page.text
    assert (paper.content, paper.headers["Content-Type"]) == (made.file.path.read_bytes(), "application/pdf")


def test_a_second_press_says_that_nothing_has_changed(president: Client) -> None:
    campaign = a_decided_campaign()
    for _ in range(2):
        page = president.post(reverse("applications:make_minutes"), {"campaign": campaign.pk}, follow=True)

    assert "Rien n’a changé" in page.text
    assert Minutes.objects.count() == 1


@pytest.mark.parametrize(("published", "status"), [(False, 404), (True, 200)])
def test_whoever_must_not_see_a_file_waits_for_the_publication(
    published: bool, status: int, client: Client, noon: datetime
) -> None:
    campaign, manager = a_decided_campaign(), a_person(Role.MANAGER)
    made = make(campaign=campaign, by=manager, at=noon)
    a_conflict(campaign.applications.first(), reviewer=manager)
    if published:
        Campaign.objects.filter(pk=campaign.pk).update(state="decided", published_at=noon)
    client.force_login(manager)

    assert client.get(reverse("applications:minutes_file", args=[made.pk])).status_code == status


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CANDIDATE, Role.DIRECTION, Role.LIAISON])
def test_others_have_no_minutes(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(reverse(PAGE)).status_code == 403


def test_the_list_costs_the_same_whatever_its_length(president: Client) -> None:
    campaign, by = a_decided_campaign(), a_person(Role.MANAGER)

    def another() -> None:
        decision = Decision.objects.filter(application__campaign=campaign).first()
        assert decision is not None
        Decision.objects.filter(pk=decision.pk).update(reason=f"{decision.reason}.")
        make(campaign=campaign, by=by, at=NOON + timedelta(minutes=Minutes.objects.count()))

    assert_same_budget(president, reverse(PAGE), another, budget=6)
