"""A published cohort as it stands now: who holds what, who would rather have something else."""

from collections import defaultdict
from collections.abc import Iterable

from cohorts.admissible import closing, known_of
from cohorts.models import BranchQuota, Cap, Cohort, Exclusion, Placement, Post, Trainee, VacancyOffer, Wish
from cohorts.placement.problem import Group
from cohorts.placement.replacement import Standing


def standing_of(cohort: Cohort) -> Standing[int, int]:
    """Read it whole, in a fixed number of queries."""
    trainees = list(Trainee.objects.enrolled().filter(cohort=cohort).order_by("merit_rank", "pk"))
    posts = list(Post.objects.filter(cohort=cohort).select_related("regiment"))
    offers = VacancyOffer.objects.standing().filter(vacancy__cohort=cohort)
    return Standing(
        merit=[trainee.pk for trainee in trainees],
        wishes=_wishes(cohort),
        holds=dict(Placement.objects.filter(trainee__cohort=cohort).values_list("trainee", "post")),
        anywhere={trainee.pk for trainee in trainees if trainee.takes_any},
        closed=_closed(cohort, trainees, posts),
        groups=_groups(cohort, posts),
        promised=dict(offers.values_list("trainee", "vacancy__post")),
    )


def _wishes(cohort: Cohort) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    wished = Wish.objects.filter(trainee__cohort=cohort).order_by("trainee", "position")
    for trainee, post in wished.values_list("trainee", "post"):
        found[trainee].append(post)
    return found


def _closed(cohort: Cohort, trainees: Iterable[Trainee], posts: Iterable[Post]) -> dict[int, set[int]]:
    """What is closed to each, by hand or by a fact."""
    found: dict[int, set[int]] = defaultdict(set)
    for trainee, post in Exclusion.objects.filter(trainee__cohort=cohort).values_list("trainee", "post"):
        found[trainee].add(post)
    for trainee, known in known_of(trainees).items():
        found[trainee].update(post.pk for post in posts if closing(post, known) is not None)
    return found


def _groups(cohort: Cohort, posts: Iterable[Post]) -> list[Group[int]]:
    quotas = BranchQuota.objects.filter(cohort=cohort).values_list("branch", "cap")
    branches = [({post.pk for post in posts if post.regiment.branch == branch}, cap) for branch, cap in quotas]
    caps = Cap.objects.filter(cohort=cohort).prefetch_related("posts")
    return [*branches, *(({post.pk for post in cap.posts.all()}, cap.cap) for cap in caps)]
