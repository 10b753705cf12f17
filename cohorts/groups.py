"""Posts that share a limit: a branch with its quota, or a group somebody named. They must nest to be read at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from cohorts.models import BranchQuota, Cap, Cohort, Post


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    posts: frozenset[int]
    cap: int
    places: int  # of all its posts

    @property
    def binds(self) -> bool:
        """Whether it can fill before all its posts do."""
        return self.cap < self.places

    def crosses(self, other: "Group") -> bool:
        """Whether the two share posts without one holding the other."""
        apart = self.posts.isdisjoint(other.posts)
        return not (apart or self.posts <= other.posts or other.posts <= self.posts)


def groups_of(cohort: Cohort) -> list[Group]:
    """Every limit of a cohort, branches first; four queries whatever their number."""
    posts = Post.objects.filter(cohort=cohort).values_list("pk", "regiment__branch", "capacity")
    places = {post: capacity for post, _, capacity in posts}
    of_branch: dict[str, set[int]] = {}
    for post, branch, _ in posts:
        of_branch.setdefault(branch, set()).add(post)
    quotas = BranchQuota.objects.filter(cohort=cohort)
    caps = Cap.objects.filter(cohort=cohort).prefetch_related("posts")
    return [
        *(_group(one.get_branch_display(), of_branch.get(one.branch, ()), one.cap, places) for one in quotas),
        *(_group(one.name, [post.pk for post in one.posts.all()], one.cap, places) for one in caps),
    ]


def crossing(groups: Iterable[Group]) -> tuple[Group, Group] | None:
    """The first two groups that do not nest, as a new post can make them."""
    return next((pair for pair in combinations(groups, 2) if pair[0].crosses(pair[1])), None)


def keeping(groups: Iterable[Group], posts: Iterable[Post]) -> tuple[Group, Post] | None:
    """The first post that keeps places for some where a common limit can leave somebody out: nobody could say whom."""
    kept = [post for post in posts if post.reserved]
    return next(((group, post) for group in groups if group.binds for post in kept if post.pk in group.posts), None)


def _group(name: str, posts: Iterable[int], cap: int, places: Mapping[int, int]) -> Group:
    found = frozenset(posts)
    return Group(name, found, cap, sum(places[post] for post in found))
