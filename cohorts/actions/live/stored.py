"""A live amphi as it is stored: played again from its inputs, and whether it can still be published."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cohorts.actions.inputs import problem_of
from cohorts.models import Post, Run, Trainee
from cohorts.placement import Assignment, replay


def replayed(inputs: Mapping[str, Any]) -> Assignment[int, int]:
    """Play the picks again, each checked at its turn."""
    return replay(problem_of(inputs), [(trainee, post) for trainee, post, _how in inputs["picks"]])


def still_holds(run: Run) -> bool:
    """Whether everybody can still have what they took: wishes changed since then count for nothing."""
    places = {int(trainee): post for trainee, post in run.result["places"].items() if post is not None}
    capacity = dict(Post.objects.filter(cohort=run.cohort_id).values_list("pk", "capacity"))
    enrolled = set(Trainee.objects.enrolled().filter(cohort=run.cohort_id).values_list("pk", flat=True))
    seated = Counter(places.values())
    return (
        enrolled <= set(run.inputs["merit"])
        and enrolled.issuperset(places)
        and all(count <= capacity.get(post, 0) for post, count in seated.items())
    )
