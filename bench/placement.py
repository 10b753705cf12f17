"""Print how long each rule of placement takes at each size: python -m bench.placement.

Wishes are drawn with a fixed seed: each student ranks 20 posts, well-known posts more often and higher. Places are as
many as students. A time is processor time, the best of several runs, with the check of the inputs; it is never a test.
"""

import random
from collections.abc import Callable
from time import process_time
from typing import Any, NamedTuple

from cohorts.placement import (
    after_withdrawal,
    amphi,
    compare,
    deferred_acceptance,
    least_total_rank,
    leximin,
    with_minimum,
)


class Instance(NamedTuple):
    merit: list[int]
    wishes: dict[int, list[int]]
    capacity: dict[int, int]


def main() -> None:
    print(f"{'rule':<32}{'students':>9}{'posts':>7}{'lists':>7}{'ms':>9}")
    for size in [(300, 60, 20), (1_000, 60, 20), (10_000, 60, 20), (10_000, 60, 60)]:
        show("amphi", plain, draw(*size))
        show("deferred acceptance", deferred, draw(*size))
    show("amphi", plain, draw(100_000, 600, 20))
    for size in [(300, 60, 20), (300, 60, 60), (1_000, 60, 20), (1_000, 60, 60)]:
        show("amphi with look-ahead", ahead, draw(*size))
        show("least total rank", least, draw(*size))
        show("leximin", fair, draw(*size))
    for students in (35, 120, 300):
        show("minimum of two", two_or_none, draw(students, 60, 20, places=students // 20))
    show_quality(draw(1_000, 60, 8))


def plain(instance: Instance) -> Any:
    return amphi(*instance)


def ahead(instance: Instance) -> Any:
    return amphi(*instance, look_ahead=True)


def deferred(instance: Instance) -> Any:
    return deferred_acceptance(instance.wishes, dict.fromkeys(instance.capacity, instance.merit), instance.capacity)


def least(instance: Instance) -> Any:
    return least_total_rank(*instance)


def fair(instance: Instance) -> Any:
    return leximin(*instance)


def two_or_none(instance: Instance) -> Any:
    binding = {post: 2 for post, places in instance.capacity.items() if places > 1}
    return with_minimum(*instance, binding)


def draw(students: int, posts: int, length: int, places: int | None = None) -> Instance:
    """Draw wishes where post n is wished for as 1 / square root of n."""
    chance = random.Random(2026)
    weights = [1 / (n + 1) ** 0.5 for n in range(posts)]
    merit = list(range(students))
    wishes = {student: ranked(chance, weights, length) for student in merit}
    return Instance(merit, wishes, dict.fromkeys(range(posts), places or -(-students // posts)))


def ranked(chance: random.Random, weights: list[float], length: int) -> list[int]:
    keys = [chance.random() ** (1 / weight) for weight in weights]
    return sorted(range(len(weights)), key=keys.__getitem__, reverse=True)[:length]


def show(name: str, rule: Callable[[Instance], Any], instance: Instance, runs: int = 5) -> None:
    best = min(timed(rule, instance) for _ in range(runs))
    length = len(instance.wishes[0])
    print(f"{name:<32}{len(instance.merit):>9}{len(instance.capacity):>7}{length:>7}{best * 1000:>9.1f}")


def timed(rule: Callable[[Instance], Any], instance: Instance) -> float:
    start = process_time()
    rule(instance)
    return process_time() - start


def show_quality(instance: Instance) -> None:
    """Print the table a liaison compares rules with, and one withdrawal."""
    published = amphi(*instance)
    others = [rule(instance) for rule in (ahead, deferred, least, fair)]
    print(f"\n{'rule':<22}{'placed':>8}{'firsts':>8}{'worst':>8}{'sum':>8}{'envy':>8}{'moved':>8}")
    for row in compare([published, *others]):
        facts = (row.placed, row.first_choices, row.worst_rank, row.total_rank, row.envy, row.moved)
        print(f"{row.rule:<22}" + "".join(f"{fact!s:>8}" for fact in facts))
    print(f"\nthe first of the list withdraws: {len(after_withdrawal(published, 0))} students move")


if __name__ == "__main__":
    main()
