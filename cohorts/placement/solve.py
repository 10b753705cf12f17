"""One problem, any rule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cohorts.placement.assignment import Assignment, Rule
from cohorts.placement.deferred import by_acceptance
from cohorts.placement.merit import by_foresight, by_merit
from cohorts.placement.optimum import by_opening, by_total_rank, by_worst_rank
from cohorts.placement.problem import P, Problem, S

RULES: Mapping[Rule, Callable[[Problem[Any, Any]], Assignment[Any, Any]]] = {
    Rule.AMPHI: by_merit,
    Rule.LOOK_AHEAD: by_foresight,
    Rule.DEFERRED_ACCEPTANCE: by_acceptance,
    Rule.LEAST_TOTAL_RANK: by_total_rank,
    Rule.LEXIMIN: by_worst_rank,
    Rule.WITH_MINIMUM: by_opening,
}


def solve(rule: Rule, problem: Problem[S, P]) -> Assignment[S, P]:
    """Run one rule; orders of posts matter to deferred acceptance only, minimums to the rule that closes posts only.

    With deferred acceptance a post without an order of its own follows merit, and so do, after those it names, the
    students its order leaves out. Errors: those of each rule.
    """
    orders = _whole_orders(problem) if rule is Rule.DEFERRED_ACCEPTANCE else None
    return RULES[rule](replace(problem, priorities=orders))


def _whole_orders(problem: Problem[S, P]) -> dict[P, Sequence[S]]:
    own = problem.priorities or {}
    return {post: _completed(own.get(post, ()), problem.merit) for post in problem.capacity}


def _completed(order: Sequence[S], merit: Sequence[S]) -> Sequence[S]:
    named = set(order)
    return [*order, *(student for student in merit if student not in named)] if order else merit
