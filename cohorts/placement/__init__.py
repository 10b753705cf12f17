"""Placing students on posts: pure rules, explained, without a database or a clock."""

from cohorts.placement.assignment import Assignment, Kind, Reason, Rule
from cohorts.placement.serial import amphi

VERSION = 1  # stored with each publication; raise it when a rule may answer differently

__all__ = ["VERSION", "Assignment", "Kind", "Reason", "Rule", "amphi"]
