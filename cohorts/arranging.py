"""A list of wishes seen in two ways: post by post, or branch by branch. Pure: one list in, one list out."""

from collections.abc import Iterable, Mapping, Sequence

from portal.web.order import moved

Branches = Mapping[int, str]  # the branch of each post


def grouped(wished: Iterable[int], branch_of: Branches) -> dict[str, list[int]]:
    """The list by branch: branches by their first wish, and inside each the order of the list."""
    groups: dict[str, list[int]] = {}
    for post in wished:
        groups.setdefault(branch_of[post], []).append(post)
    return groups


def expanded(groups: Mapping[str, Sequence[int]]) -> list[int]:
    """Branches, then regiments inside each, as the one list that is sent."""
    return [post for posts in groups.values() for post in posts]


def is_by_branch(wished: Sequence[int], branch_of: Branches) -> bool:
    """Whether seeing the list by branch leaves its order as it is."""
    return expanded(grouped(wished, branch_of)) == list(wished)


def branch_moved(
    wished: Sequence[int], branch_of: Branches, *, up: str | None = None, down: str | None = None
) -> list[int]:
    """One whole branch before or after its neighbour."""
    groups = grouped(wished, branch_of)
    return expanded({branch: groups[branch] for branch in moved(list(groups), up=up, down=down)})


def moved_inside(
    wished: Sequence[int], branch_of: Branches, *, up: int | None = None, down: int | None = None
) -> list[int]:
    """One post higher or lower among those of its branch."""
    groups = grouped(wished, branch_of)
    return expanded({branch: moved(posts, up=up, down=down) for branch, posts in groups.items()})


def with_branch(wished: Sequence[int], branch_of: Branches, added: Sequence[int]) -> list[int]:
    """The posts of one branch that were not asked for yet, after those that were."""
    return expanded(grouped([*wished, *(post for post in added if post not in wished)], branch_of))


def to_place(wished: Sequence[int], post: int, place: int) -> list[int]:
    """One post straight to a place of the list, counted from 1; beyond an end it stops there."""
    others = [each for each in wished if each != post]
    if len(others) == len(wished):
        return others
    at = min(max(place, 1), len(wished)) - 1
    return [*others[:at], post, *others[at:]]
