from datetime import datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from applications.campaigns.drawings import bars, shares
from applications.campaigns.figures import Funnel, funnels
from applications.lifecycle import Offer, State
from applications.models import Campaign, EqualityData
from portal.people.models import Role
from tests.build import a_campaign, a_person, an_application, an_offer

pytestmark = pytest.mark.django_db
FIGURES = reverse("applications:figures")


def some(number: int, campaign: Campaign, *, sex: str = "", state: State = State.SUBMITTED) -> None:
    for _ in range(number):
        application = an_application(campaign=campaign, state=state)
        if sex:
            EqualityData.objects.create(application=application, sex=sex)


def counts(campaign: Campaign) -> list[int]:
    [funnel] = funnels([campaign])
    return [stage.count for stage in funnel.stages]


def test_each_file_counts_in_every_stage_it_reached() -> None:
    campaign = a_campaign()
    for state, fields in [
        (State.DRAFT, {}),
        (State.SUBMITTED, {}),
        (State.INELIGIBLE, {}),
        (State.ELIGIBLE, {"reviews_expected": 2, "reviews_done": 1}),
        (State.ELIGIBLE, {"reviews_expected": 2, "reviews_done": 2}),
        (State.WITHDRAWN, {"reviews_expected": 2, "reviews_done": 2}),
    ]:
        an_application(campaign=campaign, state=state, **fields)
    an_offer(an_application(campaign=campaign, state=State.OFFERED))
    an_offer(an_application(campaign=campaign, state=State.ACCEPTED), state=Offer.ACCEPTED)
    an_offer(an_application(campaign=campaign, state=State.WITHDRAWN, reviews_expected=1), state=Offer.RETURNED)

    assert counts(campaign) == [9, 8, 6, 5, 3, 1]


def test_a_campaign_without_a_file_has_an_empty_funnel() -> None:
    assert counts(a_campaign()) == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("women", "men", "is_shown"), [(5, 5, True), (4, 20, False), (20, 4, False), (0, 9, False)])
def test_a_share_that_could_point_at_somebody_is_not_shown(women: int, men: int, is_shown: bool) -> None:
    campaign = a_campaign()
    some(women, campaign, sex="woman")
    some(men, campaign, sex="man")
    some(3, campaign, sex="unsaid")

    [funnel] = funnels([campaign])

    assert (funnel.stage("submitted").share_of_women is not None) == is_shown


def test_the_share_is_among_those_who_said() -> None:
    campaign = a_campaign()
    some(6, campaign, sex="woman")
    some(14, campaign, sex="man")
    some(10, campaign)

    found = funnel_of(campaign).stage("submitted").share_of_women

    assert found is not None
    assert (found.value, funnel_of(campaign).stage("submitted").count) == (0.3, 30)


def test_bars_are_measured_against_the_files_started() -> None:
    campaign = a_campaign()
    some(3, campaign)
    some(1, campaign, state=State.ELIGIBLE)

    assert [bar.width for bar in bars(funnel_of(campaign))] == [360, 360, 90, 0, 0, 0]


def test_the_figure_followed_is_a_setting() -> None:
    assert shares(funnel_of(a_campaign()), 0.4).reference == 40


def test_the_direction_sees_counts_the_share_and_what_it_is_not(client: Client, settings: LazySettings) -> None:
    settings.WOMEN_SHARE_FOLLOWED = 0.30
    client.force_login(a_person(Role.DIRECTION))
    campaign = a_campaign()
    some(6, campaign, sex="woman")
    some(14, campaign, sex="man")

    page = client.get(FIGURES).text

    assert "30\u00a0%" in page
    assert "n’entre dans aucune note" in page
    assert "Besson" not in page


def test_the_direction_sees_nothing_else(client: Client) -> None:
    client.force_login(a_person(Role.DIRECTION))
    application = an_application(state=State.SUBMITTED)

    for name, args in [("dashboard", []), ("table", []), ("checks", []), ("export", []), ("one", [application.pk])]:
        assert client.get(reverse(f"applications:{name}", args=args)).status_code == 403


@pytest.mark.parametrize(
    ("role", "answer"),
    [(Role.MANAGER, 200), (Role.JURY_PRESIDENT, 200), (Role.REVIEWER, 403), (Role.LIAISON, 403), (Role.CANDIDATE, 403)],
)
def test_figures_are_for_those_who_answer_for_the_programme(role: Role, answer: int, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(FIGURES).status_code == answer


@pytest.mark.parametrize("campaigns", [1, 3])
def test_figures_cost_three_queries_whatever_the_years(
    campaigns: int, client: Client, django_assert_num_queries
) -> None:
    client.force_login(a_person(Role.DIRECTION))
    for _ in range(campaigns):
        some(2, a_campaign(), sex="woman")

    with django_assert_num_queries(2 + 3):
        client.get(FIGURES)


def test_the_page_without_a_campaign_says_what_will_come(client: Client, noon: datetime) -> None:
    client.force_login(a_person(Role.DIRECTION))

    assert "première campagne" in client.get(FIGURES).text


def funnel_of(campaign: Campaign) -> Funnel:
    [funnel] = funnels([campaign])
    return funnel
