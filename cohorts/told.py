"""One person's result told from the beginning: the rule, what it read, the rank, and each wish in turn."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cohorts.explained import Explained, Line
from cohorts.models import Post, Run
from cohorts.placement import Rule
from cohorts.rule_words import RULES, RuleWords


@dataclass(frozen=True, slots=True)
class Step:
    """One wish as the rule came to it. `why` is empty for the place obtained, and for wishes it did not reach."""

    position: int
    post: Post
    why: str
    is_place: bool


@dataclass(frozen=True)
class Told:
    """`own`: told to the person themselves."""

    explained: Explained
    trainee: int
    own: bool = False

    @property
    def run(self) -> Run:
        return self.explained.run

    @property
    def inputs(self) -> dict[str, Any]:
        found: dict[str, Any] = self.run.inputs
        return found

    @property
    def words(self) -> RuleWords:
        return RULES[Rule(self.run.rule)]

    @cached_property
    def line(self) -> Line:
        return self.explained.line(self.trainee, own=self.own)

    @property
    def before(self) -> int:
        """How many stood before in the order of merit."""
        place: int = self.inputs["merit"].index(self.trainee)
        return place

    @property
    def people(self) -> int:
        return len(self.inputs["merit"])

    @property
    def places(self) -> int:
        return sum(self.inputs["capacity"].values())

    @property
    def is_beyond(self) -> bool:
        """Whether the place is one that suits though it was not asked for."""
        return self.line.post is not None and self.line.position is None and not self.line.is_locked

    @cached_property
    def steps(self) -> list[Step]:
        refused = {wish.post.pk: wish.why for wish in self.line.refused}
        wishes = [self.explained.posts[pk] for pk in self.inputs["wishes"][str(self.trainee)]]
        return [
            Step(n, post, refused.get(post.pk, ""), post == self.line.post and not self.line.is_locked)
            for n, post in enumerate(wishes, 1)
        ]

    @property
    def passed_by(self) -> list[int]:
        """The ranks whose reservation cost this person a wish."""
        pairs = self.run.result["envy"]
        return [self.explained.reasons.rank(locked) for passed, locked in pairs if passed == self.trainee]

    @property
    def has_moved(self) -> bool:
        """Whether the place is another one since the publication."""
        placement = getattr(self.line.trainee, "placement", None)
        return bool(self.run.published_at) and (placement.post_id if placement else None) != (
            self.line.post.pk if self.line.post else None
        )
