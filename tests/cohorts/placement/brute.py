"""Every placement there is, tried one by one: slow, obvious, independent of the rules it judges."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

from tests.cohorts.placement.instances import Instance

Places: TypeAlias = dict[str, str | None]
Groups: TypeAlias = Sequence[tuple[list[str], int]]


def placements(instance: Instance, groups: Groups = (), locks: Mapping[str, str] | None = None) -> Iterator[Places]:
    """Yield each placement that keeps to the locks, or else the wishes, the capacities and the caps."""
    choices = {student: [*wishes, None] for student, wishes in instance.wishes.items()}
    choices |= {student: [post] for student, post in (locks or {}).items()}
    for choice in product(*(choices[student] for student in instance.merit)):
        seated = Counter(post for post in choice if post is not None)
        if all(count <= instance.capacity[post] for post, count in seated.items()) and all(
            sum(seated[post] for post in posts) <= cap for posts, cap in groups
        ):
            yield dict(zip(instance.merit, choice, strict=True))


def best(instance: Instance, among: Iterator[Places], score: Callable[[list[int]], Any]) -> Places:
    """Return the placement with the least score of its ranks, ties by merit."""
    return min(among, key=lambda places: (score(ranks(instance, places)), ranks(instance, places)))


def ranks(instance: Instance, places: Places) -> list[int]:
    """List the rank each student obtained in order of merit; no place ranks after every wish of anybody."""
    return [rank_of(instance, student, places[student]) for student in instance.merit]


def rank_of(instance: Instance, student: str, place: str | None) -> int:
    wishes = instance.wishes[student]
    nowhere = len(instance.capacity) + 1
    return nowhere if place is None else wishes.index(place) + 1 if place in wishes else 0


def nobody_unplaced_first(instance: Instance) -> Callable[[list[int]], Any]:
    nowhere = len(instance.capacity) + 1
    return lambda ranks: (ranks.count(nowhere), sum(ranks))


def worst_first(instance: Instance) -> Callable[[list[int]], Any]:
    return lambda ranks: [ranks.count(rank) for rank in range(len(instance.capacity) + 1, 0, -1)]
