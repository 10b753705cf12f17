"""Whether groups pass a stage at different rates. It informs the jury; nothing follows by itself."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import exp, lgamma, sqrt
from statistics import NormalDist
from typing import TypeVar

from applications.scoring.errors import UnusableInput

Group = TypeVar("Group", bound=Hashable)

SMALLEST_CELL = 5  # a count below could tell something of a person
ENOUGH_PEOPLE, LOW_RATIO, LOW_P = 20, 0.8, 0.05
ROUNDING = 1 + 1e-7  # two tables as likely as each other may differ by this


@dataclass(frozen=True)
class Figures:
    """How one group passed a stage, beside the group that passed it best.

    rate of those who passed; ratio of the rate to the best; difference of the rates (this less the best) with its 95 %
    interval low..high; p of Fisher's exact test.
    """

    rate: float
    ratio: float
    difference: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Passage:
    """Whether the gap of a group deserves a look, and its figures unless they would tell something of a person."""

    alert: bool
    figures: Figures | None


def equity(groups: Mapping[Group, tuple[int, int]]) -> dict[Group, Passage]:
    """Compare the rates at which groups pass a stage.

    The best rate is sought among groups of 20 people and more, or among all if there are none. A gap alerts when the
    ratio is under 0.8, p under 0.05 and both groups count 20 people. The figures of a group with fewer than 5 people on
    either side of the stage are kept back; when it is the only one, so are those of the next smallest, since the total
    would give it away. An alert is given all the same: the smallest numbers are those that most need a look.

    Shapes: {group: (passed, people)}. Raises UnusableInput when more passed than there are people, or fewer than none.
    Sources: four-fifths rule; Newcombe (1998), method 10: 56/70 less 48/80 is 0.20, from 0.0524 to 0.3339.
    """
    if any(not 0 <= passed <= people for passed, people in groups.values()):
        raise UnusableInput("Those who passed are part of the group.")
    best, hidden = _best(groups), _hidden(groups)
    found = {group: _figures(*counts, *best) if counts[1] else None for group, counts in groups.items()}
    enough = {group: min(people, best[1]) >= ENOUGH_PEOPLE for group, (_, people) in groups.items()}
    return {
        group: Passage(
            alert=figures is not None and enough[group] and figures.ratio < LOW_RATIO and figures.p < LOW_P,
            figures=None if group in hidden else figures,
        )
        for group, figures in found.items()
    }


def _best(groups: Mapping[Group, tuple[int, int]]) -> tuple[int, int]:
    """Find the group that the others are compared with."""
    known = [counts for counts in groups.values() if counts[1]]
    large = [counts for counts in known if counts[1] >= ENOUGH_PEOPLE]
    return max(large or known, key=lambda counts: (counts[0] / counts[1], counts[1]), default=(0, 0))


def _hidden(groups: Mapping[Group, tuple[int, int]]) -> set[Group]:
    """Name the groups whose figures would tell something of a person, by themselves or by subtraction."""
    small = {group: min(passed, people - passed) for group, (passed, people) in groups.items()}
    hidden = {group for group, smallest in small.items() if smallest < SMALLEST_CELL}
    if len(hidden) == 1 and len(small) > 1:
        hidden.add(min(small.keys() - hidden, key=lambda group: (small[group], str(group))))
    return hidden


def _figures(passed: int, people: int, best_passed: int, best_people: int) -> Figures:
    rate, best = passed / people, best_passed / best_people
    low, high = newcombe(passed, people, best_passed, best_people)
    p = fisher_exact(passed, people, best_passed, best_people)
    return Figures(rate, rate / best if best else 1.0, rate - best, low, high, p)


def newcombe(
    passed: int, people: int, other_passed: int, other_people: int, level: float = 0.95
) -> tuple[float, float]:
    """Give the interval of a difference between two rates (Newcombe 1998, method 10, from Wilson's intervals)."""
    rate, other = passed / people, other_passed / other_people
    low, high = _wilson(passed, people, level)
    other_low, other_high = _wilson(other_passed, other_people, level)
    below = sqrt((rate - low) ** 2 + (other_high - other) ** 2)
    above = sqrt((high - rate) ** 2 + (other - other_low) ** 2)
    return rate - other - below, rate - other + above


def _wilson(passed: int, people: int, level: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = (2 * passed + z * z) / (2 * (people + z * z))
    half = z * sqrt(z * z + 4 * passed * (1 - passed / people)) / (2 * (people + z * z))
    return middle - half, middle + half


def fisher_exact(passed: int, people: int, other_passed: int, other_people: int) -> float:
    """Say how often chance alone would part two groups at least as unlikely as this (Fisher 1935, two-sided)."""
    together = passed + other_passed
    tables = range(max(0, together - other_people), min(people, together) + 1)
    whole = _log_ways(people + other_people, together)
    odds = {one: exp(_log_ways(people, one) + _log_ways(other_people, together - one) - whole) for one in tables}
    return min(1.0, sum(one for one in odds.values() if one <= odds[passed] * ROUNDING))


def _log_ways(people: int, chosen: int) -> float:
    return lgamma(people + 1) - lgamma(chosen + 1) - lgamma(people - chosen + 1)
