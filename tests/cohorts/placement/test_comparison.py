import pytest
from hypothesis import given

from cohorts.placement import Row, Rule, amphi, compare, deferred_acceptance, errors, least_total_rank, leximin
from tests.cohorts.placement.instances import Instance, bounded, instances, real


def test_the_rules_stand_side_by_side_on_the_real_wishes() -> None:
    instance, _ = real()
    rows = compare([amphi(*instance), amphi(*instance, look_ahead=True), least_total_rank(*instance)])
    assert rows[0] == Row(
        Rule.AMPHI, placed=34, unplaced=1, first_choices=17, worst_rank=4, total_rank=61, envy=0, moved=0
    )
    assert (rows[1].placed, rows[1].first_choices, rows[1].worst_rank, rows[1].total_rank) == (35, 17, 5, 69)
    assert (rows[2].placed, rows[2].worst_rank, rows[2].total_rank) == (35, 3, 57)
    assert [row.moved for row in rows[1:]] == [3, 11]


def test_envy_counts_each_pair_passed_over_by_merit() -> None:
    wishes = {"Inès": ["Metz", "Vannes"], "Paul": ["Metz"], "Zoé": ["Metz"]}
    capacity = {"Metz": 2, "Vannes": 1}
    published = amphi(list(wishes), wishes, capacity)
    fullest = least_total_rank(list(wishes), wishes, capacity)
    assert fullest.places == {"Inès": "Vannes", "Paul": "Metz", "Zoé": "Metz"}
    assert [(row.envy, row.moved, row.unplaced) for row in compare([published, fullest])] == [(0, 0, 1), (2, 2, 0)]


def test_a_post_closed_to_somebody_by_a_fact_causes_no_envy() -> None:
    wishes = {"Inès": ["Metz"], "Paul": ["Metz"]}
    assert compare([amphi(list(wishes), wishes, {"Metz": 1}, unfit={"Inès": ["Metz"]})])[0].envy == 0


def test_without_an_order_of_merit_envy_is_not_counted() -> None:
    row = compare([deferred_acceptance({"Inès": []}, {}, {"Metz": 1})])[0]
    assert (row.envy, row.unplaced, row.worst_rank) == (None, 1, None)


def test_placements_of_different_people_are_not_compared() -> None:
    with pytest.raises(errors.UnknownStudent):
        compare([amphi(["Inès"], {}, {}), amphi(["Paul"], {}, {})])


@given(instances())
@bounded
def test_the_amphi_has_no_envy_and_no_rule_beats_the_optimum_it_names(instance: Instance) -> None:
    plain, ahead, least, fair = compare(
        [amphi(*instance), amphi(*instance, look_ahead=True), least_total_rank(*instance), leximin(*instance)]
    )
    assert plain.envy == 0
    assert plain.placed <= ahead.placed == least.placed == fair.placed
    assert least.total_rank <= min(ahead.total_rank, fair.total_rank)
    assert (fair.worst_rank or 0) <= min(ahead.worst_rank or 0, least.worst_rank or 0)
