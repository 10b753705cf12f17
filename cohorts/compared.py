"""The rules of placement side by side on the same inputs; nothing is written by looking."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cohorts.actions.amphi import as_result, place
from cohorts.impossible import impossible
from cohorts.models import Post
from cohorts.placement import Assignment, Row, Rule, compare
from cohorts.placement.errors import InvalidPlacement
from cohorts.rule_words import RULES, RuleWords

TRIED = [rule for rule in RULES if rule is not Rule.LIVE]  # what people said aloud cannot be run again
HEIGHT, WIDTH, STEP = 36, 8, 10
LAST = 9  # later wishes are drawn together


@dataclass(frozen=True, slots=True)
class Bar:
    """How many had the wish of this rank; 0 is no place, or none of the wishes."""

    rank: int
    count: int
    x: int
    height: int

    @property
    def y(self) -> int:
        return HEIGHT - self.height


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule: its row and its answer, or why it cannot run here."""

    rule: Rule
    words: RuleWords
    row: Row | None = None
    result: dict[str, Any] | None = None
    bars: tuple[Bar, ...] = ()
    obstacle: str = ""


def compared(inputs: Mapping[str, Any], posts: Mapping[int, Post]) -> list[Tried]:
    """Run every rule; `moved` counts against the first that runs: the published rule, or the amphi."""
    asked = {int(trainee): wishes for trainee, wishes in inputs["wishes"].items()}
    answers: dict[Rule, Assignment[int, int] | str] = {}
    for rule in TRIED:
        try:
            answers[rule] = _on_wishes(place({**inputs, "rule": str(rule)}), asked)
        except InvalidPlacement as error:
            answers[rule] = impossible(error, posts)
    ran = {rule: answer for rule, answer in answers.items() if not isinstance(answer, str)}
    first = Rule(inputs["rule"]) if inputs["rule"] in ran else next(iter(ran), None)
    rows = compare([ran[first], *ran.values()])[1:] if first else []
    found = dict(zip(ran, rows, strict=True))
    return [_tried(rule, answers[rule], found.get(rule)) for rule in TRIED]


def _on_wishes(assignment: Assignment[int, int], asked: Mapping[int, list[int]]) -> Assignment[int, int]:
    """Count ranks among what each asked for, not among the places that suit besides."""
    return replace(assignment, problem=replace(assignment.problem, wishes=asked))


def _tried(rule: Rule, answer: Assignment[int, int] | str, row: Row | None) -> Tried:
    if isinstance(answer, str):
        return Tried(rule, RULES[rule], obstacle=answer)
    return Tried(rule, RULES[rule], row, as_result(answer), _bars(answer))


def _bars(assignment: Assignment[int, int]) -> tuple[Bar, ...]:
    ranks = Counter(min(assignment.rank(student) or 0, LAST) for student in assignment.places)
    most = max(ranks.values(), default=1)
    drawn = [*range(1, LAST + 1), 0]
    return tuple(Bar(rank, ranks[rank], n * STEP, round(HEIGHT * ranks[rank] / most)) for n, rank in enumerate(drawn))
