"""What a page of wishes sends: the list it shows, and the button that was pressed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from cohorts.arranging import (
    Branches,
    branch_moved,
    expanded,
    grouped,
    is_by_branch,
    moved_inside,
    to_place,
    with_branch,
)
from portal.web.order import moved

LONGEST = 9  # digits of a key


@dataclass(frozen=True, slots=True)
class Pressed:
    """`branch_of`: every post of the cohort; `addable`: what a branch brings; `by_branch`: the way of the page."""

    data: QueryDict
    branch_of: Branches
    addable: Sequence[int]
    by_branch: bool

    @property
    def wished(self) -> list[int]:
        """The list of the page after the button; a list that names something else is left to be refused."""
        listed = [int(value) for value in self.data.getlist("wishes") if _is_key(value)]
        if not self.branch_of.keys() >= set(listed):
            return listed
        return self._placed(self._branches(self._moved(listed)))

    @property
    def seen(self) -> int | None:
        """The version the page was made from; none when the person has chosen to keep this page's list."""
        return None if "keep" in self.data else self._key("version")

    @property
    def touched(self) -> str:
        """Where the page opens again: at the line that moved, or where one was adding."""
        if "add" in self.data or "add_branch" in self.data:
            return "#t-add" if "add" in self.data else "#wishes"
        line = self._key("up") or self._key("down") or (self._key("which") if "place" in self.data else None)
        return f"#voeu-{line}" if line else "#wishes"

    def _moved(self, listed: list[int]) -> list[int]:
        up, down = self._key("up"), self._key("down")
        if self.by_branch:
            listed = moved_inside(listed, self.branch_of, up=up, down=down) if up or down else listed
        else:
            listed = moved(listed, up=up, down=down)
        added = self._key("add")
        if added is not None and added not in listed:
            beside = self.by_branch and added in self.branch_of and is_by_branch(listed, self.branch_of)
            listed = with_branch(listed, self.branch_of, [added]) if beside else [*listed, added]
        return [post for post in listed if post != self._key("remove")]

    def _branches(self, listed: list[int]) -> list[int]:
        if "add_branch" in self.data:
            wanted = [post for post in self.addable if self.branch_of[post] == self.data["add_branch"]]
            return with_branch(listed, self.branch_of, wanted)
        if "group" in self.data:
            return expanded(grouped(listed, self.branch_of))
        if {"branch_up", "branch_down"} & self.data.keys():
            return branch_moved(
                listed, self.branch_of, up=self.data.get("branch_up"), down=self.data.get("branch_down")
            )
        return listed

    def _placed(self, listed: list[int]) -> list[int]:
        which, rank = self._key("which"), self._key("rank")
        if "place" not in self.data or which is None or rank is None:
            return listed
        return to_place(listed, which, rank)

    def _key(self, name: str) -> int | None:
        value = self.data.get(name, "")
        return int(value) if _is_key(value) else None


def _is_key(value: str) -> bool:
    return value.isdecimal() and len(value) <= LONGEST
