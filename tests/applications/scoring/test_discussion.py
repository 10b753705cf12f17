from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.scoring import UnusableInput, departures, discussion_order

conflicts = st.sets(st.tuples(st.integers(0, 4), st.sampled_from("pqrs")), max_size=14)


def test_files_that_send_the_same_people_out_are_discussed_together() -> None:
    out = [("b", "durand"), ("d", "durand"), ("f", "durand")]
    assert discussion_order("abcdef", out) == ["a", "c", "e", "b", "d", "f"]


def test_without_a_conflict_the_order_stays() -> None:
    assert discussion_order([3, 1, 2], []) == [3, 1, 2]
    assert discussion_order([], []) == []


def test_a_departure_is_counted_each_time_somebody_leaves() -> None:
    out = [("a", "p"), ("b", "p"), ("b", "q"), ("d", "p")]
    # p leaves before a and comes back after b; q leaves for b; p leaves again for d.
    assert departures("abcd", out) == 3


def test_groups_that_share_a_member_follow_each_other() -> None:
    out = [("a", "p"), ("b", "q"), ("c", "p"), ("c", "q")]
    order = discussion_order("abc", out)
    assert order.index("c") == 1
    assert departures(order, out) == 2


@settings(derandomize=True, deadline=None)
@given(conflicts)
def test_no_order_of_a_few_files_has_fewer_departures(out: set[tuple[int, str]]) -> None:
    order = discussion_order(range(5), sorted(out))
    assert sorted(order) == list(range(5))
    assert departures(order, out) == min(departures(other, out) for other in permutations(range(5)))


@pytest.mark.parametrize("seed", range(10))
def test_a_long_sitting_never_has_more_departures_than_the_order_given(seed: int) -> None:
    random = Random(seed)
    out = {(random.randrange(60), member) for member in "pqrstuvw" for _ in range(9)}
    order = discussion_order(range(60), out)
    assert departures(order, out) < departures(range(60), out)
    assert order == discussion_order(range(60), sorted(out))


def test_a_conflict_on_a_file_that_is_not_discussed_is_passed_over() -> None:
    assert discussion_order(["a"], [("z", "p")]) == ["a"]


def test_a_file_named_twice_is_refused() -> None:
    with pytest.raises(UnusableInput, match="twice"):
        discussion_order(["a", "a"], [])
