"""A live amphi for tests: who sits in it, what they wish for, and what they do there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cohorts.actions.live import choose, conduct
from cohorts.models import Amphi, Pick, Post, Trainee, Wish
from tests.build import NOON, a_cohort, a_post, a_trainee, an_amphi


@dataclass
class Session:
    """Its trainees by rank; each wishes for every post, in the order given."""

    amphi: Amphi
    trainees: list[Trainee]
    posts: list[Post]

    def starts(self, at: datetime = NOON) -> "Session":
        conduct.start(amphi=self.amphi, by=self.amphi.opened_by, at=at)
        return self.anew()

    def pauses(self, after: int = 0) -> "Session":
        conduct.pause(amphi=self.amphi, by=self.amphi.opened_by, at=NOON + timedelta(seconds=after))
        return self.anew()

    def ends(self) -> "Session":
        conduct.close(amphi=self.amphi, by=self.amphi.opened_by, at=NOON)
        return self.anew()

    def picks(self, who: int, post: int, at: datetime = NOON) -> Pick:
        trainee = self.trainees[who]
        pick = choose.pick(amphi=self.amphi, trainee=trainee, post=self.posts[post], by=trainee.person, at=at)
        self.anew()
        return pick

    def looks(self, who: int, post: int) -> None:
        choose.look_at(amphi=self.amphi, trainee=self.trainees[who], post=self.posts[post])
        self.anew()

    def anew(self) -> "Session":
        self.amphi.refresh_from_db()
        return self


def a_session(*, people: int = 3, capacity: tuple[int, ...] = (1, 1, 2), seconds: int = 87) -> Session:
    """Opened and not started: so many people, one post for each capacity."""
    cohort = a_cohort()
    posts = [a_post(cohort=cohort, capacity=places) for places in capacity]
    trainees = [a_trainee(cohort=cohort) for _ in range(people)]
    for trainee in trainees:
        Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts, 1))
    return Session(an_amphi(cohort=cohort, seconds_a_turn=seconds), trainees, posts)
