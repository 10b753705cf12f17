from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.lifecycle import State
from applications.models import Application, Branch, BranchWish, Campaign
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.build import NOON, a_campaign, a_correction, a_person, an_application

pytestmark = pytest.mark.django_db
TABLE = reverse("applications:table")


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def shown(client: Client, **asked: object) -> list[Application]:
    return list(client.get(TABLE, asked).context["page"])


@pytest.mark.usefixtures("manager")
def test_drafts_stay_with_their_authors(client: Client) -> None:
    campaign = a_campaign()
    an_application(campaign=campaign)
    handed_in = an_application(campaign=campaign, state=State.SUBMITTED)

    assert shown(client) == [handed_in]


@pytest.mark.usefixtures("manager")
def test_one_campaign_is_shown_at_a_time(client: Client) -> None:
    last_year = an_application(campaign=a_campaign(closes_in=-timedelta(days=9)), state=State.REFUSED)
    this_year = an_application(campaign=a_campaign(), state=State.SUBMITTED)

    assert shown(client) == [this_year]
    assert shown(client, campaign="abc") == [this_year]
    assert shown(client, campaign=last_year.campaign_id) == [last_year]
    assert shown(client) == [last_year]  # the one looked at last, on every page


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("typed", ["besson", "BESSON camille", "zoe@example", "number"])
def test_a_file_is_found_by_name_address_or_number(typed: str, client: Client) -> None:
    campaign = a_campaign()
    person = a_person(email="zoe@example.org")
    wanted = an_application(campaign=campaign, state=State.SUBMITTED, candidate=person)
    an_application(campaign=campaign, state=State.SUBMITTED, first_name="Noé", last_name="Roux")

    assert shown(client, q=wanted.number if typed == "number" else typed) == [wanted]


@pytest.mark.usefixtures("manager")
def test_filters_narrow_the_table(client: Client) -> None:
    campaign = a_campaign()
    to_check, eligible, read = (
        an_application(campaign=campaign, state=state, **readings)
        for state, readings in [
            (State.SUBMITTED, {}),
            (State.ELIGIBLE, {"reviews_expected": 3, "reviews_done": 1}),
            (State.ELIGIBLE, {"reviews_expected": 3, "reviews_done": 3, "total": 80}),
        ]
    )
    BranchWish.objects.create(application=read, branch=Branch.ENGINEERS, position=1)
    a_correction(to_check)

    assert shown(client, state="submitted") == [to_check]
    assert shown(client, eligibility="to_check") == [to_check]
    assert shown(client, eligibility="asked") == [to_check]
    assert set(shown(client, eligibility="eligible")) == {eligible, read}
    assert shown(client, readings="under_way") == [eligible]
    assert shown(client, readings="done") == [read]
    assert shown(client, branch=Branch.ENGINEERS) == [read]


@pytest.mark.usefixtures("manager")
def test_unscored_files_come_last_by_total(client: Client) -> None:
    campaign = a_campaign()
    unscored, fair, best = (
        an_application(campaign=campaign, state=State.ELIGIBLE, total=total) for total in (None, 60, 90)
    )

    assert shown(client, sort="total") == [best, fair, unscored]


@pytest.mark.usefixtures("manager")
def test_an_unknown_order_is_the_usual_one(client: Client) -> None:
    campaign = a_campaign()
    older, newer = (
        an_application(campaign=campaign, state=State.SUBMITTED, submitted_at=NOON - timedelta(days=days))
        for days in (2, 1)
    )

    assert shown(client, sort="candidate__password") == [newer, older]


@pytest.mark.usefixtures("manager")
def test_htmx_gets_the_rows_alone(client: Client) -> None:
    an_application(state=State.SUBMITTED)

    page = client.get(TABLE, headers={"HX-Request": "true"}).text

    assert "Camille Besson" in page
    assert "<main" not in page


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CANDIDATE, Role.LIAISON, Role.DIRECTION])
def test_the_table_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(TABLE).status_code == 403


@pytest.mark.parametrize("rows", [1, 3, 2000])
def test_the_table_costs_the_same_at_any_length(rows: int, client: Client, django_assert_num_queries) -> None:
    client.force_login(a_person(Role.MANAGER))
    many(a_campaign(), rows)

    with django_assert_num_queries(2 + 5):
        client.get(TABLE, {"q": "nom", "sort": "total"})


@pytest.mark.usefixtures("manager")
def test_pages_hold_fifty_rows(client: Client) -> None:
    many(a_campaign(), 120)

    assert len(shown(client)) == 50
    assert len(shown(client, page=3)) == 20


def test_an_export_leaves_a_trace_and_no_formula(client: Client, manager: User) -> None:
    campaign = a_campaign()
    an_application(campaign=campaign, state=State.SUBMITTED, last_name="=HYPERLINK(1)", phone="+33 6", total="12.5")

    answer = client.get(reverse("applications:export"), {"state": "submitted"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    entry = Entry.objects.get()
    assert '"\'=HYPERLINK(1)"' in text
    assert '"\'+33 6"' in text
    assert ";12.500;" in text
    assert (entry.event, entry.by, entry.facts["rows"]) == ("applications.campaign.export", manager, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_an_export_costs_the_same_for_one_or_three(rows: int, client: Client, django_assert_num_queries) -> None:
    client.force_login(a_person(Role.MANAGER))
    many(a_campaign(), rows)

    with django_assert_num_queries(2 + 6):
        b"".join(client.get(reverse("applications:export")).streaming_content)


def many(campaign: Campaign, number: int) -> None:
    """Files handed in by as many people, written in two queries."""
    people = User.objects.bulk_create(User(email=f"c{n}@example.org", last_name=f"Nom{n}") for n in range(number))
    Application.objects.bulk_create(
        Application(
            campaign=campaign,
            candidate=person,
            state=State.SUBMITTED,
            last_name=person.last_name,
            created_at=NOON,
            saved_at=NOON,
            submitted_at=NOON,
        )
        for person in people
    )
