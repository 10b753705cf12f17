from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import decide
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.build import a_campaign, a_person, an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
RANKING, DECISIONS = "applications:ranking", "applications:decisions"


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(a_person(Role.MANAGER))
    return client


def a_closed_campaign(*, files: int, places: int = 2) -> Campaign:
    campaign = a_campaign(places=places, closes_in=timedelta(0))
    for n in range(files):
        an_application(
            state=State.ELIGIBLE,
            campaign=campaign,
            last_name=f"Rang{n}",
            total=95 - n,
            reviews_expected=1,
            reviews_done=1,
        )
    return campaign


def drafted(campaign: Campaign, at: datetime) -> Campaign:
    decide.draft(campaign=campaign, by=a_person(Role.MANAGER), at=at, waiting=1)
    return campaign


def test_the_best_stands_first_and_the_unread_last(manager: Client) -> None:
    campaign = a_closed_campaign(files=2)
    unread = an_application(state=State.ELIGIBLE, campaign=campaign, last_name="Sanslecture")

    rows = manager.get(reverse(RANKING)).context["rows"]

    assert [file.last_name for _, file, _ in rows] == ["Rang0", "Rang1", unread.last_name]


def test_the_line_passes_after_the_last_place(manager: Client) -> None:
    a_closed_campaign(files=3)

    page = manager.get(reverse(RANKING)).text

    assert page.index("Rang1") < page.index("la ligne passe ici") < page.index("Rang2")


@pytest.mark.parametrize("files", [1, 3, 60])
def test_the_ranking_costs_the_same_whatever_its_length(
    files: int, manager: Client, django_assert_max_num_queries
) -> None:
    a_closed_campaign(files=files)

    with django_assert_max_num_queries(8):  # session, user, unread letters, then five
        manager.get(reverse(RANKING))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CANDIDATE, Role.LIAISON, Role.DIRECTION])
def test_the_ranking_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(reverse(RANKING)).status_code == 403


def test_drawing_the_line_shows_every_draft(manager: Client) -> None:
    campaign = a_closed_campaign(files=4)

    manager.post(reverse("applications:draft_decisions"), {"campaign": campaign.pk, "waiting": 1})
    page = manager.get(reverse(DECISIONS))

    assert [decision.outcome for decision in page.context["drafts"]] == ["admitted", "admitted", "waiting", "refused"]


def test_a_draft_is_never_shown_to_the_candidate(client: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=1), noon)
    client.force_login(campaign.applications.get().candidate)

    page = client.get(reverse("applications:status")).text

    assert "Liste principale" not in page
    assert "Une place vous est proposée" not in page


def test_each_letter_is_read_before_it_leaves(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=3), noon)
    first = Decision.objects.get(rank=1)

    page = manager.get(reverse("applications:decision_letter", args=[first.pk])).text

    assert "Une place vous est proposée" in page
    assert first.application.candidate.email in page
    assert not Letter.objects.exists()
    assert campaign.state == lifecycle.Campaign.OPEN


def test_the_button_says_to_how_many_people_it_writes(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=3), noon)

    assert "Publier et envoyer 3 lettres" in manager.get(reverse("applications:publish", args=[campaign.pk])).text


def test_publishing_moves_everybody_at_once(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=4), noon)

    answer = manager.post(reverse("applications:publish", args=[campaign.pk]))

    assert answer.url == f"{reverse(RANKING)}?campaign={campaign.pk}"
    states = Application.objects.order_by("-total").values_list("state", flat=True)
    assert list(states) == [State.OFFERED, State.OFFERED, State.WAITING, State.REFUSED]
    assert Letter.objects.count() == 4


def test_publishing_twice_says_that_it_is_done_and_writes_to_nobody_again(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=2), noon)
    manager.post(reverse("applications:publish", args=[campaign.pk]))

    again = manager.post(reverse("applications:publish", args=[campaign.pk]))

    assert (again.status_code, Letter.objects.count()) == (409, 2)
    assert "déjà publiés" in again.text


def test_next_years_campaign_announced_early_does_not_hide_this_years(manager: Client, noon: datetime) -> None:
    campaign = a_closed_campaign(files=1)
    later = a_campaign(closes_in=timedelta(days=300))
    Campaign.objects.filter(pk=later.pk).update(opens_at=noon + timedelta(days=200))

    assert manager.get(reverse(RANKING)).context["campaign"] == campaign


def test_a_file_read_less_than_planned_is_said_before_publishing(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=2), noon)
    short = campaign.applications.first()
    assert short is not None

    page = manager.get(reverse("applications:publish", args=[campaign.pk])).text

    assert "moins de lectures que prévu" in page
    assert short.number in page
