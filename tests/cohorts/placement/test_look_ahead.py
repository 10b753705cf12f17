from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import Kind, Reason, Rule, amphi
from tests.cohorts.placement.brute import Places, placements, rank_of
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


def test_a_locked_place_is_not_counted_on_for_anybody_else() -> None:
    wishes = {"Inès": ["Vannes", "Metz"], "Paul": ["Vannes"], "Zoé": []}
    capacity = {"Metz": 1, "Vannes": 1}
    result = amphi(list(wishes), wishes, capacity, locks={"Zoé": "Metz"}, look_ahead=True)
    assert result.places == {"Inès": "Vannes", "Paul": None, "Zoé": "Metz"}


@given(st.data())
@bounded
def test_each_takes_the_best_post_that_keeps_the_placement_full(data: st.DataObject) -> None:
    instance = data.draw(instances(students=5, posts=4))
    groups = data.draw(nested_groups(list(instance.capacity)))
    locks = data.draw(locks_for(instance, groups))
    left = list(placements(instance, groups, locks))
    fullest = max(placed(places) for places in left)
    left = [places for places in left if placed(places) == fullest]
    for student in [student for student in instance.merit if student not in locks]:
        best = min((places[student] for places in left), key=lambda place: rank_of(instance, student, place))
        left = [places for places in left if places[student] == best]
    result = amphi(*instance, groups=groups, locks=locks, look_ahead=True)
    assert result.places == left[0]
    reasons = [reason for refused in result.reasons.values() for reason in refused.values()]
    assert {reason.fullest for reason in reasons if reason.kind is Kind.LOOK_AHEAD} <= {fullest}


def placed(places: Places) -> int:
    return sum(place is not None for place in places.values())
