from datetime import datetime

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from applications.actions.calculate import calculate
from applications.actions.totals import weigh
from applications.models import Application, Campaign, Criterion
from portal.people.models import Role, User
from tests.budgets import assert_budget, queries_of
from tests.build import a_campaign, a_conflict, a_person, a_rubric, a_scored_review, an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WHAT_IF = reverse("applications:what_if")
HTMX = {"HX-Request": "true"}

# Weights 1 and 2: « strong » wins by the second criterion, « other » by the first.
FILES = {"Best": (5, 5), "Strong": (1, 5), "Other": (5, 2), "Last": (1, 1)}


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


@pytest.fixture
def campaign(manager: User, noon: datetime) -> Campaign:
    campaign = a_campaign(places=2)
    a_rubric(campaign, criteria=2)
    readers = [a_person(Role.REVIEWER) for _ in range(2)]
    for name, levels in FILES.items():
        file = an_application(state="eligible", campaign=campaign, last_name=name)
        for reader in readers:
            a_scored_review(file, levels=levels, reviewer=reader)
    calculate(campaign=campaign, by=None, at=noon)
    return campaign


def weights(first: float, second: float) -> str:
    one, other = Criterion.objects.order_by("position")
    return f"?w{one.pk}={first}&w{other.pk}={second}"


def names(files: list[Application]) -> list[str]:
    return [file.last_name for file in files]


def test_the_official_weights_move_nobody(client: Client, campaign: Campaign) -> None:
    page = client.get(WHAT_IF)

    assert page.context["is_official"]
    assert (page.context["entering"], page.context["leaving"], page.context["change"].tau) == ([], [], 1)
    assert [line.file.last_name for line in page.context["lines"]] == ["Best", "Strong", "Other", "Last"]


def test_other_weights_say_who_enters_and_who_leaves(client: Client, campaign: Campaign) -> None:
    page = client.get(WHAT_IF + weights(3, 1))

    assert (names(page.context["entering"]), names(page.context["leaving"])) == (["Other"], ["Strong"])
    assert 0 < page.context["change"].tau < 1
    assert "1 dossier entre" in page.text


def test_the_totals_are_those_the_grid_would_give(client: Client, campaign: Campaign) -> None:
    page = client.get(WHAT_IF + weights(3, 1))

    assert {line.file.last_name: line.total for line in page.context["lines"]} == {
        "Best": 100,
        "Other": 81.25,
        "Strong": 25,
        "Last": 0,
    }


def test_another_capacity_lets_people_in_without_putting_anybody_out(client: Client, campaign: Campaign) -> None:
    page = client.get(WHAT_IF + "?places=3")

    assert (names(page.context["entering"]), page.context["leaving"]) == (["Other"], [])
    assert "3 places\u00a0: la ligne passe ici" in page.text


def test_another_share_of_the_interview_is_tried_once_people_were_met(
    client: Client, campaign: Campaign, noon: datetime
) -> None:
    Application.objects.update(interview_total=50)
    Application.objects.filter(last_name="Other").update(interview_total=100)
    weigh(Application.objects.all())
    calculate(campaign=campaign, by=None, at=noon)

    page = client.get(WHAT_IF + "?share=100")

    assert page.context["lines"][0].file.last_name == "Other"
    assert "Part de l’entretien" in page.text


def test_a_slider_gets_the_result_alone(client: Client, campaign: Campaign) -> None:
    answer = client.get(WHAT_IF + weights(3, 1), headers=HTMX)

    assert "<html" not in answer.text
    assert "1 dossier entre" in answer.text
    assert 'hx-swap-oob="true"' in answer.text  # the figures beside the sliders follow
    assert "75\u00a0%" in answer.text


def test_without_a_script_a_button_asks_for_the_whole_page(client: Client, campaign: Campaign) -> None:
    page = client.get(WHAT_IF + weights(3, 1)).text

    assert 'type="submit"' in page
    assert "Revenir aux poids officiels" in page


