"""Other weights, another capacity: what the ranking would be. It reads one stored calculation and writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

import numpy as np

from applications.scoring import WhatIf, what_if
from applications.scoring.recomputation import Floats, Values

Matrix = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """What is tried: a weight for each criterion, the interview's share in percent, a number of places."""

    weights: tuple[float, ...]
    share: int
    places: int

    @property
    def percents(self) -> list[float]:
        """The part of each criterion in the total of the readings."""
        whole = sum(self.weights)
        return [100 * weight / whole if whole else 0.0 for weight in self.weights]


def official_weights(matrix: Matrix) -> Floats:
    return np.array([one["weight"] for one in matrix["criteria"]], dtype=float)


def official_rule(matrix: Matrix) -> Rule:
    return Rule(tuple(official_weights(matrix).tolist()), matrix["share"], matrix["places"])


def values_of(matrix: Matrix) -> Values:
    """Levels as they were given, brought to 0..1 by the range of their criterion."""
    criteria = matrix["criteria"]
    lowest = np.array([one["lowest"] for one in criteria], dtype=float)
    highest = np.array([one["highest"] for one in criteria], dtype=float)
    rows = np.array(matrix["readings"], dtype=float).reshape(-1, len(criteria) + 1)
    return Values(
        file=rows[:, 0].astype(np.intp),
        level=(rows[:, 1:] - lowest) / (highest - lowest),
        interview=np.array([nan if file[2] is None else file[2] for file in matrix["files"]], dtype=float),
    )


@dataclass(frozen=True)
class Tried:
    """The other ranking: files are named by their place in the official order, from 0."""

    change: WhatIf[int]
    totals: Mapping[int, float]

    @property
    def is_unchanged(self) -> bool:
        return not self.change.enter and not self.change.leave

    def around(self, places: int, reach: int) -> list[int]:
        """The files on both sides of the line, in the other ranking."""
        scored = [one for one in self.change.rank if not isnan(self.totals[one])]
        return scored[max(0, places - reach) : places + reach]


def attempt(matrix: Matrix, rule: Rule) -> Tried:
    """Recompute every total by another rule, and compare; the official rule gives the official totals back."""
    official = {number: nan if file[1] is None else file[1] for number, file in enumerate(matrix["files"])}
    usual = official_rule(matrix)
    if (rule.weights, rule.share) == (usual.weights, usual.share):
        totals = official
    else:
        other = values_of(matrix).totals(np.array(rule.weights), rule.share / 100)
        totals = dict(enumerate(other.tolist()))
    return Tried(what_if(official, totals, rule.places, usual.places), totals)


def chance(matrix: Matrix, number: int, places: int) -> float | None:
    """In which share of the weight vectors around the official ones this file has one of so many places."""
    drawn = matrix.get("chances") or {}
    if not drawn or not drawn["places"][0] <= places < drawn["places"][1]:
        return None
    row = drawn["files"].get(str(number))
    if row is None:  # only those whose place moves at all are kept
        return 1.0 if number < places else 0.0
    return float(row[places - drawn["places"][0]])
