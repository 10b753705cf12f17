"""Posts that share a limit: a branch with its quota, or a group somebody named. They must nest to be read at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from cohorts.models import BranchQuota, Cap, Cohort, Post


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    posts: frozenset[int]
    cap: int

    def crosses(self, other: "Group") -> bool:
        """Whether the two share posts without one holding the other."""
        apart = self.posts.isdisjoint(other.posts)
        return not (apart or self.posts <= other.posts or other.posts <= self.posts)


def groups_of(cohort: Cohort) -> list[Group]:
    """Every limit of a cohort, branches first; four queries whatever their number."""
    return [*_branches(cohort), *_named(cohort)]


def crossing(groups: Iterable[Group]) -> tuple[Group, Group] | None:
    """The first two groups that do not nest, as a new post can make them."""
    return next((pair for pair in combinations(groups, 2) if pair[0].crosses(pair[1])), None)


def _branches(cohort: Cohort) -> list[Group]:
    of_branch: dict[str, set[int]] = {}
    for post, branch in Post.objects.filter(cohort=cohort).values_list("pk", "regiment__branch"):
        of_branch.setdefault(branch, set()).add(post)
    quotas = BranchQuota.objects.filter(cohort=cohort)
    return [Group(one.get_branch_display(), frozenset(of_branch.get(one.branch, ())), one.cap) for one in quotas]


def _named(cohort: Cohort) -> list[Group]:
    caps = Cap.objects.filter(cohort=cohort).prefetch_related("posts")
    return [Group(one.name, frozenset(post.pk for post in one.posts.all()), one.cap) for one in caps]