def test_files_near_the_line_say_how_often_they_are_in_under_weights_near_the_official_ones(
    client: Client, campaign: Campaign
) -> None:
    chances = {line.file.last_name: line.chance for line in client.get(WHAT_IF).context["lines"]}

    assert (chances["Best"], chances["Last"]) == (1, 0)
    assert chances["Strong"] + chances["Other"] == pytest.approx(1, abs=0.02)
    assert chances["Strong"] > 0.5


@pytest.mark.parametrize("query", ["?places=abc", "?places=0", "?places=9999", "?share=-1", "?places="])
def test_what_makes_no_sense_shows_the_official_ranking_and_says_so(
    query: str, client: Client, campaign: Campaign
) -> None:
    page = client.get(WHAT_IF + query)

    assert page.context["is_official"]
    assert "le classement officiel est affiché" in page.text


@pytest.mark.parametrize("value", ["0", "nan", "inf", "-1", "1e400", "x"])
def test_weights_that_count_nothing_show_the_official_ranking(value: str, client: Client, campaign: Campaign) -> None:
    page = client.get(WHAT_IF + weights(value, value))  # type: ignore[arg-type]

    assert page.context["is_official"]
    assert "le classement officiel est affiché" in page.text


def everything() -> dict[str, list[object]]:
    """Every row of every table but the sessions."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label != "sessions.Session"
    }


def test_it_writes_nothing_at_all(client: Client, campaign: Campaign) -> None:
    before = everything()

    for query in ("", weights(3, 1), "?places=3", "?share=40"):
        for headers in ({}, HTMX):
            client.get(WHAT_IF + query, headers=headers)
        statements = queries_of(client, WHAT_IF + query)
        assert not [sql for sql in statements if not sql.startswith("SELECT")]

    assert everything() == before


def test_it_cannot_be_posted_to(client: Client, campaign: Campaign) -> None:
    assert client.post(WHAT_IF).status_code == 405


def test_weights_that_were_tried_can_become_a_new_version_of_the_grid(client: Client, campaign: Campaign) -> None:
    page = client.get(WHAT_IF + weights(3, 1))

    preview = client.get(page.context["new_grid"])

    assert names(preview.context["enter"]) == ["Other"]
    assert client.get(WHAT_IF).context["new_grid"] == ""


def test_the_grid_is_not_offered_to_those_who_may_not_change_it(client: Client, campaign: Campaign) -> None:
    client.force_login(a_person(Role.JURY_PRESIDENT))

    assert client.get(WHAT_IF + weights(3, 1)).context["new_grid"] == ""


def test_a_file_kept_from_somebody_is_not_named(client: Client, campaign: Campaign, manager: User) -> None:
    a_conflict(campaign.applications.get(last_name="Other"), reviewer=manager)

    page = client.get(WHAT_IF + weights(3, 1))

    assert "un dossier réservé" in page.text
    assert "Dossier réservé" in page.text
    assert "Other" not in page.text
    assert "81,3" not in page.text


def test_a_slider_costs_a_fixed_number_of_queries(client: Client, campaign: Campaign, noon: datetime) -> None:
    few = len(queries_of(client, WHAT_IF + weights(3, 1)))
    for _ in range(3):
        file = an_application(state="eligible", campaign=campaign)
        a_scored_review(file, levels=[4, 2])
    calculate(campaign=campaign, by=None, at=noon)

    assert len(queries_of(client, WHAT_IF + weights(3, 1))) == few
    assert_budget(client, WHAT_IF + weights(3, 1), budget=5)


def test_before_any_calculation_it_says_what_will_come(client: Client, manager: User) -> None:
    a_campaign()

    assert "Rien à comparer pour l’instant" in client.get(WHAT_IF).text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CANDIDATE, Role.DIRECTION])
def test_it_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(WHAT_IF).status_code == 403
