from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import Kind, Live, Problem, Reason, Rule, amphi, replay
from cohorts.placement.errors import ClosedPick, OutOfTurn
from tests.cohorts.placement.instances import Instance, bounded, instances, locks_for, nested_groups, real

ONE_PLACE = {"Angers": 1, "Metz": 1, "Vannes": 1}


@st.composite
def problems(draw: st.DrawFn) -> Problem[str, str]:
    """Draw a small placement with nested caps, locks inside them, and posts closed to some."""
    instance: Instance = draw(instances())
    groups = draw(nested_groups(sorted(instance.capacity)))
    locks = draw(locks_for(instance, groups))
    unfit = {s: draw(st.sets(st.sampled_from(sorted(instance.capacity)))) - {locks.get(s)} for s in instance.merit}
    return Problem(*instance, locks, groups, unfit)


def played(problem: Problem[str, str]) -> list[tuple[str, str | None]]:
    """Everybody takes their first open wish."""
    live, taken = Live(problem), list[tuple[str, str | None]]()
    while (student := live.turn) is not None:
        taken.append((student, live.first_open()))
        live.take(*taken[-1])
    return taken


@given(problems())
@bounded
def test_when_everybody_takes_their_first_open_wish_it_is_the_amphi(problem: Problem[str, str]) -> None:
    told = amphi(*real_inputs(problem), locks=problem.locks, groups=problem.groups, unfit=problem.unfit)

    result = replay(problem, played(problem))

    assert (result.rule, result.places, result.reasons, result.envy) == (
        Rule.LIVE,
        told.places,
        told.reasons,
        told.envy,
    )


def real_inputs(problem: Problem[str, str]) -> Instance:
    return Instance(list(problem.merit), dict(problem.wishes), dict(problem.capacity))  # type: ignore[arg-type]


@given(problems(), st.data())
@bounded
def test_whatever_is_taken_no_post_no_cap_and_no_fact_is_broken(
    problem: Problem[str, str], data: st.DataObject
) -> None:
    live = Live(problem)
    while (student := live.turn) is not None:
        live.take(student, data.draw(st.sampled_from([None, *live.open_posts()])))

    places = replay(problem, list(live.places.items())).places
    seated = Counter(post for post in places.values() if post is not None)
    assert all(count <= problem.capacity[post] for post, count in seated.items())
    assert all(sum(seated[post] for post in posts) <= cap for posts, cap in problem.groups)
    assert all(post not in problem.unfit.get(student, ()) for student, post in places.items())
    assert all(places[student] == post for student, post in problem.locks.items())


def test_the_real_wishes_taken_in_turn_give_the_known_placement() -> None:
    instance, expected = real()
    problem = Problem(*instance)
    assert replay(problem, played(problem)).places == expected["serial_dictatorship"]["given"]["assignment"]


def test_an_open_wish_left_aside_has_no_reason_and_a_closed_one_has_its_own() -> None:
    wishes = {"Inès": ["Angers", "Metz"], "Paul": ["Metz", "Vannes"]}
    result = replay(Problem(["Inès", "Paul"], wishes, ONE_PLACE), [("Inès", "Metz"), ("Paul", "Vannes")])
    assert result.reasons == {"Inès": {}, "Paul": {"Metz": Reason(Kind.TAKEN, last_rank=1)}}


def test_a_pick_out_of_turn_is_refused() -> None:
    with pytest.raises(OutOfTurn):
        replay(Problem(["Inès", "Paul"], {}, ONE_PLACE), [("Paul", "Metz")])


def test_a_pick_of_a_full_post_is_refused_and_says_who_took_it() -> None:
    with pytest.raises(ClosedPick) as refused:
        replay(Problem(["Inès", "Paul"], {}, ONE_PLACE), [("Inès", "Metz"), ("Paul", "Metz")])
    assert refused.value.facts["reason"] == Reason(Kind.TAKEN, last_rank=1)


def test_a_post_nobody_offers_is_closed() -> None:
    assert Live(Problem(["Inès"], {}, ONE_PLACE)).refusal("Brest") == Reason(Kind.CLOSED)


def test_a_place_locked_for_somebody_below_is_not_open_and_its_holder_has_no_turn() -> None:
    live = Live(Problem(["Inès", "Paul"], {}, ONE_PLACE, {"Paul": "Metz"}))
    assert live.refusal("Metz") == Reason(Kind.LOCKED, by=("Paul",))
    live.take("Inès", "Angers")
    assert live.turn is None


def test_a_place_kept_for_somebody_to_come_is_not_open_to_others_until_they_have_chosen() -> None:
    kept = {"Metz": (1, ["Zoé"])}
    live = Live(Problem(["Inès", "Zoé", "Paul"], {}, ONE_PLACE | {"Metz": 2}, reserves=kept))
    live.take("Inès", "Metz")
    assert live.refusal("Metz") is None
    live.take("Zoé", "Angers")
    live.take("Paul", "Metz")

    with pytest.raises(ClosedPick) as refused:
        replay(Problem(["Inès", "Paul", "Zoé"], {}, {"Metz": 2}, reserves=kept), [("Inès", "Metz"), ("Paul", "Metz")])
    assert refused.value.facts["reason"] == Reason(Kind.RESERVED, last_rank=1)
