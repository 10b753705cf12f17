from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions.calculate import calculate
from applications.lifecycle import Phase, State
from applications.models import Application, BranchWish, Calculation, Campaign, EqualityData
from applications.ranking.rows import Row
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.budgets import assert_same_budget, queries_of
from tests.build import (
    a_campaign,
    a_conflict,
    a_decision,
    a_person,
    a_read_campaign,
    a_review,
    a_scored_review,
    an_application,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
RANKING, CALCULATE = reverse("applications:ranking"), reverse("applications:calculate")
LEVELS = [(5, 5, 5), (5, 5, 4), (4, 4, 4), (4, 3, 4), (3, 3, 3), (2, 3, 2), (2, 2, 2), (1, 1, 1), (1, 1, 2)]


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


@pytest.fixture
def visitor(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def calculated(at: datetime, levels: list[tuple[int, ...]] = LEVELS, places: int = 3) -> Campaign:
    campaign = a_read_campaign(levels, places=places, phase=Phase.JURY)
    calculate(campaign=campaign, by=None, at=at)
    return campaign


def rows(client: Client, query: str = "") -> list[Row]:
    found: list[Row] = client.get(RANKING + query).context["rows"]
    return found


def test_each_row_gives_both_notes_both_ranks_and_its_chances(visitor: Client, noon: datetime) -> None:
    calculated(noon)

    first = rows(visitor)[0]

    assert first.standing is not None
    assert (first.rank, first.file.total, first.standing.adjusted_rank, first.standing.band) == (1, 100, 1, "certain")
    assert first.standing.adjusted < 100  # shrunk towards the others


def test_the_page_says_in_words_how_sure_a_place_is(visitor: Client, noon: datetime) -> None:
    calculated(noon)

    page = visitor.get(RANKING).text

    assert all(words in page for words in ("Sûre", "À débattre", "Peu probable", "du rang 1 au rang"))


def test_it_says_when_it_was_calculated_and_on_how_many_readings(visitor: Client, noon: datetime) -> None:
    calculated(noon)

    assert "Calculé le lundi 23 novembre 2026 à 12 h sur 27 lectures" in " ".join(visitor.get(RANKING).text.split())


def test_before_any_calculation_the_official_order_is_there_and_a_button_to_calculate(visitor: Client) -> None:
    a_read_campaign(LEVELS)

    page = visitor.get(RANKING)

    assert [row.rank for row in page.context["rows"]] == list(range(1, 10))
    assert "Calculer maintenant" in page.text


def test_a_file_read_by_the_severe_is_said_to_gain_places(visitor: Client, noon: datetime) -> None:
    # Two readers give a level more than the two others, and the files are shared between kind and severe pairs.
    crossed = [(5, 5, 4, 4), (4, 4, 3, 3), (3, 3, 2, 2), (2, 2, 1, 1)] * 2
    unlucky = [(0, 0, 3, 3)]
    kindly = [(4, 3, 0, 0), (3, 4, 0, 0)] * 3
    calculated(noon, crossed + unlucky + kindly)

    gained = {row.file.last_name: row.gains for row in rows(visitor) if row.gains}

    assert set(gained) == {"Ligne8"}
    assert f"gagne {gained['Ligne8']} places" in visitor.get(RANKING).text


def test_equal_files_are_marked(visitor: Client, noon: datetime) -> None:
    calculated(noon, [(5, 5, 5), (4, 4, 4), (4, 4, 4), (2, 2, 2)])

    assert [row.is_tied for row in rows(visitor)] == [False, True, True, False]


def test_a_tie_and_the_line_do_not_stop_at_the_edge_of_a_page(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applications.views.jury.ranking.ROWS_A_PAGE", 2)
    a_read_campaign([(5, 5), (4, 4), (4, 4), (2, 2)], places=2)

    first, second = rows(visitor), rows(visitor, "?page=2")

    assert [(row.rank, row.is_tied, row.is_last_inside) for row in first + second] == [
        (1, False, False),
        (2, True, True),
        (3, True, False),
        (4, False, False),
    ]


def test_files_without_an_adjusted_note_say_why(visitor: Client, noon: datetime) -> None:
    campaign = a_read_campaign([*[(*line, 0, 0) for line in LEVELS], (5, 0, 0, 0, 0), (0, 0, 0, 4, 4)])
    an_application(state=State.ELIGIBLE, campaign=campaign)
    calculate(campaign=campaign, by=None, at=noon)

    page = visitor.get(RANKING).text

    for words in ("une seule lecture", "lu à part", "aucune lecture terminée", "Voir lesquels"):
        assert words in page


def test_around_the_line_shows_what_is_to_be_debated_with_its_rank(visitor: Client, noon: datetime) -> None:
    calculated(noon)

    shown = rows(visitor, "?view=line")

    assert shown
    assert all(row.standing and row.standing.band == "jury" and row.rank == row.standing.rank for row in shown)


def test_one_speciality_keeps_the_ranks_of_all(visitor: Client, noon: datetime) -> None:
    campaign = a_read_campaign(LEVELS)
    Application.objects.filter(last_name__in=["Ligne1", "Ligne4"]).update(speciality="Robotique")
    calculate(campaign=campaign, by=None, at=noon)

    page = visitor.get(RANKING + "?speciality=Robotique")

    assert [(row.place, row.rank) for row in page.context["rows"]] == [(1, 2), (2, 5)]
    assert "Robotique (2)" in page.text


def test_one_first_wish_leaves_the_second_wishes_out(visitor: Client, noon: datetime) -> None:
    campaign = calculated(noon)
    first, second = campaign.applications.order_by("pk")[:2]
    BranchWish.objects.create(application=first, branch="génie", position=1)
    BranchWish.objects.create(application=second, branch="génie", position=2)

    assert [row.file for row in rows(visitor, "?branch=génie")] == [first]


def test_no_part_of_the_ranking_is_one_sex(visitor: Client, noon: datetime) -> None:
    calculated(noon)

    assert len(rows(visitor, "?sex=woman")) == len(LEVELS)


def test_the_share_of_women_is_followed_and_said_to_enter_no_score(visitor: Client, noon: datetime) -> None:
    campaign = a_read_campaign([(3, 3)] * 12, places=2)
    for number, file in enumerate(campaign.applications.all()):
        EqualityData.objects.create(application=file, sex="woman" if number < 6 else "man")
    calculate(campaign=campaign, by=None, at=noon)

    page = visitor.get(RANKING)

    assert [one.percent for one in page.context["followed"]] == [50]  # two places are too few to show a share
    assert "il n’entre dans aucune note" in page.text


def test_a_file_kept_from_somebody_keeps_its_rank_and_nothing_else(
    visitor: Client, manager: User, noon: datetime
) -> None:
    campaign = calculated(noon, [(5, 5, 5), (4, 4, 4), (4, 4, 4), (2, 2, 2), (1, 1, 1)])
    second = campaign.applications.get(last_name="Ligne1")
    a_conflict(second, reviewer=manager)

    page = visitor.get(RANKING)

    assert [row.rank for row in page.context["rows"]] == [1, 2, 3, 4, 5]
    assert page.context["rows"][1].standing is None
    assert not any(row.is_tied for row in page.context["rows"])  # a tie would tell its note
    assert {curve.drawn for _, curve in page.context["curves"]} == {4}  # so would its point
    assert "Ligne1" not in page.text


@pytest.mark.parametrize("drafted", [False, True])
def test_the_ranking_reads_the_same_number_of_queries_whatever_its_length(
    drafted: bool, visitor: Client, noon: datetime
) -> None:
    campaign = a_campaign()
    readers = [a_person(Role.REVIEWER) for _ in range(2)]

    def a_row() -> None:
        file = an_application(state=State.ELIGIBLE, campaign=campaign)
        for reader in readers:
            a_scored_review(file, levels=[4, 3], reviewer=reader)
        if drafted:
            a_decision(file)
        calculate(campaign=campaign, by=None, at=noon)

    assert_same_budget(visitor, RANKING, a_row)


def test_calculating_by_hand_is_written_down_with_who_did_it(visitor: Client, manager: User) -> None:
    campaign = a_read_campaign(LEVELS)

    answer = visitor.post(CALCULATE, {"campaign": campaign.pk})

    assert answer.url == f"{RANKING}?campaign={campaign.pk}"
    assert Calculation.objects.get().by == manager
    assert Entry.objects.get(event="applications.campaign.calculate").by == manager


def test_a_refusal_to_calculate_says_why(visitor: Client) -> None:
    campaign = a_campaign()
    a_review(an_application(state=State.ELIGIBLE, campaign=campaign))

    page = visitor.post(CALCULATE, {"campaign": campaign.pk}, follow=True).text

    assert "Aucune lecture n’est terminée" in page


def test_nothing_of_the_matrix_is_read_for_the_ranking(visitor: Client, noon: datetime) -> None:
    calculated(noon)

    assert not [sql for sql in queries_of(visitor, RANKING) if '"matrix"' in sql]
