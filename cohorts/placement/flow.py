"""A least-cost seating of everyone at once, and who can still change seats at no cost to the whole.

Successive shortest paths over a small network: students sit on posts, posts drain into the groups that hold them,
groups into the root; one more node seats those left without a post. Students are never nodes: an arc between two
posts is a student who may move. Costs are whole numbers of any size, so every optimum is exact.
Source: Ahuja, Magnanti & Orlin (1993), "Network Flows", chapter 9.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Generic

from cohorts.placement.drains import Drains
from cohorts.placement.problem import P, Problem, S


class Flow(Generic[S, P]):
    """Seat the students who are not locked at the least total cost, within capacities and nested caps.

    costs: what a wish costs by its rank, first wish first; unplaced: the cost of no post, above all others.
    floors: {post: places to fill first}, worth more than everything else together.
    """

    def __init__(
        self, problem: Problem[S, P], costs: Sequence[int], unplaced: int, floors: Mapping[P, int] | None = None
    ) -> None:
        weight = unplaced * (len(problem.merit) + 1)
        self._drains = Drains(problem, floors or {}, weight)
        self._far = 4 * weight * len(self._drains.parent)
        students = [student for student in problem.merit if student not in problem.locks]
        self._cost = {student: self._costs_of(problem, student, costs, unplaced) for student in students}
        self._seat_at_cheapest()
        self._drain()

    @property
    def seated(self) -> int:
        """Return how many students have a post."""
        return sum(node != self._drains.nowhere for node in self._at.values())

    def claim(self, student: S, post: P) -> bool:
        """Seat this student here for good if the whole stays as good, moving those not yet seated for good.

        Whoever is seated for good holds no seat any more, so that no later chain can move them.
        """
        node, old = self._drains.node[post], self._at[student]
        if not self._tight[student] >> node & 1:
            return False
        self._leave(student, old)
        path = [] if node == old else self._path(node, old)
        if path is None:
            self._sit(student, old)
            return False
        self._shift(path)
        return True

    def _costs_of(self, problem: Problem[S, P], student: S, costs: Sequence[int], unplaced: int) -> dict[int, int]:
        node, unfit = self._drains.node, problem.unfit.get(student, ())
        wishes = zip(problem.wishes.get(student, ()), costs, strict=False)
        return {node[post]: cost for post, cost in wishes if post not in unfit} | {self._drains.nowhere: unplaced}

    def _seat_at_cheapest(self) -> None:
        """Seat each student at a least cost, where there is still room if several cost the same."""
        self._holders: list[dict[S, None]] = [{} for _ in range(self._drains.nowhere + 1)]
        self._at: dict[S, int] = {}
        for student, costs in self._cost.items():
            least = min(costs.values())
            cheapest = [node for node, cost in costs.items() if cost == least]
            node = next((node for node in cheapest if len(self._holders[node]) < self._drains.room[node]), cheapest[0])
            self._at[student] = node
            self._holders[node][student] = None

    def _drain(self) -> None:
        """Send every seat to the root along shortest paths, moving students on where posts overflow."""
        waiting = {node: len(holders) for node, holders in enumerate(self._holders)}
        while any(waiting.values()):
            self._reprice()
            for node in waiting:
                while waiting[node] and (path := self._path(node, self._drains.root)):
                    self._shift(path)
                    waiting[node] -= 1

    def _reprice(self) -> None:
        """Price each node at its least cost to the root, then note the seats each student would change to."""
        moves = [self._cheapest_moves(holders) for holders in self._holders]
        self._price = [self._far] * self._drains.root + [0]
        while self._lower_prices(moves):
            pass
        self._tight = {student: self._best_seats(costs) for student, costs in self._cost.items()}
        self._moves = [self._movable(node) for node in range(len(self._holders))]

    def _cheapest_moves(self, holders: Mapping[S, None]) -> dict[int, int]:
        """Return, for each seat some holder of this one accepts, what the cheapest such change costs."""
        cheapest: dict[int, int] = {}
        for student in holders:
            costs = self._cost[student]
            here = costs[self._at[student]]
            for other, cost in costs.items():
                if other not in cheapest or cost - here < cheapest[other]:
                    cheapest[other] = cost - here
        return cheapest

    def _lower_prices(self, moves: list[dict[int, int]]) -> bool:
        lowered = False
        for node in reversed(range(self._drains.root)):
            price = min(self._ways_out(node, moves), default=self._far)
            if price < self._price[node]:
                self._price[node], lowered = price, True
        return lowered

    def _ways_out(self, node: int, moves: list[dict[int, int]]) -> list[int]:
        """List what each way from this node to the root costs at the prices known so far."""
        drains, price = self._drains, self._price
        ways = [price[other] + cost for other, cost in moves[node].items()] if drains.is_seat(node) else []
        if drains.sent[node] < drains.room[node]:
            ways.append(price[drains.parent[node]] + drains.toll(node, drains.sent[node]))
        down = (child for child in drains.children[node] if drains.sent[child])
        return ways + [price[child] - drains.toll(child, drains.sent[child] - 1) for child in down]

    def _best_seats(self, costs: Mapping[int, int]) -> int:
        """Return the seats whose cost and price together are least, as bits."""
        price = self._price
        best, seats = self._far, 0
        for node, cost in costs.items():
            total = cost + price[node]
            if total < best:
                best, seats = total, 1 << node
            elif total == best:
                seats |= 1 << node
        return seats

    def _movable(self, node: int) -> int:
        seats = 0
        for student in self._holders[node]:
            seats |= self._tight[student]
        return seats

    def _path(self, start: int, goal: int) -> list[int] | None:
        """Find a chain of free steps between two nodes, or None."""
        visited: dict[int, int] = {}
        seen = todo = 1 << start
        while todo:
            node = (todo & -todo).bit_length() - 1
            visited[node] = steps = self._free_from(node)
            if steps >> goal & 1:
                return _trace(visited, start, goal)
            todo = (todo | steps & ~seen) ^ 1 << node
            seen |= steps
        return None

    def _free_from(self, node: int) -> int:
        """Return the nodes one free step away, as bits."""
        drains = self._drains
        steps = self._moves[node] if drains.is_seat(node) else 0
        if drains.sent[node] < drains.room[node] and self._is_free(node, drains.sent[node]):
            steps |= 1 << drains.parent[node]
        for child in drains.children[node]:
            if drains.sent[child] and self._is_free(child, drains.sent[child] - 1):
                steps |= 1 << child
        return steps

    def _is_free(self, node: int, sent: int) -> bool:
        return self._price[node] - self._price[self._drains.parent[node]] == self._drains.toll(node, sent)

    def _shift(self, path: list[int]) -> None:
        """Move one seat along a path: a student from seat to seat, a place up or down the groups."""
        for node, other in pairwise(path):
            if self._drains.is_seat(node) and self._drains.is_seat(other):
                mover = next(student for student in self._holders[node] if self._tight[student] >> other & 1)
                self._leave(mover, node)
                self._sit(mover, other)
            else:
                self._drains.move(node, other)

    def _leave(self, student: S, node: int) -> None:
        del self._holders[node][student]
        self._moves[node] = self._movable(node)

    def _sit(self, student: S, node: int) -> None:
        self._holders[node][student] = None
        self._at[student] = node
        self._moves[node] |= self._tight[student]


def _trace(visited: Mapping[int, int], start: int, goal: int) -> list[int]:
    """Go back from the goal, each time to the first visited node that leads there."""
    path = [goal]
    while path[-1] != start:
        path.append(next(node for node, steps in visited.items() if steps >> path[-1] & 1))
    return path[::-1]
