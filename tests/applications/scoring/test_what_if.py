from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.scoring import UnusableInput, what_if

totals = st.dictionaries(st.integers(0, 20), st.tuples(st.floats(0, 1) | st.just(nan), st.floats(0, 1)), max_size=12)


def test_other_weights_say_who_enters_and_who_leaves() -> None:
    official = {"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.1}
    found = what_if(official, {"a": 0.9, "b": 0.6, "c": 0.7, "d": 0.1}, places=2)
    assert (found.enter, found.leave) == (["c"], ["b"])
    assert found.rank == {"a": 1, "c": 2, "b": 3, "d": 4}
    assert found.climb == {"a": 0, "c": 1, "b": -1, "d": 0}
    assert found.tau == pytest.approx(4 / 6)


def test_another_capacity_says_who_enters() -> None:
    official = {"a": 0.9, "b": 0.8, "c": 0.7}
    found = what_if(official, official, places=3, official_places=1)
    assert (found.enter, found.leave, found.tau) == (["b", "c"], [], 1.0)


def test_a_file_without_a_total_takes_no_place() -> None:
    found = what_if({"a": 0.5, "b": nan}, {"a": 0.5, "b": nan}, places=2, official_places=1)
    assert found.enter == []


@settings(derandomize=True, deadline=None)
@given(totals, st.integers(0, 14))
def test_as_many_enter_as_leave_when_every_file_has_a_total(both: dict[int, tuple[float, float]], places: int) -> None:
    official = {one: first for one, (first, _) in both.items() if first == first}
    found = what_if(official, {one: both[one][1] for one in official}, places)
    assert len(found.enter) == len(found.leave)
    assert sum(found.climb.values()) == 0


@settings(derandomize=True, deadline=None)
@given(totals, st.integers(0, 14))
def test_the_official_rule_changes_nothing(both: dict[int, tuple[float, float]], places: int) -> None:
    official = {one: first for one, (first, _) in both.items()}
    found = what_if(official, official, places)
    assert (found.enter, found.leave, set(found.climb.values()) - {0}) == ([], [], set())


def test_rankings_of_different_files_are_refused() -> None:
    with pytest.raises(UnusableInput, match="same files"):
        what_if({"a": 0.5}, {"b": 0.5}, 1)


def test_a_negative_number_of_places_is_refused() -> None:
    with pytest.raises(UnusableInput, match="places"):
        what_if({"a": 0.5}, {"a": 0.5}, 1, official_places=-1)
