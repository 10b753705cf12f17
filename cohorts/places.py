"""Posts and the places left in them, branch by branch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from applications.models import Branch
from cohorts.models import Post


@dataclass(frozen=True, slots=True)
class Places:
    post: Post
    left: int

    @property
    def pips(self) -> list[bool]:
        """One a place, true when it is still open."""
        return [n < self.left for n in range(self.post.capacity)]


@dataclass(frozen=True, slots=True)
class OfBranch:
    branch: Branch
    places: list[Places]

    @property
    def left(self) -> int:
        return sum(places.left for places in self.places)

    @property
    def capacity(self) -> int:
        return sum(places.post.capacity for places in self.places)


def by_branch(posts: Iterable[Post], taken: Mapping[int, int]) -> list[OfBranch]:
    """What is left of each post once so many places are taken, in the order of the branches."""
    found = [Places(post, max(0, post.capacity - taken.get(post.pk, 0))) for post in posts]
    groups = [OfBranch(branch, [one for one in found if one.post.regiment.branch == branch]) for branch in Branch]
    return [group for group in groups if group.places]
