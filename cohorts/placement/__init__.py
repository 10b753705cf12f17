"""Placing students on posts: pure rules, explained, without a database or a clock."""

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.comparison import Row, compare
from cohorts.placement.deferred import deferred_acceptance
from cohorts.placement.live import Live, replay
from cohorts.placement.merit import amphi
from cohorts.placement.optimum import least_total_rank, leximin, with_minimum
from cohorts.placement.problem import Problem
from cohorts.placement.solve import solve
from cohorts.placement.withdrawal import Move, after_withdrawal

# Stored with each run; raised when a rule may answer differently or reads more. 2: facts, reserves, orders, minimums.
VERSION = 2
READABLE = (1, 2)  # versions whose runs this one still recomputes

__all__ = [
    "READABLE",
    "VERSION",
    "Assignment",
    "Kind",
    "Live",
    "Move",
    "Problem",
    "Reason",
    "Row",
    "Rule",
    "after_withdrawal",
    "amphi",
    "compare",
    "deferred_acceptance",
    "least_total_rank",
    "leximin",
    "replay",
    "solve",
    "with_minimum",
]
