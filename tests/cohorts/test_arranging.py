import pytest

from cohorts.arranging import branch_moved, expanded, grouped, is_by_branch, moved_inside, to_place, with_branch

BRANCH_OF = {1: "infanterie", 2: "infanterie", 3: "cavalerie", 4: "cavalerie", 5: "génie"}


def test_branches_come_by_their_first_wish_and_keep_the_order_inside() -> None:
    assert grouped([3, 1, 4, 2], BRANCH_OF) == {"cavalerie": [3, 4], "infanterie": [1, 2]}


@pytest.mark.parametrize(("wished", "answer"), [([3, 4, 1], True), ([3, 1, 4], False), ([], True)])
def test_a_list_is_by_branch_when_grouping_changes_nothing(wished: list[int], answer: bool) -> None:
    assert is_by_branch(wished, BRANCH_OF) is answer
    assert is_by_branch(expanded(grouped(wished, BRANCH_OF)), BRANCH_OF)


def test_a_branch_moves_with_all_its_regiments() -> None:
    assert branch_moved([1, 2, 3, 4, 5], BRANCH_OF, up="cavalerie") == [3, 4, 1, 2, 5]
    assert branch_moved([1, 2, 3, 4, 5], BRANCH_OF, down="cavalerie") == [1, 2, 5, 3, 4]
    assert branch_moved([1, 2], BRANCH_OF, up="génie") == [1, 2]


def test_a_regiment_moves_inside_its_branch_only() -> None:
    assert moved_inside([1, 2, 3, 4], BRANCH_OF, up=4) == [1, 2, 4, 3]
    assert moved_inside([1, 2, 3, 4], BRANCH_OF, up=3) == [1, 2, 3, 4]
    assert moved_inside([1, 2, 3, 4], BRANCH_OF, down=2) == [1, 2, 3, 4]


def test_a_whole_branch_is_added_after_what_was_asked_of_it() -> None:
    assert with_branch([2, 3], BRANCH_OF, [1, 2]) == [2, 1, 3]
    assert with_branch([3], BRANCH_OF, [1, 2]) == [3, 1, 2]


@pytest.mark.parametrize(
    ("post", "place", "answer"),
    [(4, 1, [4, 1, 2, 3]), (1, 3, [2, 3, 1, 4]), (2, 99, [1, 3, 4, 2]), (3, -5, [3, 1, 2, 4]), (5, 1, [1, 2, 3, 4])],
)
def test_a_post_goes_straight_to_a_place(post: int, place: int, answer: list[int]) -> None:
    assert to_place([1, 2, 3, 4], post, place) == answer
