from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import Kind, Reason, Rule, amphi
from tests.cohorts.placement.brute import placements, rank_of
from tests.cohorts.placement.instances import bounded, instances, locks_for, nested_groups, real


def test_the_real_wishes_leave_nobody_without_a_place() -> None:
    instance, expected = real()
    result = amphi(*instance, look_ahead=True)
    assert result.rule is Rule.LOOK_AHEAD
    assert result.places == expected["serial_dictatorship_keeping_max_cardinality"]["given"]["assignment"]


def test_the_real_wishes_in_reverse_order_leave_nobody_without_a_place_either() -> None:
    instance, expected = real()
    result = amphi(instance.merit[::-1], instance.wishes, instance.capacity, look_ahead=True)
    assert result.places == expected["serial_dictatorship_keeping_max_cardinality"]["reversed"]["assignment"]


def test_a_choice_that_would_strand_somebody_is_refused_and_says_so() -> None:
    wishes = {"Inès": ["Metz", "Vannes"], "Paul": ["Metz"]}
    result = amphi(["Inès", "Paul"], wishes, {"Metz": 1, "Vannes": 1}, look_ahead=True)
    assert result.places == {"Inès": "Vannes", "Paul": "Metz"}
    assert result.reasons == {"Inès": {"Metz": Reason(Kind.LOOK_AHEAD, fullest=2)}, "Paul": {}}


@given(st.data())
@bounded
def test_each_takes_the_best_post_that_keeps_the_placement_full(data: st.DataObject) -> None:
    instance = data.draw(instances(students=5, posts=4))
    groups = data.draw(nested_groups(list(instance.capacity)))
    left = list(placements(instance, groups))
    fullest = max(sum(place is not None for place in places.values()) for places in left)
    left = [places for places in left if sum(place is not None for place in places.values()) == fullest]
    for student in instance.merit:
        best = min((places[student] for places in left), key=lambda place: rank_of(instance, student, place))
        left = [places for places in left if places[student] == best]
    assert amphi(*instance, groups=groups, look_ahead=True).places == left[0]


@given(st.data())
@bounded
def test_locks_hold_and_as_many_are_placed_as_the_plain_amphi_places(data: st.DataObject) -> None:
    instance = data.draw(instances())
    groups = data.draw(nested_groups(list(instance.capacity)))
    locks = data.draw(locks_for(instance, groups))
    plain, ahead = (amphi(*instance, groups=groups, locks=locks, look_ahead=wise) for wise in (False, True))
    assert all(ahead.places[student] == post for student, post in locks.items())
    assert sum(map(bool, ahead.places.values())) >= sum(map(bool, plain.places.values()))
    fullest = {r.fullest for refused in ahead.reasons.values() for r in refused.values() if r.kind is Kind.LOOK_AHEAD}
    assert fullest <= {sum(map(bool, ahead.places.values()))}
