import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.placement import Move, after_withdrawal, amphi, deferred_acceptance, errors, least_total_rank
from tests.cohorts.placement.instances import Instance, bounded, instances, locks_for, nested_groups, real


def test_withdrawals_from_the_real_placement_move_who_is_known_to_move() -> None:
    instance, expected = real()
    published = amphi(*instance)
    for known in expected["withdrawal"]:
        moves = after_withdrawal(published, known["student"])
        assert {move.student: [move.origin, move.to] for move in moves} == known["rerun_moves"]


def test_the_chain_is_listed_in_the_order_in_which_places_are_set_free() -> None:
    wishes = {"Inès": ["Metz"], "Paul": ["Metz", "Vannes"], "Zoé": ["Vannes", "Angers"], "Léo": ["Angers"]}
    published = amphi(list(wishes), wishes, {"Metz": 1, "Vannes": 1, "Angers": 1})
    assert after_withdrawal(published, "Inès") == [
        Move("Paul", "Vannes", "Metz"),
        Move("Zoé", "Angers", "Vannes"),
        Move("Léo", None, "Angers"),
    ]


def test_only_a_plain_amphi_can_be_run_again() -> None:
    instance = Instance(["Inès"], {"Inès": ["Metz"]}, {"Metz": 1})
    for other in (
        amphi(*instance, look_ahead=True),
        least_total_rank(*instance),
        deferred_acceptance(instance.wishes, {"Metz": ["Inès"]}, instance.capacity),
    ):
        with pytest.raises(errors.NotAnAmphi):
            after_withdrawal(other, "Inès")


def test_somebody_who_is_not_placed_cannot_withdraw() -> None:
    with pytest.raises(errors.UnknownStudent):
        after_withdrawal(amphi(["Inès"], {}, {"Metz": 1}), "Zoé")


@given(st.data())
@bounded
def test_a_withdrawal_harms_nobody_and_equals_an_amphi_without_the_leaver(data: st.DataObject) -> None:
    instance = data.draw(instances())
    groups = data.draw(nested_groups(list(instance.capacity)))
    locks = data.draw(locks_for(instance, groups))
    published = amphi(*instance, groups=groups, locks=locks)
    for leaver in instance.merit:
        moves = after_withdrawal(published, leaver)
        assert all(gains(instance, move) for move in moves)
        after = {**published.places, **{move.student: move.to for move in moves}}
        del after[leaver]
        merit = [student for student in instance.merit if student != leaver]
        wishes = {student: instance.wishes[student] for student in merit}
        left = {student: post for student, post in locks.items() if student != leaver}
        assert after == amphi(merit, wishes, instance.capacity, groups=groups, locks=left).places


@given(instances())
@bounded
def test_each_move_takes_the_place_the_one_before_set_free(instance: Instance) -> None:
    published = amphi(*instance)
    for leaver in instance.merit:
        moves = after_withdrawal(published, leaver)
        freed = [published.places[leaver], *(move.origin for move in moves)]
        assert [move.to for move in moves] == freed[: len(moves)]


def gains(instance: Instance, move: Move[str, str]) -> bool:
    wishes = instance.wishes[move.student]
    return move.to is not None and (move.origin is None or wishes.index(move.to) < wishes.index(move.origin))
