"""A room where an amphi is held: three people who all wish for Metz, then Angers; one place in each, two in Vannes."""

from dataclasses import dataclass

from cohorts.actions.live.conduct import open_amphi, start
from cohorts.models import Amphi, Cohort, Post, Trainee, Wish
from portal.people.models import Role, User
from tests.build import NOON, a_cohort, a_person, a_post, a_trainee


@dataclass
class Room:
    amphi: Amphi
    officer: User
    people: list[Trainee]
    posts: list[Post]

    @property
    def fresh(self) -> Amphi:
        return Amphi.objects.get(pk=self.amphi.pk)

    def places(self) -> dict[int, int | None]:
        """The rank of each person who has had their turn, and the place of their post in `posts`, from 0."""
        picks = self.amphi.picks.filter(undone_at=None).values_list("trainee__merit_rank", "post")
        number: dict[int | None, int | None] = {post.pk: n for n, post in enumerate(self.posts)}
        return {rank: number.get(post) for rank, post in picks.order_by("trainee__merit_rank")}


def a_room(*, people: int = 3, cohort: Cohort | None = None) -> Room:
    """Opened, not started."""
    cohort = cohort or a_cohort()
    posts = [a_post(cohort=cohort, capacity=capacity) for capacity in (1, 1, 2)]
    trainees = [a_trainee(cohort=cohort) for _ in range(people)]
    for trainee in trainees:
        Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts[:2], 1))
    officer = a_person(Role.LIAISON)
    amphi = open_amphi(cohort=cohort, held_on=NOON.date(), by=officer, at=NOON)
    return Room(amphi, officer, trainees, posts)


def a_started_room(*, people: int = 3) -> Room:
    room = a_room(people=people)
    start(amphi=room.amphi, by=room.officer, at=NOON)
    return room
