from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle as selection
from applications.lifecycle import State
from applications.models import Campaign
from cohorts import lifecycle
from cohorts.forms.cohort import CohortForm
from cohorts.models import Cohort
from portal.people.models import Role, User
from tests.build import a_campaign, a_cohort, a_decision, a_person, a_trainee, an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LIST = reverse("cohorts:list")
TYPED = {
    "name": "Promotion 2027",
    "starts_on": "2027-08-30",
    "weeks_introduction": "3",
    "weeks_branch": "2",
    "weeks_regiment": "18",
    "wishes_close_on": "2027-06-18",
}


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def a_campaign_that_waits() -> Campaign:
    campaign = a_campaign(state=selection.Campaign.DECIDED)
    a_decision(an_application(campaign=campaign, state=State.ACCEPTED))
    return campaign


def page_of(cohort: Cohort) -> str:
    return reverse("cohorts:cohort", args=[cohort.pk])


@pytest.mark.usefixtures("manager")
def test_a_campaign_with_accepted_places_waits_for_its_cohort(client: Client) -> None:
    campaign = a_campaign_that_waits()

    assert f"« {campaign.name} » attend sa promotion" in client.get(LIST).text


@pytest.mark.usefixtures("manager")
def test_without_anything_the_list_says_what_will_come(client: Client) -> None:
    assert "Aucune promotion pour l’instant" in client.get(LIST).text


@pytest.mark.usefixtures("manager")
def test_the_form_starts_from_the_campaign_and_makes_the_cohort(client: Client) -> None:
    campaign = a_campaign_that_waits()
    address = reverse("cohorts:new_cohort", args=[campaign.pk])
    form = client.get(address).context["form"]
    assert (form["starts_on"].value(), form["weeks_regiment"].value()) == (date(2027, 8, 30), 18)

    answer = client.post(address, TYPED, follow=True)

    cohort = Cohort.objects.get(campaign=campaign)
    assert cohort.wishes_close_at.isoformat() == "2027-06-18T22:00:00+00:00"
    assert "La promotion est faite" in answer.text
    assert "Le départ est dans 280 jours" in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("starts_on", "2027-08-31", "lundi"),
        ("weeks_branch", "0", "1"),
        ("weeks_regiment", "60", "un an"),
        ("wishes_close_on", "2027-08-30", "avant le départ"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_in_words(field: str, typed: str, words: str) -> None:
    form = CohortForm({**TYPED, field: typed}, instance=Cohort(campaign=a_campaign()))

    assert words in str(form.errors[field])


@pytest.mark.parametrize(
    ("day", "hour"), [("2026-10-25", 23), ("2026-10-24", 22), ("2027-03-28", 22), ("2027-03-27", 23)]
)
def test_the_last_day_for_wishes_ends_at_midnight_in_paris(day: str, hour: int) -> None:
    form = CohortForm({**TYPED, "wishes_close_on": day}, instance=Cohort(campaign=a_campaign()))

    assert form.is_valid(), form.errors
    assert form.changes()["wishes_close_at"].isoformat() == f"{day}T{hour}:00:00+00:00"


@pytest.mark.usefixtures("manager")
def test_the_calendar_is_changed_before_the_departure(client: Client) -> None:
    cohort = a_cohort()

    client.post(reverse("cohorts:calendar", args=[cohort.pk]), TYPED | {"weeks_regiment": "17"})

    cohort.refresh_from_db()
    assert cohort.weeks == (3, 2, 17)


@pytest.mark.usefixtures("manager")
def test_those_who_accepted_later_are_brought_in_with_one_press(client: Client) -> None:
    cohort = a_cohort()
    a_decision(an_application(campaign=cohort.campaign, state=State.ACCEPTED))
    assert "1 personne à accueillir" in client.get(page_of(cohort)).text

    answer = client.post(reverse("cohorts:enrol", args=[cohort.pk]), follow=True)

    assert "1 personne rejoint la promotion" in answer.text
    assert cohort.trainees.count() == 1


@pytest.mark.usefixtures("manager")
def test_a_cohort_is_finished_when_everybody_s_next_step_is_known(client: Client) -> None:
    cohort = a_cohort(starts_on=date(2026, 11, 23) - timedelta(weeks=24))
    trainee = a_trainee(cohort=cohort)
    Cohort.objects.update(state=lifecycle.Cohort.PLACED)
    refused = client.post(reverse("cohorts:finish", args=[cohort.pk]))
    assert (refused.status_code, "1 personne" in refused.text) == (409, True)
    type(trainee).objects.update(state=lifecycle.Trainee.FINISHED, outcome="reserve")

    answer = client.post(reverse("cohorts:finish", args=[cohort.pk]), follow=True)

    assert "La promotion est terminée" in answer.text
    assert answer.context["outcomes"][1][1] == 1


def test_a_liaison_reads_the_cohort_and_changes_nothing(client: Client) -> None:
    client.force_login(a_person(Role.LIAISON))
    cohort = a_cohort()

    assert client.get(page_of(cohort)).status_code == 200
    assert client.post(reverse("cohorts:enrol", args=[cohort.pk])).status_code == 403


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("number", [1, 3])
def test_one_cohort_costs_the_same_for_one_or_three_people(
    number: int, client: Client, django_assert_num_queries
) -> None:
    cohort = a_cohort()
    for _ in range(number):
        a_trainee(cohort=cohort)

    with django_assert_num_queries(2 + 1 + 5):
        client.get(page_of(cohort))


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_or_three(number: int, client: Client, django_assert_num_queries) -> None:
    for _ in range(number):
        a_trainee(cohort=a_cohort())

    with django_assert_num_queries(2 + 1 + 2):
        client.get(LIST)
