"""Places kept first for some: stable in the sense of Hafalir, Yenmez & Yildirim (2013), and the best such answer."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import Kind, Problem, Reason, Rule, after_withdrawal, amphi, errors, solve
from tests.cohorts.placement.brute import Places, placements, rank_of
from tests.cohorts.placement.instances import Instance, bounded, instances, locks_for

Reserves = dict[str, tuple[int, list[str]]]


def test_a_kept_place_goes_to_one_it_is_kept_for_and_says_so_to_those_ranked_above() -> None:
    wishes = {"Inès": ["Metz"], "Paul": ["Metz"], "Zoé": ["Metz"]}
    result = amphi(list(wishes), wishes, {"Metz": 2}, reserves={"Metz": (1, ["Zoé"])})
    assert result.rule is Rule.AMPHI
    assert result.places == {"Inès": "Metz", "Paul": None, "Zoé": "Metz"}
    assert result.reasons["Paul"] == {"Metz": Reason(Kind.RESERVED, last_rank=1)}


def test_a_kept_place_nobody_asks_for_goes_to_others() -> None:
    wishes = {"Inès": ["Metz"], "Paul": ["Metz"], "Zoé": []}
    result = amphi(list(wishes), wishes, {"Metz": 2}, reserves={"Metz": (2, ["Zoé"])})
    assert result.places == {"Inès": "Metz", "Paul": "Metz", "Zoé": None}


def test_somebody_locked_there_counts_among_those_a_place_is_kept_for() -> None:
    wishes = {"Inès": ["Metz"], "Paul": ["Metz"], "Zoé": []}
    reserves = {"Metz": (1, ["Paul", "Zoé"])}
    result = amphi(list(wishes), wishes, {"Metz": 2}, reserves=reserves, locks={"Zoé": "Metz"})
    assert result.places == {"Inès": "Metz", "Paul": None, "Zoé": "Metz"}
    assert result.reasons["Paul"] == {"Metz": Reason(Kind.LOCKED, by=("Zoé",))}


@pytest.mark.parametrize("rule", [Rule.LOOK_AHEAD, Rule.LEAST_TOTAL_RANK, Rule.LEXIMIN, Rule.WITH_MINIMUM])
def test_a_rule_that_cannot_keep_places_refuses_by_name(rule: Rule) -> None:
    problem = Problem(["Inès"], {"Inès": ["Metz"]}, {"Metz": 1}, reserves={"Metz": (1, ["Inès"])})
    with pytest.raises(errors.ReservesNotKept):
        solve(rule, problem)


def test_kept_places_under_a_cap_that_binds_are_refused_by_name() -> None:
    reserves = {"Metz": (1, ["Inès"])}
    with pytest.raises(errors.ReservesInGroup):
        amphi(["Inès"], {}, {"Metz": 1, "Angers": 1}, reserves=reserves, groups=[(["Metz", "Angers"], 1)])
    assert amphi(["Inès"], {}, {"Metz": 1}, reserves=reserves, groups=[(["Metz"], 1)]).places == {"Inès": None}


def test_more_kept_places_than_places_are_refused_by_name() -> None:
    with pytest.raises(errors.ReservedOverCapacity):
        amphi(["Inès"], {}, {"Metz": 1}, reserves={"Metz": (2, [])})


@given(st.data())
@bounded
def test_only_a_kept_place_or_a_lock_can_pass_over_somebody_ranked_above(data: st.DataObject) -> None:
    instance = data.draw(instances())
    reserves, locks = kept(data, instance), data.draw(locks_for(instance, []))
    result = amphi(*instance, reserves=reserves, locks=locks)
    assert is_fair(instance, reserves, dict(result.places), locks)
    for student in set(instance.merit) - set(locks):
        place, wishes = result.places[student], instance.wishes[student]
        assert list(result.reasons[student]) == (wishes if place is None else wishes[: wishes.index(place)])


@given(st.data())
@bounded
def test_no_answer_as_fair_is_better_for_anybody(data: st.DataObject) -> None:
    instance = data.draw(instances(students=5, posts=3))
    reserves = kept(data, instance)
    result = amphi(*instance, reserves=reserves)
    for other in fair_placements(instance, reserves):
        for student in instance.merit:
            assert rank(instance, student, result.places[student]) <= rank(instance, student, other[student])


@given(st.data())
@bounded
def test_nobody_gains_by_sending_another_list(data: st.DataObject) -> None:
    instance = data.draw(instances(students=4, posts=3, places=2))
    reserves = kept(data, instance)
    honest = amphi(*instance, reserves=reserves).places
    for student in instance.merit:
        for size in range(len(instance.capacity) + 1):
            for other in permutations(instance.capacity, size):
                wishes = instance.wishes | {student: list(other)}
                place = amphi(instance.merit, wishes, instance.capacity, reserves=reserves).places[student]
                assert rank(instance, student, honest[student]) <= rank(instance, student, place)


@given(st.data())
@bounded
def test_kept_for_nobody_or_for_everybody_it_is_the_plain_amphi(data: st.DataObject) -> None:
    instance = data.draw(instances())
    plain = amphi(*instance)
    for whom in ([], instance.merit):
        reserves = {post: (places, whom) for post, places in instance.capacity.items()}
        assert amphi(*instance, reserves=reserves).places == plain.places


@given(st.data())
@bounded
def test_a_withdrawal_harms_nobody(data: st.DataObject) -> None:
    instance = data.draw(instances())
    published = amphi(*instance, reserves=kept(data, instance))
    for leaver in instance.merit:
        for move in after_withdrawal(published, leaver):
            assert rank(instance, move.student, move.to) < rank(instance, move.student, move.origin)


def kept(data: st.DataObject, instance: Instance) -> Reserves:
    """Draw places kept at each post for some of the students."""
    some = st.lists(st.sampled_from(instance.merit), unique=True)
    return {post: (data.draw(st.integers(0, places)), data.draw(some)) for post, places in instance.capacity.items()}


def fair_placements(instance: Instance, reserves: Reserves) -> Iterator[Places]:
    return (places for places in placements(instance) if is_fair(instance, reserves, places, {}))


def is_fair(instance: Instance, reserves: Reserves, places: Places, locks: Mapping[str, str]) -> bool:
    """Whether each better wish is full of people ranked above, or of those it is kept for, or locked there."""
    merit = {student: n for n, student in enumerate(instance.merit)}
    seated = Counter(places.values())
    for student in set(instance.merit) - set(locks):
        for post in instance.wishes[student]:
            if places[student] == post:
                break
            if seated[post] < instance.capacity[post]:
                return False
            number, whom = reserves[post]
            holders = [other for other, place in places.items() if place == post]
            inside = sum(other in whom for other in holders)
            free = {other for other in holders if other not in locks}
            if student in whom and inside < number and any(other not in whom for other in free):
                return False
            guarded = set() if student in whom or inside > number else set(whom)
            if any(merit[other] > merit[student] and other not in guarded for other in free):
                return False
    return True


def rank(instance: Instance, student: str, place: str | None) -> int:
    wishes = instance.wishes[student]
    return rank_of(instance, student, place) if place is None or place in wishes else len(instance.capacity) + 1
