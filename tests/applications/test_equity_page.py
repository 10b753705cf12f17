from itertools import pairwise, product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.lifecycle import State
from applications.models import Application, Campaign, EqualityData, Offer
from applications.ranking.equity import SCHOLARSHIP, SEX, Dimension, dimensions, followed
from applications.scoring.equity import SMALLEST_CELL
from portal.people.models import Role
from tests.budgets import assert_budget
from tests.build import NOON, a_campaign, a_person, an_application

EQUITY = "applications:equity"


def some(number: int, campaign: Campaign, *, offered: bool = False, invited: bool = False, **said: object) -> None:
    """Eligible files, by what their authors said of themselves."""
    for _ in range(number):
        file = an_application(
            campaign=campaign,
            state=State.OFFERED if offered else State.ELIGIBLE,
            invited_at=timezone.now() if invited else None,
        )
        EqualityData.objects.create(application=file, **said)
        if offered:
            Offer.objects.create(application=file, made_at=NOON, expires_at=NOON)


def the(code: str, campaign: Campaign) -> Dimension:
    return next(one for one in dimensions(campaign) if one.code == code)


@pytest.mark.django_db
def test_each_stage_compares_the_groups_among_those_who_handed_a_file_in() -> None:
    campaign = a_campaign()
    for sex, offered, stopped in (("woman", 6, 14), ("man", 16, 8)):
        some(offered, campaign, sex=sex, offered=True)
        some(stopped, campaign, sex=sex)

    admitted = the(SEX, campaign).stages[-1]

    women = next(row for row in admitted.rows if row.people == 20)
    assert (women.count, round(women.percent or 0)) == (6, 30)
    assert women.figures
    assert women.figures.ratio == pytest.approx(0.3 / (16 / 24))


@pytest.mark.django_db
def test_a_wide_gap_between_large_groups_alerts_and_a_small_one_does_not() -> None:
    campaign = a_campaign()
    for sex, offered, stopped in (("woman", 6, 30), ("man", 24, 12)):
        some(offered, campaign, sex=sex, offered=True)
        some(stopped, campaign, sex=sex)

    stages = the(SEX, campaign).stages

    assert [stage.is_alert for stage in stages] == [False, True]


@pytest.mark.django_db
def test_an_interview_is_a_stage_only_where_people_are_invited() -> None:
    campaign = a_campaign()
    some(6, campaign, scholarship=True, invited=True)
    some(6, campaign, scholarship=False)

    assert len(the(SCHOLARSHIP, campaign).stages) == 3
    assert len(the(SEX, campaign).stages) == 0


@pytest.mark.django_db
def test_campuses_are_counted_whatever_their_capitals_and_small_ones_together() -> None:
    campaign = a_campaign()
    for number, campus in ((6, "Alès"), (5, "alès "), (6, "Nîmes"), (3, "Pau"), (3, "Mende")):
        some(number, campaign, campus=campus)

    groups = next(one for one in dimensions(campaign) if one.code == "campus").groups

    assert [people for _name, people in groups] == [11, 6, 6]
    assert {str(name) for name, _people in groups} == {"Alès", "Nîmes", "Autres campus"}


@pytest.mark.django_db
def test_people_who_said_nothing_are_in_no_group() -> None:
    campaign = a_campaign()
    some(9, campaign, sex="unsaid")
    an_application(campaign=campaign, state=State.ELIGIBLE)

    assert the(SEX, campaign).groups == []


# -- Nothing can be recovered by subtraction


def tables(most_groups: int, most: int) -> st.SearchStrategy[list[dict[str, int]]]:
    """Groups that only shrink from stage to stage."""
    chain = st.lists(st.integers(0, most), min_size=3, max_size=3).map(lambda counts: sorted(counts, reverse=True))
    groups = st.lists(chain.filter(lambda counts: counts[0] >= SMALLEST_CELL), min_size=2, max_size=most_groups)
    return groups.map(lambda found: [{f"g{n}": chain[stage] for n, chain in enumerate(found)} for stage in range(3)])


