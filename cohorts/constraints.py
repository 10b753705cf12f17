"""All that limits an amphi before it runs, as one page reads it: persons, groups of posts, posts one by one."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from cohorts.explained import names_shown
from cohorts.groups import Group, crossing, groups_of, keeping
from cohorts.models import Cap, Cohort, Exclusion, Lock, Post, Preference, Regiment, Run, Trainee
from portal.people.models import Role, User


@dataclass(frozen=True, slots=True)
class ByHand:
    """A place reserved for one person, or a post closed to one; its reason is read at home only."""

    fact: Lock | Exclusion
    trainee: Trainee
    post: Post
    is_named: bool
    is_own: bool
    # The ranks whose wish it cost in the newest draft; None when no draft has met it yet.
    passed: list[int] | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A group with what it could hold and what is already reserved in it."""

    group: Group
    posts: list[Post]
    reserved: int
    row: int | None = None  # of a named group that this reader may change


@dataclass(frozen=True, slots=True)
class OfPost:
    post: Post
    is_own: bool
    is_ranked: bool

    @property
    def asks(self) -> bool:
        """Whether it differs from a post that always opens, to anybody, by the merit list."""
        return self.post.minimum > 1 or self.post.reserved > 0 or self.is_ranked


@dataclass(frozen=True)
class Constraints:
    """One cohort, for one reader, in a fixed number of queries."""

    cohort: Cohort
    reader: User

    @cached_property
    def reserved(self) -> list[ByHand]:
        passed = _passed_over(self.run, self._people) if self.run else {}
        return [self._by_hand(lock, passed.get(lock.trainee_id)) for lock in self._locks]

    @cached_property
    def closed(self) -> list[ByHand]:
        found = Exclusion.objects.filter(trainee__cohort=self.cohort).select_related("by")
        return [self._by_hand(one) for one in found.order_by("trainee__merit_rank", "post")]

    @cached_property
    def branches(self) -> list[Limit]:
        return [self._limit(group) for group in self._groups if group.name not in self._rows]

    @cached_property
    def named(self) -> list[Limit]:
        names = self._rows
        return [self._limit(group, names[group.name]) for group in self._groups if group.name in names]

    @cached_property
    def crossing(self) -> tuple[Group, Group] | None:
        return crossing(self._groups)

    @cached_property
    def keeping(self) -> tuple[Group, Post] | None:
        return keeping(self._groups, self._posts.values())

    @cached_property
    def posts(self) -> list[OfPost]:
        ranked = set(Preference.objects.filter(post__cohort=self.cohort).values_list("post", flat=True).distinct())
        return [OfPost(post, post.pk in self._own, post.pk in ranked) for post in self._posts.values()]

    @property
    def asking(self) -> list[OfPost]:
        return [one for one in self.posts if one.asks]

    @property
    def others(self) -> list[OfPost]:
        """Those of the reader that ask for nothing yet; what is elsewhere and asks for nothing is no news."""
        return [one for one in self.posts if one.is_own and not one.asks]

    @cached_property
    def run(self) -> Run | None:
        return self.cohort.runs.first()

    @cached_property
    def _posts(self) -> dict[int, Post]:
        posts = Post.objects.filter(cohort=self.cohort).select_related("regiment")
        return {post.pk: post for post in posts.order_by("regiment__branch", "regiment__garrison", "pk")}

    @cached_property
    def _own(self) -> Set[int]:
        mine = set(Regiment.objects.visible_to(self.reader).values_list("pk", flat=True))
        return {post.pk for post in self._posts.values() if post.regiment_id in mine}

    @cached_property
    def _people(self) -> dict[int, Trainee]:
        people = Trainee.objects.filter(cohort=self.cohort).select_related("person", "placement")
        return {one.pk: one for one in people}

    @cached_property
    def _locks(self) -> list[Lock]:
        locks = Lock.objects.filter(trainee__cohort=self.cohort).select_related("by")
        return list(locks.order_by("trainee__merit_rank"))

    @cached_property
    def _groups(self) -> list[Group]:
        return groups_of(self.cohort)

    @cached_property
    def _rows(self) -> dict[str, int | None]:
        """Every named group, with its row for whoever may change it."""
        mine = set(Cap.objects.visible_to(self.reader).filter(cohort=self.cohort).values_list("pk", flat=True))
        caps = Cap.objects.filter(cohort=self.cohort).values_list("name", "pk")
        return {name: pk if pk in mine else None for name, pk in caps}

    @cached_property
    def _shown(self) -> Set[int]:
        if self.reader.role == Role.MANAGER:
            return self._people.keys()
        return names_shown(self.reader, self.run, self._people, self._own) if self.run else frozenset()

    def _by_hand(self, fact: Lock | Exclusion, passed: list[int] | None = None) -> ByHand:
        trainee, post = self._people[fact.trainee_id], self._posts[fact.post_id]
        return ByHand(fact, trainee, post, trainee.pk in self._shown, post.pk in self._own, passed)

    def _limit(self, group: Group, row: int | None = None) -> Limit:
        posts = [post for pk, post in self._posts.items() if pk in group.posts]
        return Limit(group, posts, sum(lock.post_id in group.posts for lock in self._locks), row)


def _passed_over(run: Run, people: Mapping[int, Trainee]) -> dict[int, list[int]]:
    """For each locked trainee that the run knows, the ranks whose wish the lock cost."""
    passed: dict[int, list[int]] = {int(locked): [] for locked in run.inputs["locks"]}
    for trainee, locked in run.result["envy"]:
        passed.setdefault(locked, []).append(people[trainee].merit_rank)
    return {locked: sorted(ranks) for locked, ranks in passed.items()}
