from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import Kind, Reason, amphi, deferred_acceptance, errors
from tests.cohorts.placement.instances import Instance, bounded, instances, locks_for, nested_groups, real


def test_one_merit_list_for_every_post_gives_the_amphi_on_the_real_wishes() -> None:
    instance, _ = real()
    result = deferred_acceptance(instance.wishes, dict.fromkeys(instance.capacity, instance.merit), instance.capacity)
    assert result.places == amphi(*instance).places


def test_the_known_example_of_gale_and_shapley_gives_the_students_optimum() -> None:
    wishes = {
        "a": ["A", "B", "C", "D"],
        "b": ["A", "D", "C", "B"],
        "c": ["B", "A", "C", "D"],
        "d": ["D", "B", "C", "A"],
    }
    priorities = {"A": list("dcab"), "B": list("bdac"), "C": list("dabc"), "D": list("cbad")}
    result = deferred_acceptance(wishes, priorities, dict.fromkeys("ABCD", 1))
    assert result.places == {"a": "C", "b": "D", "c": "A", "d": "B"}


def test_a_refused_wish_says_how_far_down_its_list_the_post_went() -> None:
    wishes = {"Inès": ["Metz", "Vannes"], "Paul": ["Metz"], "Zoé": ["Vannes", "Metz"]}
    priorities = {"Metz": ["Zoé", "Paul", "Inès"], "Vannes": ["Inès"]}
    result = deferred_acceptance(wishes, priorities, {"Metz": 1, "Vannes": 1})
    assert result.places == {"Inès": "Vannes", "Paul": None, "Zoé": "Metz"}
    assert result.reasons == {
        "Inès": {"Metz": Reason(Kind.OUTRANKED, last_rank=1)},
        "Paul": {"Metz": Reason(Kind.OUTRANKED, last_rank=1)},
        "Zoé": {"Vannes": Reason(Kind.UNRANKED)},
    }


def test_a_lock_passes_over_those_the_post_prefers_and_says_so() -> None:
    wishes = {"Inès": ["Metz", "Vannes"], "Paul": ["Vannes"], "Zoé": ["Metz", "Brest"]}
    priorities = {"Metz": ["Inès", "Paul", "Zoé"], "Vannes": ["Inès"], "Brest": ["Zoé"]}
    result = deferred_acceptance(wishes, priorities, {"Metz": 1, "Vannes": 1, "Brest": 0}, locks={"Paul": "Metz"})
    assert result.places == {"Inès": "Vannes", "Paul": "Metz", "Zoé": None}
    assert result.reasons["Inès"] == {"Metz": Reason(Kind.LOCKED, by=("Paul",))}
    assert result.reasons["Paul"] == {"Vannes": Reason(Kind.OWN_LOCK)}
    assert result.reasons["Zoé"] == {"Metz": Reason(Kind.OUTRANKED, last_rank=2), "Brest": Reason(Kind.CLOSED)}
    assert result.envy == (("Inès", "Paul"),)


def test_a_lock_on_somebody_the_post_did_not_rank_passes_over_the_last_it_ranked() -> None:
    result = deferred_acceptance(
        {"Inès": ["Metz"], "Paul": []}, {"Metz": ["Inès"]}, {"Metz": 1}, locks={"Paul": "Metz"}
    )
    assert result.reasons["Inès"] == {"Metz": Reason(Kind.LOCKED, by=("Paul",))}
    assert result.envy == (("Inès", "Paul"),)


@pytest.mark.parametrize(
    ("priorities", "error"),
    [
        ({"Metz": ["Inès", "Inès"]}, errors.DuplicateStudent),
        ({"Metz": ["Paul"]}, errors.UnknownStudent),
        ({"Brest": ["Inès"]}, errors.UnknownPost),
    ],
)
def test_a_priority_that_cannot_be_is_named(
    priorities: dict[str, list[str]], error: type[errors.InvalidPlacement]
) -> None:
    with pytest.raises(error):
        deferred_acceptance({"Inès": ["Metz"]}, priorities, {"Metz": 1})


