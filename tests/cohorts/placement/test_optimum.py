from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import Kind, Reason, errors, least_total_rank, leximin, with_minimum
from tests.cohorts.placement.brute import best, nobody_unplaced_first, placements, ranks, worst_first
from tests.cohorts.placement.instances import Instance, bounded, instances, locks_for, nested_groups, real


def test_the_real_wishes_reach_the_known_least_total_rank() -> None:
    instance, expected = real()
    result = least_total_rank(*instance)
    assert sum(place is not None for place in result.places.values()) == expected["max_cardinality"]
    assert sum(ranks(instance, dict(result.places))) == expected["min_total_rank_among_max_cardinality"]


def test_the_real_wishes_reach_the_known_smallest_worst_rank() -> None:
    instance, expected = real()
    result = leximin(*instance)
    assert max(ranks(instance, dict(result.places))) == expected["smallest_worst_rank_among_max_cardinality"]


def test_leximin_lifts_the_worst_rank_where_the_sum_would_not() -> None:
    wishes = {"Inès": ["Metz", "Vannes"], "Paul": ["Vannes", "Angers"], "Zoé": ["Brest", "Nancy", "Metz", "Pau"]}
    instance = Instance(list(wishes), wishes, {"Metz": 1, "Vannes": 1, "Angers": 1, "Pau": 1, "Brest": 0, "Nancy": 0})
    assert least_total_rank(*instance).places == {"Inès": "Metz", "Paul": "Vannes", "Zoé": "Pau"}
    assert leximin(*instance).places == {"Inès": "Vannes", "Paul": "Angers", "Zoé": "Metz"}


def test_a_wish_refused_for_the_whole_says_so() -> None:
    wishes = {"Inès": ["Metz", "Vannes"], "Paul": ["Metz", "Angers", "Vannes"], "Zoé": ["Angers"]}
    result = least_total_rank(["Inès", "Paul", "Zoé"], wishes, {"Metz": 1, "Vannes": 1, "Angers": 1})
    assert result.places == {"Inès": "Vannes", "Paul": "Metz", "Zoé": "Angers"}
    assert result.reasons["Inès"] == {"Metz": Reason(Kind.WHOLE)}


@given(st.data())
@bounded
def test_the_least_total_rank_is_the_best_of_all_placements_ties_by_merit(data: st.DataObject) -> None:
    instance = data.draw(instances(students=5, posts=4))
    groups = data.draw(nested_groups(list(instance.capacity)))
    locks = data.draw(locks_for(instance, groups))
    known = best(instance, placements(instance, groups, locks), nobody_unplaced_first(instance))
    assert least_total_rank(*instance, groups=groups, locks=locks).places == known


@given(st.data())
@bounded
def test_leximin_is_the_best_of_all_placements_ties_by_merit(data: st.DataObject) -> None:
    instance = data.draw(instances(students=5, posts=4))
    groups = data.draw(nested_groups(list(instance.capacity)))
    locks = data.draw(locks_for(instance, groups))
    known = best(instance, placements(instance, groups, locks), worst_first(instance))
    assert leximin(*instance, groups=groups, locks=locks).places == known


@given(st.data())
@bounded
def test_with_a_minimum_no_placement_that_keeps_to_it_is_better(data: st.DataObject) -> None:
    instance = data.draw(instances(students=5, posts=4))
    minimum = {post: data.draw(st.integers(0, places)) for post, places in instance.capacity.items()}
    groups = data.draw(nested_groups(list(instance.capacity)))
    locks = data.draw(locks_for(instance, groups))
    all_kept = [places for places in placements(instance, groups, locks) if keeps(places, minimum)]
    if not all_kept:
        with pytest.raises(errors.LocksBelowMinimum):
            with_minimum(*instance, minimum, groups=groups, locks=locks)
        return
    result = with_minimum(*instance, minimum, groups=groups, locks=locks)
    seated = Counter(place for place in result.places.values() if place is not None)
    assert all(count >= minimum[post] for post, count in seated.items())
    score = nobody_unplaced_first(instance)
    known = best(instance, iter(all_kept), score)
    assert score(ranks(instance, dict(result.places))) == score(ranks(instance, known))
    open_posts = (places for places in all_kept if opens(places) == set(seated))
    assert result.places == best(instance, open_posts, score)


def test_a_post_fewer_than_two_would_join_is_closed_and_says_so() -> None:
    wishes = {"Inès": ["Metz", "Vannes"], "Paul": ["Vannes"]}
    result = with_minimum(["Inès", "Paul"], wishes, {"Metz": 2, "Vannes": 2}, {"Metz": 2, "Vannes": 2})
    assert result.places == {"Inès": "Vannes", "Paul": "Vannes"}
    assert result.reasons["Inès"] == {"Metz": Reason(Kind.CLOSED, minimum=2)}


@pytest.mark.parametrize(
    ("minimum", "error"),
    [
        ({"Metz": 2}, errors.MinimumAboveCapacity),
        ({"Metz": -1}, errors.NegativeCapacity),
        ({"Brest": 1}, errors.UnknownPost),
    ],
)
def test_a_minimum_that_cannot_be_is_named(minimum: dict[str, int], error: type[errors.InvalidPlacement]) -> None:
    with pytest.raises(error):
        with_minimum(["Inès"], {"Inès": ["Metz"]}, {"Metz": 1}, minimum)


def test_an_unfit_pair_is_never_placed() -> None:
    instance = Instance(["Inès", "Paul"], {"Inès": ["Metz"], "Paul": ["Metz", "Vannes"]}, {"Metz": 2, "Vannes": 2})
    unfit = {"Paul": {"Metz"}}
    for result in (
        least_total_rank(*instance, unfit=unfit),
        leximin(*instance, unfit=unfit),
        with_minimum(*instance, {}, unfit=unfit),
        with_minimum(*instance, {"Metz": 1, "Vannes": 1}, unfit=unfit),
    ):
        assert result.places == {"Inès": "Metz", "Paul": "Vannes"}
        assert result.reasons["Paul"] == {"Metz": Reason(Kind.UNFIT)}


def keeps(places: dict[str, str | None], minimum: dict[str, int]) -> bool:
    seated = Counter(place for place in places.values() if place is not None)
    return all(count >= minimum[post] for post, count in seated.items())


def opens(places: dict[str, str | None]) -> set[str]:
    return {place for place in places.values() if place is not None}
