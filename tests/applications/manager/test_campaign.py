from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import campaign as actions
from applications.forms.campaign import CalendarForm, ConditionsForm
from applications.forms.hours import first_refused, instant, last_accepted
from applications.models import Campaign
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.people.models import Role
from tests.build import a_campaign, a_person, a_rubric

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
TYPED = {
    "name": "Campagne 2028",
    "places": "20",
    "opens_on": "2027-10-04",
    "opens_hour": "08:00",
    "closes_on": "2027-12-10",
    "closes_hour": "23:59",
    "reviews_per_file": "3",
    "reviews_due_on": "",
    "results_on": "2028-03-24",
    "answer_days": "10",
    "undo_minutes": 30,
    "starts_on": "2028-08-28",
    "contact_email": "",
}


def typed(**changes: str) -> CalendarForm:
    return CalendarForm({**TYPED, **changes})


def test_the_last_accepted_minute_is_kept_as_the_first_refused_instant() -> None:
    form = typed()

    assert form.is_valid(), form.errors
    assert form.changes()["closes_at"] == datetime(2027, 12, 11, tzinfo=PARIS)
    assert last_accepted(form.changes()["closes_at"]) == (date(2027, 12, 10), time(23, 59))


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        ("2026-10-25", "2026-10-25T23:00+00:00"),
        ("2027-03-28", "2027-03-28T22:00+00:00"),
        ("2028-02-29", "2028-02-29T23:00+00:00"),
        ("2027-12-31", "2027-12-31T23:00+00:00"),
        ("2026-10-24", "2026-10-24T22:00+00:00"),
        ("2027-03-27", "2027-03-27T23:00+00:00"),
        ("2026-10-26", "2026-10-26T23:00+00:00"),
        ("2027-03-29", "2027-03-29T22:00+00:00"),
        ("2027-10-30", "2027-10-30T22:00+00:00"),
        ("2027-10-31", "2027-10-31T23:00+00:00"),
        ("2028-03-01", "2028-03-01T23:00+00:00"),
        ("2027-07-14", "2027-07-14T22:00+00:00"),
    ],
)
def test_the_end_of_a_day_is_the_end_of_the_day_in_paris(day: str, closes: str) -> None:
    assert first_refused(date.fromisoformat(day)) == datetime.fromisoformat(closes)


def test_an_hour_that_the_clock_skips_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="n’existe pas"):
        instant(date(2027, 3, 28), time(2, 30))
    assert "closes_hour" in typed(closes_on="2027-03-28", closes_hour="02:30", opens_on="2027-01-04").errors


def test_a_limit_in_the_hour_shown_twice_is_the_later_one() -> None:
    twice = date(2026, 10, 25), time(2, 30)

    assert first_refused(*twice) - instant(*twice) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"closes_on": "2027-10-03"}, "closes_on"),
        ({"results_on": "2027-12-01"}, "results_on"),
        ({"starts_on": "2028-08-29"}, "starts_on"),
        ({"starts_on": "2028-03-20"}, "starts_on"),
        ({"reviews_due_on": "2028-04-01"}, "reviews_due_on"),
        ({"places": "0"}, "places"),
        ({"opens_on": "2027-02-30"}, "opens_on"),
    ],
)
def test_impossible_dates_are_refused_beside_their_field(change: dict[str, str], field: str) -> None:
    assert field in typed(**change).errors


def test_ages_in_disorder_are_refused_in_words() -> None:
    form = ConditionsForm({"minimum_age": 26, "maximum_age": 17, "age_on": "2027-08-30"}, instance=a_campaign())

    assert "âge maximum" in str(form.errors)


def test_a_new_campaign_starts_with_the_usual_documents(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))

    client.post(reverse("applications:new_campaign"), TYPED)

    campaign = Campaign.objects.get()
    asked = dict(campaign.document_types.values_list("code", "required"))
    assert asked == {
        "cv": True, "releves": True, "scolarite": True, "jdc": True, "identite": True, "medical": False,
    }  # fmt: skip
    assert (campaign.state, campaign.age_on) == (lifecycle.Campaign.PREPARATION, campaign.starts_on)
    assert Entry.objects.get().event == "applications.campaign.create"


def test_an_edit_notes_what_changed(noon: datetime) -> None:
    campaign = a_campaign(places=2)

    actions.edit(campaign=campaign, by=a_person(Role.MANAGER), at=noon, changes={"places": 3, "name": campaign.name})

    campaign.refresh_from_db()
    assert campaign.places == 3
    assert Entry.objects.get().facts == {"changed": ["places: 2 → 3"]}


def test_an_edit_that_changes_nothing_leaves_no_trace(noon: datetime) -> None:
    campaign = a_campaign(places=2)

    actions.edit(campaign=campaign, by=a_person(Role.MANAGER), at=noon, changes={"places": 2})

    assert not Entry.objects.exists()


def test_a_campaign_whose_results_are_published_no_longer_changes(noon: datetime) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED)

    with pytest.raises(actions.CampaignOver, match="publiés"):
        actions.edit(campaign=campaign, by=a_person(Role.MANAGER), at=noon, changes={"places": 9})


def test_announcing_says_everything_that_is_missing(noon: datetime) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.PREPARATION, closes_in=-timedelta(days=1))

    with pytest.raises(actions.CampaignNotReady) as refusal:
        actions.announce(campaign=campaign, by=a_person(Role.MANAGER), at=noon)

    assert "déjà passée" in str(refusal.value)
    assert "grille" in str(refusal.value)


def test_a_ready_campaign_is_announced_once(noon: datetime) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.PREPARATION)
    a_rubric(campaign)
    manager = a_person(Role.MANAGER)

    announced = actions.announce(campaign=campaign, by=manager, at=noon)

    assert announced.is_open(noon)
    with pytest.raises(IllegalMove):
        actions.announce(campaign=campaign, by=manager, at=noon)
    assert Entry.objects.count() == 1


def test_the_pages_of_a_campaign_open_for_the_manager_alone(client: Client) -> None:
    campaign = a_campaign(document_types=1)
    pages = [
        reverse("applications:campaigns"),
        reverse("applications:new_campaign"),
        *(
            reverse(f"applications:{name}", args=[campaign.pk])
            for name in ("campaign", "campaign_calendar", "campaign_conditions", "document_types", "new_document_type")
        ),
        reverse("applications:document_type", args=[campaign.document_types.get().pk]),
    ]

    for role, answer in [(Role.MANAGER, 200), (Role.CANDIDATE, 403), (Role.DIRECTION, 403)]:
        client.force_login(a_person(role))
        assert {client.get(page).status_code for page in pages} == {answer}


def test_the_calendar_is_shown_again_as_it_was_typed(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    client.post(reverse("applications:new_campaign"), TYPED)

    page = client.get(reverse("applications:campaign_calendar", args=[Campaign.objects.get().pk])).text

    assert 'value="2027-12-10"' in page
    assert 'value="23:59"' in page


@pytest.mark.parametrize("campaigns", [1, 3])
def test_the_list_costs_the_same_for_one_or_three(campaigns: int, client: Client, django_assert_num_queries) -> None:
    client.force_login(a_person(Role.MANAGER))
    for _ in range(campaigns):
        a_campaign()

    with django_assert_num_queries(4):
        client.get(reverse("applications:campaigns"))
