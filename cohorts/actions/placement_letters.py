"""The letters of a publication: read one by one before they leave, then written with it."""

from collections.abc import Iterable

from django.urls import reverse

from cohorts.explained import Explained, Line
from cohorts.models import Post, Run, Trainee
from portal.outbox.post import Envelope


def told_by(run: Run, named: Iterable[int] = ()) -> Explained:
    """The run with the people and posts its letters speak of."""
    posts = Post.objects.filter(cohort=run.cohort_id).select_related("regiment").in_bulk()
    trainees = Trainee.objects.filter(cohort=run.cohort_id).select_related("person", "placement").in_bulk()
    return Explained(run, posts, trainees, frozenset(named))


def envelope(line: Line) -> Envelope:
    """One letter, with the person's own place and wish; it leads to the reasons, wish by wish."""
    place = line.post.regiment if line.post else None
    return Envelope(
        kind="cohorts/placed" if place else "cohorts/not_placed",
        to=line.trainee.person,
        key=f"trainee-{line.trainee.pk}-placement",
        context={
            "regiment": place.name if place else "",
            "garrison": place.garrison if place else "",
            "wish": line.position,
            "is_locked": line.is_locked,
            "refused": len(line.refused),
            "url": reverse("cohorts:my_wishes"),
        },
    )
