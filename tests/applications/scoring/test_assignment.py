from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from applications.scoring import CannotAssign, UnusableInput, assign_reviewers
from applications.scoring.crossed import connected_parts

FILES, REVIEWERS = range(4), "xyz"
pairs = st.sets(st.tuples(st.sampled_from(FILES), st.sampled_from(REVIEWERS)), max_size=6)
costs = st.dictionaries(st.tuples(st.sampled_from(FILES), st.sampled_from(REVIEWERS)), st.integers(-3, 3).map(float))
small = settings(derandomize=True, deadline=None, max_examples=60)

Answer = dict[int, tuple[str, ...]]


def loads(answer: dict[int, list[str]] | Answer) -> Counter[str]:
    return Counter(one for held in answer.values() for one in held)


def every_answer(per_file: int, capacity: int, conflicts: set[tuple[int, str]]) -> Iterator[Answer]:
    """All the ways of giving four files their readers, one after the other."""
    for choice in product(combinations(REVIEWERS, per_file), repeat=len(FILES)):
        answer = dict(zip(FILES, choice, strict=True))
        if is_legal(answer, capacity, conflicts):
            yield answer


def is_legal(answer: dict[int, list[str]] | Answer, capacity: int, conflicts: set[tuple[int, str]]) -> bool:
    read = {(file, one) for file, held in answer.items() for one in held}
    return not conflicts & read and max(loads(answer).values()) <= capacity


def price(answer: dict[int, list[str]] | Answer, cost: dict[tuple[int, str], float]) -> float:
    wanted = sum(cost.get((file, one), 0) for file, held in answer.items() for one in held)
    return wanted + sum(load * (load + 1) / 2 for load in loads(answer).values())


@small
@given(st.integers(1, 3), st.integers(0, 4), pairs)
def test_files_are_assigned_exactly_when_they_can_be(per_file: int, capacity: int, conflicts: set) -> None:
    if not any(True for _ in every_answer(per_file, capacity, conflicts)):
        with pytest.raises(CannotAssign) as refusal:
            assign_reviewers(FILES, REVIEWERS, per_file, capacity, conflicts)
        assert refusal.value.files
        assert set(refusal.value.files) <= set(FILES)
        return
    answer = assign_reviewers(FILES, REVIEWERS, per_file, capacity, conflicts)
    assert is_legal(answer, capacity, conflicts)
    assert all(len(set(held)) == per_file for held in answer.values())


@small
@given(st.integers(2, 4), pairs, costs)
def test_no_other_answer_costs_less(capacity: int, conflicts: set, cost: dict) -> None:
    possible = list(every_answer(1, capacity, conflicts))
    assume(possible)
    answer = assign_reviewers(FILES, REVIEWERS, 1, capacity, conflicts, cost)
    assert price(answer, cost) == pytest.approx(min(price(one, cost) for one in possible))


@small
@given(st.integers(1, 2), pairs, costs, pairs)
def test_as_much_as_possible_of_what_was_is_kept(per_file: int, conflicts: set, cost: dict, before: set) -> None:
    possible = list(every_answer(per_file, 3, conflicts))
    assume(possible)
    current = {file: [one for at, one in before if at == file] for file in FILES}
    answer = assign_reviewers(FILES, REVIEWERS, per_file, 3, conflicts, cost, current)
    assert kept(answer, current) == max(kept(one, current) for one in possible)


def kept(answer: dict[int, list[str]] | Answer, current: dict[int, list[str]]) -> int:
    return sum(len(set(held) & set(current[file])) for file, held in answer.items())


def a_season(seed: int, files: int = 60, reviewers: int = 9) -> tuple[list[int], list[str], set[tuple[int, str]]]:
    random = Random(seed)
    people = [f"r{number}" for number in range(reviewers)]
    conflicts = {(file, one) for file in range(files) for one in people if random.random() < 0.05}
    return list(range(files)), people, conflicts


@pytest.mark.parametrize("seed", range(5))
def test_loads_are_level(seed: int) -> None:
    files, people, conflicts = a_season(seed)
    shares = loads(assign_reviewers(files, people, 3, 60, conflicts)).values()
    assert max(shares) - min(shares) <= 1


def test_a_reviewer_with_less_room_leaves_the_others_level() -> None:
    room = {"a": 4, "b": 30, "c": 30, "d": 30}
    assert loads(assign_reviewers(range(20), room, 2, room)) == {"a": 4, "b": 12, "c": 12, "d": 12}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_names_changes_nothing(seed: int) -> None:
    files, people, conflicts = a_season(seed)
    first = assign_reviewers(files, people, 3, 30, conflicts)
    Random(seed).shuffle(files)
    Random(seed).shuffle(people)
    assert assign_reviewers(files, people, 3, 30, sorted(conflicts)) == first
    assert list(assign_reviewers(files, people, 3, 30, conflicts)) == files


@pytest.mark.parametrize("seed", range(5))
def test_running_again_changes_nothing(seed: int) -> None:
    files, people, conflicts = a_season(seed)
    first = assign_reviewers(files, people, 3, 30, conflicts)
    assert assign_reviewers(files, people, 3, 30, conflicts, current=first) == first


