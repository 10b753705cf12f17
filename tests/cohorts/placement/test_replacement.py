from cohorts.placement.replacement import Standing
from cohorts.placement.withdrawal import Move


def three(**changes: object) -> Standing[str, str]:
    """Ana holds B, Bea holds C, Cleo nothing; all three asked for A, then B, then C."""
    facts: dict[str, object] = {
        "merit": ["ana", "bea", "cleo"],
        "wishes": dict.fromkeys(("ana", "bea", "cleo"), ("A", "B", "C")),
        "holds": {"ana": "B", "bea": "C"},
    }
    return Standing(**facts | changes)  # type: ignore[arg-type]


def test_a_free_place_is_for_those_who_ranked_it_above_what_they_hold_in_order_of_merit() -> None:
    assert three().line("A") == ["ana", "bea", "cleo"]
    assert three().line("B") == ["bea", "cleo"]
    assert three().line("C") == ["cleo"]


def test_each_frees_what_they_held_until_nobody_wants_what_is_left() -> None:
    assert three().chain("A") == [Move("ana", "B", "A"), Move("bea", "C", "B"), Move("cleo", None, "C")]


def test_whoever_let_a_place_pass_is_not_asked_again_for_it() -> None:
    assert three().line("A", passed={"ana"}) == ["bea", "cleo"]


def test_somebody_with_a_better_promise_is_passed_over_and_with_a_lesser_one_is_not() -> None:
    assert three(promised={"cleo": "B"}).line("C") == []
    assert three(promised={"cleo": "C"}).line("B") == ["bea", "cleo"]


def test_a_fact_that_closes_a_post_keeps_it_closed() -> None:
    assert three(closed={"ana": {"A"}}).line("A") == ["bea", "cleo"]


def test_any_place_suits_those_who_said_so_and_hold_nothing() -> None:
    assert three(anywhere={"bea", "cleo"}).line("D") == ["cleo"]
    assert three().line("D") == []


def test_an_unwished_place_is_left_for_any_wish() -> None:
    assert three(holds={"ana": "D", "bea": "D", "cleo": "A"}).line("C") == ["ana", "bea"]


def test_a_full_group_takes_only_those_who_are_in_it() -> None:
    groups = [({"A", "B"}, 1)]

    assert three(groups=groups).line("A") == ["ana"]
    assert three(groups=groups, holds={"bea": "C"}, promised={"ana": "B"}).line("A") == ["ana"]


def test_who_leaves_is_no_longer_in_any_line() -> None:
    gone = three().without("ana")

    assert (gone.line("A"), "ana" in gone.holds) == (["bea", "cleo"], False)
