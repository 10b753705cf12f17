"""Posts inside nested groups inside the whole: how many places each has let through, and can still let through."""

from collections.abc import Mapping
from typing import Generic

from cohorts.placement.problem import P, Problem, S


class Drains(Generic[S, P]):
    """A tree with one node a post, one for having no post, one a group, and the root last.

    Each node counts the places `sent` on to its parent, up to its `room`; locked places are taken out beforehand.
    The first places of a post with a floor earn a bonus, so that they are filled before anything else.
    """

    def __init__(self, problem: Problem[S, P], floors: Mapping[P, int], bonus: int) -> None:
        self.node = {post: node for node, post in enumerate(problem.capacity)}
        self.nowhere = len(self.node)
        groups = sorted(((frozenset(posts), cap) for posts, cap in problem.groups), key=lambda group: len(group[0]))
        self.root = self.nowhere + 1 + len(groups)
        self.parent = self._nest([posts for posts, _ in groups])
        self.children: list[list[int]] = [[] for _ in self.parent]
        for node in range(self.root):
            self.children[self.parent[node]].append(node)
        self.room = [*problem.capacity.values(), len(problem.merit), *(cap for _, cap in groups), 0]
        self.sent = [0] * len(self.parent)
        self._floor = [0] * len(self.parent)
        self._bonus = bonus
        for post, floor in floors.items():
            self._floor[self.node[post]] = floor
        for post in problem.locks.values():
            for node in self._chain(self.node[post]):
                self.room[node] -= 1

    def is_seat(self, node: int) -> bool:
        """Tell whether students sit on this node: a post, or no post."""
        return node <= self.nowhere

    def toll(self, node: int, sent: int) -> int:
        """Return what one more place costs after so many were sent."""
        return -self._bonus if sent < self._floor[node] else 0

    def move(self, node: int, other: int) -> None:
        """Send one place up to the parent, or take one back from a child."""
        if self.parent[node] == other:
            self.sent[node] += 1
        else:
            self.sent[other] -= 1

    def _nest(self, groups: list[frozenset[P]]) -> list[int]:
        """Give each node the smallest group that holds it; groups come smallest first."""
        numbered = list(enumerate(groups, self.nowhere + 1))
        of_post = [next((g for g, posts in numbered if post in posts), self.root) for post in self.node]
        of_group = [
            next((g for g, posts in numbered[n + 1 :] if inner <= posts), self.root) for n, inner in enumerate(groups)
        ]
        return [*of_post, self.root, *of_group, self.root]

    def _chain(self, node: int) -> list[int]:
        chain = []
        while node != self.root:
            chain.append(node)
            node = self.parent[node]
        return chain