def test_a_new_conflict_moves_one_reading_only() -> None:
    files, people, conflicts = a_season(1)
    first = assign_reviewers(files, people, 3, 30, conflicts)
    second = assign_reviewers(files, people, 3, 30, conflicts | {(7, first[7][0])}, current=first)
    assert [file for file in files if first[file] != second[file]] == [7]
    assert len(set(first[7]) & set(second[7])) == 2


def test_a_reviewer_who_left_is_replaced_without_touching_the_others() -> None:
    files, people, conflicts = a_season(2)
    first = assign_reviewers(files, people, 3, 30, conflicts)
    second = assign_reviewers(files, people[1:], 3, 30, conflicts, current=first)
    assert all(set(first[file]) - {people[0]} <= set(second[file]) for file in files)


def test_a_speciality_is_preferred_until_the_load_tells() -> None:
    # The fourth file of x adds 4 − 2.5, less than the second of y or z, which adds 2; a fifth would add 5 − 2.5.
    cost = {(file, "x"): -2.5 for file in range(6)}
    assert loads(assign_reviewers(range(6), "xyz", 1, 6, cost=cost)) == {"x": 4, "y": 1, "z": 1}


def parts(answer: dict[int, list[str]], people: list[str]) -> int:
    met = [(file, people.index(one)) for file, held in answer.items() for one in held]
    return len(list(connected_parts(met, len(answer), len(people))))


@pytest.mark.parametrize("seed", range(5))
def test_the_design_is_in_one_piece(seed: int) -> None:
    files, people, conflicts = a_season(seed)
    assert parts(assign_reviewers(files, people, 2, 30, conflicts), people) == 1


@pytest.mark.parametrize("seed", range(5))
def test_reviewers_meet_many_others(seed: int) -> None:
    files, people, _ = a_season(seed)
    answer = assign_reviewers(files, people, 3, 30)
    met = {pair for held in answer.values() for pair in combinations(held, 2)}
    assert len(met) >= 33  # of the 36 there are


def test_two_specialities_are_linked_even_if_each_would_rather_stay_at_home() -> None:
    people = ["a1", "a2", "a3", "b1", "b2", "b3"]
    cost = {(file, one): -50.0 for file in range(12) for one in people if (file < 6) == one.startswith("a")}
    answer = assign_reviewers(range(12), people, 2, 6, cost=cost)
    abroad = [(file, one) for file, held in answer.items() for one in held if (file, one) not in cost]
    assert parts(answer, people) == 1
    assert len(abroad) == 2
    assert set(loads(answer).values()) == {4}


def test_linking_never_undoes_what_was() -> None:
    current = {file: ["a1", "a2"] if file < 3 else ["b1", "b2"] for file in range(6)}
    assert assign_reviewers(range(6), ["a1", "a2", "b1", "b2"], 2, 3, current=current) == current


def test_linking_never_relaxes_a_conflict() -> None:
    people = ["a1", "a2", "b1", "b2"]
    conflicts = [(file, one) for file in range(6) for one in people if (file < 3) != one.startswith("a")]
    answer = assign_reviewers(range(6), people, 2, 3, conflicts)
    assert parts(answer, people) == 2


def test_the_files_that_lack_reviewers_are_named() -> None:
    with pytest.raises(CannotAssign, match=r"Dupont \(2\)") as refusal:
        assign_reviewers(["Dupont", "Martin"], ["x", "y"], 2, 9, conflicts=[("Dupont", "x"), ("Dupont", "y")])
    assert (refusal.value.files, refusal.value.lacking) == (["Dupont"], {"Dupont": 2})


def test_too_little_room_names_as_many_readings_as_are_missing() -> None:
    with pytest.raises(CannotAssign) as refusal:
        assign_reviewers(range(10), "xyz", 2, 6)
    assert sum(refusal.value.lacking.values()) == 2


def test_more_readers_than_there_are_people_cannot_be() -> None:
    with pytest.raises(CannotAssign) as refusal:
        assign_reviewers(["a"], ["x"], 2, 9)
    assert refusal.value.lacking == {"a": 1}


def test_without_reviewers_every_file_lacks() -> None:
    with pytest.raises(CannotAssign) as refusal:
        assign_reviewers(["a", "b"], [], 1, 9)
    assert refusal.value.files == ["a", "b"]


def test_without_files_there_is_nothing_to_assign() -> None:
    assert assign_reviewers([], ["x"], 3, 9) == {}


def test_what_is_no_longer_there_is_passed_over() -> None:
    answer = assign_reviewers(["a"], ["x"], 1, 1, [("gone", "x")], {("a", "gone"): 1.0}, {"a": ["gone"], "old": ["x"]})
    assert answer == {"a": ["x"]}


@pytest.mark.parametrize(
    "asked",
    [
        {"files": ["a", "a"]},
        {"reviewers": ["x", "x"]},
        {"per_file": 0},
        {"capacity": -1},
        {"capacity": {"y": 1}},
        {"cost": {("a", "x"): float("inf")}},
    ],
)
def test_requests_that_mean_nothing_are_refused(asked: dict) -> None:
    with pytest.raises(UnusableInput):
        assign_reviewers(**{"files": ["a"], "reviewers": ["x"], "per_file": 1, "capacity": 1} | asked)