@given(instances())
@bounded
def test_one_merit_list_for_every_post_gives_the_amphi(instance: Instance) -> None:
    result = deferred_acceptance(instance.wishes, dict.fromkeys(instance.capacity, instance.merit), instance.capacity)
    assert result.places == amphi(*instance).places


@given(st.data())
@bounded
def test_no_student_and_post_would_rather_have_each_other(data: st.DataObject) -> None:
    instance = data.draw(instances())
    everybody = st.lists(st.sampled_from(instance.merit), unique=True)
    priorities = {post: data.draw(everybody) for post in instance.capacity}
    locks = data.draw(locks_for(instance, []))
    unfit = {student: data.draw(st.sets(st.sampled_from(sorted(instance.capacity)))) for student in instance.merit}
    unfit = {student: posts - {locks.get(student)} for student, posts in unfit.items()}
    result = deferred_acceptance(instance.wishes, priorities, instance.capacity, locks=locks, unfit=unfit)
    seated = Counter(place for place in result.places.values() if place)
    assert all(count <= instance.capacity[post] for post, count in seated.items())
    for student in set(instance.merit) - set(locks):
        place = result.places[student]
        assert place is None or (student in priorities[place] and place not in unfit[student])
        assert list(result.reasons[student]) == before(instance.wishes[student], place)
        for post in result.reasons[student]:
            if student in priorities[post] and post not in unfit[student]:
                worse = [s for s, p in result.places.items() if p == post and not above(priorities[post], s, student)]
                assert seated[post] == instance.capacity[post]
                assert set(worse) <= set(locks)
                assert set(worse) == set(result.reasons[student][post].by)


@given(st.data())
@bounded
def test_capped_groups_under_one_order_give_the_amphi(data: st.DataObject) -> None:
    instance = data.draw(instances())
    groups = data.draw(nested_groups(list(instance.capacity)))
    locks = data.draw(locks_for(instance, groups))
    orders = dict.fromkeys(instance.capacity, instance.merit)
    result = deferred_acceptance(
        {student: instance.wishes[student] for student in data.draw(st.permutations(instance.merit))},
        orders,
        instance.capacity,
        locks=locks,
        groups=groups,
    )
    plain = amphi(*instance, locks=locks, groups=groups)
    assert result.places == plain.places
    assert {s: list(refused) for s, refused in result.reasons.items()} == {
        s: list(refused) for s, refused in plain.reasons.items()
    }


def test_a_full_group_says_so_and_names_the_lock_that_counts() -> None:
    wishes = {"Inès": ["Angers"], "Paul": [], "Zoé": ["Angers"]}
    orders = dict.fromkeys(("Metz", "Angers"), tuple(wishes))
    groups = [(["Metz", "Angers"], 1)]
    result = deferred_acceptance(wishes, orders, {"Metz": 1, "Angers": 1}, locks={"Paul": "Metz"}, groups=groups)
    assert result.reasons["Inès"] == {"Angers": Reason(Kind.QUOTA, last_rank=2, group=0, by=("Paul",))}
    assert result.reasons["Zoé"] == {"Angers": Reason(Kind.QUOTA, last_rank=2, group=0)}


def test_a_capped_group_with_two_orders_is_refused_by_name() -> None:
    wishes: dict[str, list[str]] = {"Inès": ["Metz"], "Paul": ["Metz"]}
    orders = {"Metz": ["Inès", "Paul"], "Angers": ["Paul", "Inès"]}
    with pytest.raises(errors.OrdersInGroup):
        deferred_acceptance(wishes, orders, {"Metz": 1, "Angers": 1}, groups=[(["Metz", "Angers"], 1)])
    loose = deferred_acceptance(wishes, orders, {"Metz": 1, "Angers": 1}, groups=[(["Metz", "Angers"], 2)])
    assert loose.places == {"Inès": "Metz", "Paul": None}


def before(wishes: list[str], place: str | None) -> list[str]:
    return wishes if place is None else wishes[: wishes.index(place)]


def above(priorities: list[str], one: str, other: str) -> bool:
    return one in priorities and priorities.index(one) < priorities.index(other)
