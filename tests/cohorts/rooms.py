"""A live amphi for tests: who sits in it, what they wish for, whose turn it is, what was taken."""

from dataclasses import dataclass
from datetime import timedelta

from cohorts import lifecycle
from cohorts.actions.amphi import read_inputs
from cohorts.models import Amphi, Cohort, How, Pick, Post, Trainee, Wish
from tests.build import NOON, a_cohort, a_post, a_trainee, an_amphi


@dataclass
class Session:
    """Its trainees by rank; each wishes for every post, in the order given."""

    amphi: Amphi
    trainees: list[Trainee]
    posts: list[Post]

    def runs(self, *, turn: int = 0, seconds: int = 87) -> "Session":
        """It has started, and this trainee chooses, with so many seconds left."""
        return self.becomes(
            state=lifecycle.Amphi.RUNNING,
            inputs=read_inputs(self.amphi.cohort),
            current=self.trainees[turn],
            turn_ends_at=NOON + timedelta(seconds=seconds),
        )

    def becomes(self, **fields: object) -> "Session":
        Amphi.objects.filter(pk=self.amphi.pk).update(version=self.amphi.version + 1, **fields)
        self.amphi.refresh_from_db()
        return self

    def takes(self, who: int, post: int | None, *, how: str = How.OWN) -> Pick:
        taken = self.posts[post] if post is not None else None
        seat = Pick.objects.filter(post=taken).count() + 1 if taken else None
        return Pick.objects.create(
            amphi=self.amphi, trainee=self.trainees[who], post=taken, seat=seat, how=how, at=NOON, by=None
        )


def a_session(*, people: int = 3, capacity: tuple[int, ...] = (1, 1, 2), cohort: Cohort | None = None) -> Session:
    """Opened and not started: so many people, one post for each capacity."""
    cohort = cohort or a_cohort()
    posts = [a_post(cohort=cohort, capacity=places) for places in capacity]
    trainees = [a_trainee(cohort=cohort) for _ in range(people)]
    for trainee in trainees:
        Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts, 1))
    return Session(an_amphi(cohort=cohort), trainees, posts)
