from collections import Counter
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import Assignment, Kind, Reason, amphi
from tests.cohorts.placement.instances import Instance, bounded, instances, locks_for, nested_groups, real

ONE_PLACE = {"Angers": 1, "Metz": 1, "Vannes": 1}


def test_the_real_wishes_give_the_known_placement() -> None:
    instance, expected = real()
    result = amphi(*instance)
    assert result.places == expected["serial_dictatorship"]["given"]["assignment"]
    assert profile(result) == expected["serial_dictatorship"]["given"]["profile"]


def test_the_real_wishes_in_reverse_order_give_the_other_known_placement() -> None:
    instance, expected = real()
    result = amphi(instance.merit[::-1], instance.wishes, instance.capacity)
    assert result.places == expected["serial_dictatorship"]["reversed"]["assignment"]
    assert profile(result) == expected["serial_dictatorship"]["reversed"]["profile"]


def test_locking_the_last_student_on_their_first_choice_moves_nobody() -> None:
    instance, expected = real()
    known = expected["lock_last_student_on_first_choice"]
    locked = amphi(*instance, locks={known["student"]: known["place"]})
    assert locked.places == amphi(*instance).places | known["moves"]
    assert locked.envy == ()


def test_a_refused_wish_names_the_rank_that_took_the_last_place() -> None:
    result = amphi(["Inès", "Paul"], {"Inès": ["Metz"], "Paul": ["Metz", "Vannes"]}, ONE_PLACE)
    assert result.places == {"Inès": "Metz", "Paul": "Vannes"}
    assert result.reasons == {"Inès": {}, "Paul": {"Metz": Reason(Kind.TAKEN, last_rank=1)}}


def test_a_full_branch_refuses_a_post_that_still_has_a_place() -> None:
    wishes = {"Inès": ["Metz"], "Paul": ["Angers", "Vannes"]}
    result = amphi(["Inès", "Paul"], wishes, ONE_PLACE, groups=[(["Metz", "Angers"], 1)])
    assert result.places["Paul"] == "Vannes"
    assert result.reasons["Paul"] == {"Angers": Reason(Kind.QUOTA, last_rank=1, group=0)}


def test_a_lock_names_itself_to_those_it_passes_over() -> None:
    wishes = {"Inès": ["Metz", "Vannes"], "Paul": ["Angers"], "Zoé": ["Metz"]}
    result = amphi(["Inès", "Paul", "Zoé"], wishes, ONE_PLACE, locks={"Paul": "Metz"})
    assert result.places == {"Inès": "Vannes", "Paul": "Metz", "Zoé": None}
    assert result.reasons["Inès"] == {"Metz": Reason(Kind.LOCKED, by=("Paul",))}
    assert result.reasons["Paul"] == {"Angers": Reason(Kind.OWN_LOCK)}
    assert result.reasons["Zoé"] == {"Metz": Reason(Kind.TAKEN, last_rank=2)}
    assert result.envy == (("Inès", "Paul"),)


def test_a_lock_that_fills_a_branch_is_named_beside_the_quota() -> None:
    wishes = {"Inès": ["Angers"], "Paul": []}
    result = amphi(["Inès", "Paul"], wishes, ONE_PLACE, locks={"Paul": "Metz"}, groups=[(["Metz", "Angers"], 1)])
    assert result.reasons["Inès"] == {"Angers": Reason(Kind.QUOTA, last_rank=2, group=0, by=("Paul",))}
    assert result.envy == (("Inès", "Paul"),)


def test_a_post_closed_by_a_fact_or_without_a_place_says_so() -> None:
    result = amphi(["Inès"], {"Inès": ["Metz", "Vannes"]}, {"Metz": 1, "Vannes": 0}, unfit={"Inès": {"Metz"}})
    assert result.places == {"Inès": None}
    assert result.reasons["Inès"] == {"Metz": Reason(Kind.UNFIT), "Vannes": Reason(Kind.CLOSED)}


def test_a_student_without_wishes_is_left_without_a_place() -> None:
    assert amphi(["Inès"], {}, ONE_PLACE).places == {"Inès": None}


@given(st.data())
@bounded
def test_capacities_caps_and_wishes_are_respected_and_every_refusal_is_explained(data: st.DataObject) -> None:
    instance, groups, locks = drawn(data)
    result = amphi(*instance, groups=groups, locks=locks)
    seated = Counter(place for place in result.places.values() if place)
    assert all(count <= instance.capacity[post] for post, count in seated.items())
    assert all(sum(seated[post] for post in posts) <= cap for posts, cap in groups)
    for student in instance.merit:
        place, wishes = result.places[student], instance.wishes[student]
        assert place == locks[student] if student in locks else place in {*wishes, None}
        assert list(result.reasons[student]) == (wishes[: wishes.index(place)] if place in wishes else wishes)


@given(st.data())
@bounded
def test_no_place_is_wasted(data: st.DataObject) -> None:
    instance, groups, locks = drawn(data)
    result = amphi(*instance, groups=groups, locks=locks)
    seated = Counter(place for place in result.places.values() if place)
    for student in set(instance.merit) - set(locks):
        for post in result.reasons[student]:
            full = seated[post] == instance.capacity[post]
            capped = any(post in posts and sum(seated[p] for p in posts) >= cap for posts, cap in groups)
            assert full or capped


@given(st.data())
@bounded
def test_only_a_lock_can_pass_over_somebody_ranked_above(data: st.DataObject) -> None:
    instance, groups, locks = drawn(data)
    result = amphi(*instance, groups=groups, locks=locks)
    rank = {student: n for n, student in enumerate(instance.merit, 1)}
    for student, refused in result.reasons.items():
        if student in locks:
            continue
        for post, reason in refused.items():
            holders = {other for other, place in result.places.items() if place == post and rank[other] > rank[student]}
            assert holders <= set(locks)
            assert holders <= set(reason.by)
            assert {(student, other) for other in holders} <= set(result.envy)
            assert reason.last_rank is None or reason.last_rank < rank[student] or reason.by


@given(instances(students=4, posts=3))
@bounded
def test_nobody_gains_by_sending_another_list(instance: Instance) -> None:
    honest = amphi(*instance)
    for student in instance.merit:
        for size in range(len(instance.capacity) + 1):
            for other in permutations(instance.capacity, size):
                result = amphi(instance.merit, instance.wishes | {student: list(other)}, instance.capacity)
                assert taste(instance, student, result.places[student]) >= taste(
                    instance, student, honest.places[student]
                )


def drawn(data: st.DataObject) -> tuple[Instance, list[tuple[list[str], int]], dict[str, str]]:
    instance = data.draw(instances())
    groups = data.draw(nested_groups(list(instance.capacity)))
    return instance, groups, data.draw(locks_for(instance, groups))


def taste(instance: Instance, student: str, place: str | None) -> int:
    wishes = instance.wishes[student]
    return wishes.index(place) if place in wishes else len(wishes)


def profile(result: Assignment[str, str]) -> list[int]:
    ranks = Counter(result.rank(student) for student in result.places)
    return [ranks[n] for n in range(1, 6)]
