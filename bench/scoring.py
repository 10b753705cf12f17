"""Measure the arithmetic of selection at the sizes it must bear: `python bench/scoring.py`, from the project's root.

Prints the best and the middle of a few runs, and the memory of the process. Nothing is asserted: the machine decides.
"""

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from applications.scoring import (
    acceptability,
    agreement,
    assign_reviewers,
    certainty,
    discussion_order,
    raw_totals,
    severity,
    weighted_totals,
    what_if,
)

Reviews = tuple[list[int], list[int], np.ndarray]


def reviews(candidates: int, reviewers: int, scores: int, seed: int = 0) -> Reviews:
    """Simulate scores between reviewers and candidates met at random, each candidate about equally often."""
    rng = np.random.default_rng(seed)
    read = np.resize(rng.permutation(candidates), scores)
    scored_by = rng.integers(0, reviewers, scores)
    worth, strictness = rng.normal(0, 0.14, candidates), rng.normal(0, 0.07, reviewers)
    return read.tolist(), scored_by.tolist(), 0.6 + worth[read] + strictness[scored_by] + rng.normal(0, 0.1, scores)


def measure(what: str, wanted: str, run: Callable[[], object], times: int = 5) -> None:
    run()
    taken = []
    for _ in range(times):
        start = perf_counter()
        run()
        taken.append(1000 * (perf_counter() - start))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<62}{wanted:>10}{min(taken):>10.1f}{median(taken):>10.1f}{memory:>9.0f}")


def slide(points: np.ndarray, read: list[int], official: dict[int, float]) -> object:
    """Do what one move of a slider asks for: every review, every file, the comparison."""
    totals = weighted_totals(points, [4, 3, 2, 1], 0, 20)
    return what_if(official, raw_totals(read, totals), places=30)


def main() -> None:
    print(f"{'milliseconds, megabytes':<62}{'target':>10}{'best':>10}{'middle':>10}{'memory':>9}")
    season = reviews(300, 40, 900)
    measure("severity, 300 candidates × 3 reviews, 40 reviewers", "50", lambda: severity(*season), 20)
    fitted = severity(*season)
    measure("certainty, 300 candidates, 2 000 draws", "100", lambda: certainty(fitted, 30), 20)
    rng = np.random.default_rng(0)
    points, read = rng.integers(0, 21, (3000, 4)).astype(float), np.repeat(np.arange(1000), 3).tolist()
    official = raw_totals(read, weighted_totals(points, [1, 1, 1, 1], 0, 20))
    measure("what-if, one slider, 1 000 candidates × 3 reviews", "100", lambda: slide(points, read, official), 20)
    measure("acceptability, 300 candidates × 5 criteria, 10 000 draws", "", lambda: acceptability(rng.random((300, 5))))
    marks = rng.integers(0, 6, (12, 300)).astype(float)
    measure("agreement, 12 reviewers × 300 files, 1 000 resamplings", "", lambda: agreement(marks, "ordinal"))
    out = [(int(file), member) for file, member in zip(rng.integers(0, 300, 60), np.resize(range(8), 60), strict=True)]
    measure("discussion_order, 300 files, 60 conflicts", "", lambda: discussion_order(range(300), out))
    conflicts = {(file, one) for file in range(300) for one in range(40) if rng.random() < 0.05}
    measure(
        "assign_reviewers, 300 × 40, 3 each", "1000", lambda: assign_reviewers(range(300), range(40), 3, 25, conflicts)
    )
    current = assign_reviewers(range(300), range(40), 3, 25, conflicts)
    again = conflicts | {(file, held[0]) for file, held in list(current.items())[::20]}
    measure(
        "assign_reviewers, 300 × 40, least change, 15 new conflicts",
        "1000",
        lambda: assign_reviewers(range(300), range(40), 3, 25, again, current=current),
    )
    large = reviews(1100, 3000, 70_000)
    measure("severity, 70 000 scores, 3 000 reviewers, 1 100 candidates", "10000", lambda: severity(*large), 3)
    fitted_large = severity(*large)
    measure("certainty, 1 100 candidates, 3 000 reviewers", "", lambda: certainty(fitted_large, 100), 3)
    national = reviews(10_000, 300, 30_000)
    measure("severity, 10 000 candidates × 3 reviews, 300 reviewers", "", lambda: severity(*national), 3)
    measure("assign_reviewers, 1 100 × 100, 3 each", "", lambda: assign_reviewers(range(1100), range(100), 3, 40), 3)


if __name__ == "__main__":
    main()