@settings(max_examples=300, deadline=None)
@given(tables(4, 30))
def test_no_two_counts_shown_of_a_group_are_less_than_five_apart(table: list[dict[str, int]]) -> None:
    shown = followed(table)

    for group, start in table[0].items():
        counts = [start, *(stage[group][0] for stage in shown)]
        known = [count for count in counts if count is not None]
        assert all(before - after >= SMALLEST_CELL for before, after in pairwise(known))
        assert known[-1] >= SMALLEST_CELL


@settings(max_examples=300, deadline=None)
@given(tables(4, 30))
def test_a_group_is_never_the_only_one_kept_back(table: list[dict[str, int]]) -> None:
    for stage in followed(table):
        assert sum(count is None for count, _passage in stage.values()) != 1
        assert all((count is None) == (passage.figures is None) for count, passage in stage.values())


@settings(max_examples=60, deadline=None)
@given(tables(2, 12))
def test_with_the_total_of_each_stage_a_hidden_count_still_has_several_values(table: list[dict[str, int]]) -> None:
    """Somebody who knows what is shown and every total tries all the tables that could be behind it.

    What the totals alone give away (nobody, or everybody, passed) is no secret of this page.
    """
    shown = followed(table)
    totals = [sum(stage.values()) for stage in table]
    behind = list(_tables_behind(table[0], [{g: c for g, (c, _p) in stage.items()} for stage in shown], totals))

    for number, stage in enumerate(shown):
        for group, (count, _passage) in stage.items():
            given_away = totals[number + 1] in {0, totals[number]} or _forced(table, number + 1)
            if count is None and not given_away:
                assert len({one[number][group] for one in behind}) > 1


def _tables_behind(
    start: dict[str, int], shown: list[dict[str, int | None]], totals: list[int]
) -> list[list[dict[str, int]]]:
    a, b = start
    choices = [
        [
            {a: one, b: totals[number + 1] - one}
            for one in range(totals[number + 1] + 1)
            if stage[a] in {None, one} and stage[b] in {None, totals[number + 1] - one}
        ]
        for number, stage in enumerate(shown)
    ]
    return [
        list(found)
        for found in product(*choices)
        if all(
            later[group] <= earlier[group]
            for earlier, later in zip([start, *found], found, strict=False)
            for group in start
        )
    ]


def _forced(table: list[dict[str, int]], number: int) -> bool:
    """A later stage at which everybody is left says the same of this one."""
    return any(sum(later.values()) == sum(table[number - 1].values()) for later in table[number:])


# -- The page


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.MANAGER, Role.JURY_PRESIDENT, Role.DIRECTION])
def test_it_says_that_nothing_follows_from_it(client: Client, role: Role) -> None:
    campaign = a_campaign()
    for sex, offered, stopped in (("woman", 6, 14), ("man", 16, 8)):
        some(offered, campaign, sex=sex, offered=True)
        some(stopped, campaign, sex=sex)
    client.force_login(a_person(role))

    page = client.get(reverse(EQUITY)).text

    assert "n’entrent dans aucune note" in page
    assert "6 sur 20" in page
    assert "points, entre" in page
    assert "la part la plus haute" in page


@pytest.mark.django_db
def test_a_small_count_is_neither_shown_nor_found(client: Client) -> None:
    campaign = a_campaign()
    for sex, offered, stopped in (("woman", 3, 14), ("man", 13, 8)):
        some(offered, campaign, sex=sex, offered=True)
        some(stopped, campaign, sex=sex)
    client.force_login(a_person(Role.DIRECTION))

    page = client.get(reverse(EQUITY)).text

    assert "3 sur 17" not in page
    assert "13 sur 21" not in page
    assert "Non montré" in page


@pytest.mark.django_db
def test_the_page_reads_with_few_queries_whatever_the_campaign_holds(client: Client) -> None:
    campaign = a_campaign()
    some(12, campaign, sex="woman", scholarship=True, campus="Alès")
    client.force_login(a_person(Role.MANAGER))

    assert_budget(client, reverse(EQUITY), budget=5)


@pytest.mark.django_db
def test_it_changes_no_score_and_no_rank(client: Client) -> None:
    campaign = a_campaign()
    some(6, campaign, sex="woman")
    client.force_login(a_person(Role.MANAGER))
    before = list(Application.objects.order_by("pk").values())

    client.get(reverse(EQUITY))

    assert list(Application.objects.order_by("pk").values()) == before
