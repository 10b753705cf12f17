"""A run of the amphi as people read it: who goes where, and one sentence for each wish refused."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from cohorts import lifecycle
from cohorts.models import Post, Run, Trainee
from cohorts.reasons import Reason, Reasons
from portal.people.models import Role, User


@dataclass(frozen=True, slots=True)
class Refused:
    """One wish above the place obtained, and why it was not granted."""

    position: int
    post: Post
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """What the amphi gives one trainee. `position` says which wish it was; none when it was none of them."""

    trainee: Trainee
    is_named: bool
    post: Post | None
    position: int | None
    is_locked: bool
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class Change:
    trainee: Trainee
    before: Post | None
    after: Post | None


@dataclass(frozen=True)
class Explained:
    """One stored run with the posts and trainees it speaks of. `named`: the trainees whose names may be shown."""

    run: Run
    posts: Mapping[int, Post]
    trainees: Mapping[int, Trainee]
    named: Set[int]

    @cached_property
    def places(self) -> dict[int, int | None]:
        return {int(trainee): post for trainee, post in self.run.result["places"].items()}

    @cached_property
    def reasons(self) -> Reasons:
        return Reasons(self.run.inputs, self.trainees)

    @cached_property
    def lines(self) -> list[Line]:
        return [self.line(trainee) for trainee in self.run.inputs["merit"]]

    @cached_property
    def taken(self) -> Counter[int]:
        """How many places of each post this run gives."""
        return Counter(post for post in self.places.values() if post is not None)

    @property
    def without_place(self) -> int:
        return sum(post is None for post in self.places.values())

    @property
    def first_wishes(self) -> int:
        return sum(line.position == 1 for line in self.lines)

    @property
    def passed_over(self) -> list[tuple[int, list[int]]]:
        """For each lock that cost somebody a wish: the rank it places, and the ranks it passed over."""
        found: dict[int, list[int]] = {}
        for passed, locked in self.run.result["envy"]:
            found.setdefault(self.reasons.rank(locked), []).append(self.reasons.rank(passed))
        return sorted(found.items())

    def line(self, trainee: int, *, own: bool = False) -> Line:
        """The line of one trainee; `own` words it for that person, who must not read what concerns others."""
        place = self.places[trainee]
        wishes = self.run.inputs["wishes"][str(trainee)]
        return Line(
            trainee=self.trainees[trainee],
            is_named=trainee in self.named,
            post=self.posts[place] if place is not None else None,
            position=wishes.index(place) + 1 if place in wishes else None,
            is_locked=str(trainee) in self.run.inputs["locks"],
            refused=list(self._refused(trainee, wishes, own)),
        )

    def changes_since(self, previous: Run) -> list[Change]:
        """Who would go elsewhere than in an earlier draft, best rank first."""
        before = previous.result["places"]
        return [
            Change(line.trainee, self.posts.get(before.get(str(line.trainee.pk)) or 0), line.post)
            for line in self.lines
            if before.get(str(line.trainee.pk)) != self.places[line.trainee.pk]
        ]

    def _refused(self, trainee: int, wishes: list[int], own: bool) -> Iterator[Refused]:
        reasons: Mapping[str, Reason] = self.run.result["reasons"].get(str(trainee), {})
        for position, post in enumerate(wishes, 1):
            if reason := reasons.get(str(post)):
                said = self.reasons
                why = said.to_person(trainee, post, reason) if own else said.in_full(post, reason)
                yield Refused(position, self.posts[post], why)


def names_shown(user: User, run: Run, trainees: Mapping[int, Trainee], own: Set[int]) -> Set[int]:
    """Whose name may be read beside a rank: everybody's by the school, by a liaison those proposed or placed at home.

    `own`: the posts of the liaison's regiments. Trainees come with their placement.
    """
    if user.role == Role.MANAGER:
        return trainees.keys()
    if run.state == lifecycle.Run.PUBLISHED:
        placed = {pk: getattr(trainee, "placement", None) for pk, trainee in trainees.items()}
        return {pk for pk, placement in placed.items() if placement and placement.post_id in own}
    return {int(trainee) for trainee, post in run.result["places"].items() if post in own}
