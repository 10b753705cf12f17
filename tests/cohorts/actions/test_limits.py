"""What is fixed before the amphi: the groups, the places reserved or closed, the openings, the orders."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from applications.models import Branch
from cohorts import lifecycle
from cohorts.actions import amphi, caps, exclusions, limits, openings, orders
from cohorts.actions.publish_placements import publish
from cohorts.models import BranchQuota, Cap, Cohort, Exclusion, Fact, Post, Run, Trainee
from portal.journal.models import Entry
from portal.people.models import Role, User
from tests.build import a_cap, a_cohort, a_person, a_post, a_regiment, a_trainee

pytestmark = pytest.mark.django_db
REASON = "Conjointe en garnison."


def a_manager() -> User:
    return a_person(Role.MANAGER)


def posts_of(cohort: Cohort, *branches: Branch, capacity: int = 1) -> list[Post]:
    return [a_post(cohort=cohort, regiment=a_regiment(branch=branch), capacity=capacity) for branch in branches]


def a_group(cohort: Cohort, posts: list[Post], at: datetime, *, cap: int = 1, name: str = "Sud-Est") -> Cap:
    return caps.set_cap(cap=Cap(cohort=cohort, name=name, cap=cap), posts=posts, by=a_manager(), at=at)


# Named groups


def test_a_group_is_set_changed_and_removed_with_its_trace(noon: datetime) -> None:
    cohort = a_cohort()
    one, two = posts_of(cohort, Branch.INFANTRY, Branch.CAVALRY)

    group = a_group(cohort, [one, two], noon)
    group.cap = 2
    caps.set_cap(cap=group, posts=[two], by=a_manager(), at=noon)
    kept = (group.cap, list(group.posts.all()))
    caps.remove_cap(cap=group, by=a_manager(), at=noon)

    assert (kept, Cap.objects.exists()) == ((2, [two]), False)
    events = ["cohorts.cap.remove", "cohorts.cap.set", "cohorts.cap.set"]
    assert list(Entry.objects.values_list("event", flat=True)) == events


def test_two_groups_stand_one_inside_the_other_or_apart(noon: datetime) -> None:
    cohort = a_cohort()
    one, two, three, four = posts_of(cohort, *[Branch.INFANTRY] * 4)

    a_group(cohort, [one, two], noon, name="Est")
    a_group(cohort, [one], noon, name="Sarrebourg")
    a_group(cohort, [three, four], noon, name="Ouest")

    with pytest.raises(limits.CannotLimit, match="se chevauchent"):
        a_group(cohort, [two, three], noon, name="Centre")
    assert not Cap.objects.filter(name="Centre").exists()


def test_a_group_across_a_limited_branch_is_refused_whichever_comes_first(noon: datetime) -> None:
    cohort = a_cohort()
    foot, _, horse, _ = posts_of(cohort, Branch.INFANTRY, Branch.INFANTRY, Branch.CAVALRY, Branch.CAVALRY)
    a_group(cohort, [foot, horse], noon)

    with pytest.raises(limits.CannotLimit, match="« Infanterie » et « Sud-Est » se chevauchent"):
        limits.limit(cohort=cohort, caps={"infanterie": 2}, by=a_manager(), at=noon)
    assert not BranchQuota.objects.exists()

    Cap.objects.all().delete()
    limits.limit(cohort=cohort, caps={"infanterie": 2}, by=a_manager(), at=noon)
    with pytest.raises(limits.CannotLimit, match="se chevauchent"):
        a_group(cohort, [foot, horse], noon)


def test_a_limit_that_a_new_post_has_crossed_can_still_be_lifted(noon: datetime) -> None:
    cohort = a_cohort()
    foot, horse = posts_of(cohort, Branch.INFANTRY, Branch.CAVALRY)
    limits.limit(cohort=cohort, caps={"infanterie": 2, "cavalerie": 2}, by=a_manager(), at=noon)
    a_group(cohort, [foot, horse], noon, cap=3)
    posts_of(cohort, Branch.INFANTRY, Branch.CAVALRY)

    limits.limit(cohort=cohort, caps={"infanterie": None, "cavalerie": 2}, by=a_manager(), at=noon)

    assert list(BranchQuota.objects.values_list("branch", flat=True)) == ["cavalerie"]


@pytest.mark.parametrize("name", ["Infanterie", "sud-est"])
def test_two_limits_never_share_a_name(name: str, noon: datetime) -> None:
    cohort = a_cohort()
    one, two = posts_of(cohort, Branch.INFANTRY, Branch.INFANTRY)
    a_group(cohort, [one], noon)

    with pytest.raises(limits.CannotLimit, match="Ce nom est déjà"):
        a_group(cohort, [two], noon, name=name)


def test_a_group_holds_posts_of_its_own_cohort(noon: datetime) -> None:
    elsewhere = a_post(cohort=a_cohort())

    for posts in ([], [elsewhere]):
        with pytest.raises(limits.CannotLimit, match="au moins un poste de cette promotion"):
            a_group(a_cohort(), posts, noon)


# Reserved places


def test_no_more_places_are_reserved_than_a_group_has(noon: datetime) -> None:
    cohort = a_cohort()
    one, two = posts_of(cohort, Branch.INFANTRY, Branch.CAVALRY)
    group = a_group(cohort, [one, two], noon)
    limits.reserve(trainee=a_trainee(cohort=cohort), post=one, reason=REASON, by=a_manager(), at=noon)

    with pytest.raises(limits.CannotLimit, match="« Sud-Est »"):
        limits.reserve(trainee=a_trainee(cohort=cohort), post=two, reason=REASON, by=a_manager(), at=noon)
    group.cap = 0
    with pytest.raises(limits.CannotLimit, match="ne peut être moindre"):
        caps.set_cap(cap=group, posts=[one, two], by=a_manager(), at=noon)
    assert Cap.objects.get().cap == 1


def test_a_place_is_not_reserved_for_somebody_the_post_is_closed_to(noon: datetime) -> None:
    cohort = a_cohort()
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    Exclusion.objects.create(trainee=trainee, post=post, reason=REASON, by=a_manager(), at=noon)

    with pytest.raises(limits.CannotLimit, match="levez d’abord cette fermeture"):
        limits.reserve(trainee=trainee, post=post, reason=REASON, by=a_manager(), at=noon)

    Exclusion.objects.all().delete()
    Post.objects.filter(pk=post.pk).update(needs_licence=True)
    post.refresh_from_db()
    with pytest.raises(limits.CannotLimit, match="ne répond pas aux conditions"):
        limits.reserve(trainee=trainee, post=post, reason=REASON, by=a_manager(), at=noon)


# Posts closed to somebody


def test_a_post_is_closed_to_somebody_with_author_and_reason_then_opened(noon: datetime) -> None:
    cohort, manager = a_cohort(), a_manager()
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)

    exclusion = exclusions.exclude(trainee=trainee, post=post, reason=REASON, by=manager, at=noon)
    with pytest.raises(limits.CannotLimit, match="déjà fermé"):
        exclusions.exclude(trainee=trainee, post=post, reason=REASON, by=manager, at=noon)
    written = (exclusion.by, exclusion.at, exclusion.reason)
    exclusions.readmit(exclusion=exclusion, by=manager, at=noon)

    assert (written, Exclusion.objects.exists()) == ((manager, noon, REASON), False)
    closed = Entry.objects.get(event="cohorts.exclusion.exclude")
    assert (closed.by, closed.facts) == (manager, {"trainee": trainee.pk, "post": post.pk})
    assert Entry.objects.filter(event="cohorts.exclusion.readmit").exists()


def test_a_post_is_not_closed_to_whom_it_is_reserved(noon: datetime) -> None:
    cohort = a_cohort()
    post, trainee = a_post(cohort=cohort), a_trainee(cohort=cohort)
    limits.reserve(trainee=trainee, post=post, reason=REASON, by=a_manager(), at=noon)

    with pytest.raises(limits.CannotLimit, match="levez d’abord cette réservation"):
        exclusions.exclude(trainee=trainee, post=post, reason=REASON, by=a_manager(), at=noon)


# When a post opens, and for whom first


def opened(post: Post, at: datetime, minimum: int = 0, reserved: int = 0, reserved_for: str = "") -> Post:
    return openings.set_opening(
        post=post, minimum=minimum, reserved=reserved, reserved_for=reserved_for, by=a_manager(), at=at
    )


def test_an_opening_is_kept_and_recorded(noon: datetime) -> None:
    post = opened(a_post(cohort=a_cohort(), capacity=3), noon, minimum=2, reserved=1, reserved_for=Fact.ENGLISH)

    post.refresh_from_db()
    assert (post.minimum, post.reserved, post.reserved_for) == (2, 1, "english")
    assert Entry.objects.get().facts == {"minimum": 2, "reserved": 1, "reserved_for": "english"}


def test_a_post_that_could_never_open_is_refused_in_words(noon: datetime) -> None:
    cohort = a_cohort()
    with pytest.raises(openings.CannotOpen, match="n’a que 1 place"):
        opened(a_post(cohort=cohort), noon, minimum=2)

    wide = a_post(cohort=cohort, capacity=4)
    group = a_group(cohort, [wide], noon, cap=2)
    with pytest.raises(openings.CannotOpen, match="prend 2 personnes au plus"):
        opened(wide, noon, minimum=3)
    opened(wide, noon, minimum=2)
    group.cap = 1
    with pytest.raises(limits.CannotLimit, match="n’ouvre qu’à partir de 2"):
        caps.set_cap(cap=group, posts=[wide], by=a_manager(), at=noon)


@pytest.mark.parametrize(
    ("reserved", "kept_for", "words"),
    [(2, "english", "moins de places"), (1, "", "pour qui"), (0, "english", "combien")],
)
def test_places_are_kept_for_somebody_and_exist(reserved: int, kept_for: str, words: str, noon: datetime) -> None:
    with pytest.raises(openings.CannotKeep, match=words):
        opened(a_post(cohort=a_cohort()), noon, reserved=reserved, reserved_for=kept_for)


def test_places_are_not_kept_for_some_under_a_limit_shared_with_others(noon: datetime) -> None:
    cohort = a_cohort()
    one, two = posts_of(cohort, Branch.INFANTRY, Branch.INFANTRY)
    group = a_group(cohort, [one, two], noon, cap=2)
    opened(one, noon, reserved=1, reserved_for=Fact.ENGLISH)
    group.cap = 1

    with pytest.raises(limits.CannotLimit, match="garde des places"):
        caps.set_cap(cap=group, posts=[one, two], by=a_manager(), at=noon)
    opened(one, noon)
    caps.set_cap(cap=group, posts=[one, two], by=a_manager(), at=noon)
    with pytest.raises(limits.CannotLimit, match="garde des places"):
        opened(two, noon, reserved=1, reserved_for=Fact.ENGLISH)


# The order of a regiment


def test_an_order_names_everybody_enrolled_once(noon: datetime) -> None:
    cohort, liaison = a_cohort(), a_person(Role.LIAISON)
    post = a_post(cohort=cohort)
    first, second, third, gone = (a_trainee(cohort=cohort) for _ in range(4))
    Trainee.objects.filter(pk=gone.pk).update(state=lifecycle.Trainee.LEFT)

    orders.rank(post=post, trainees=[third.pk, gone.pk], by=liaison, at=noon)

    assert list(post.preferences.values_list("trainee", "position")) == [(third.pk, 1), (first.pk, 2), (second.pk, 3)]
    kept = Entry.objects.get()
    assert (kept.event, kept.by, kept.facts) == (
        orders.RANKED, liaison, {"trainees": [third.pk, first.pk, second.pk]}
    )  # fmt: skip


def test_an_order_of_strangers_or_of_doubles_is_refused(noon: datetime) -> None:
    post, stranger = a_post(cohort=a_cohort()), a_trainee()
    mine = a_trainee(cohort=post.cohort)

    for trainees in ([stranger.pk], [mine.pk, mine.pk]):
        with pytest.raises(orders.NotAnOrder):
            orders.rank(post=post, trainees=trainees, by=a_person(Role.LIAISON), at=noon)
    assert not post.preferences.exists()


def test_a_post_goes_back_to_the_merit_list(noon: datetime) -> None:
    post, liaison = a_post(cohort=a_cohort()), a_person(Role.LIAISON)
    orders.rank(post=post, trainees=[a_trainee(cohort=post.cohort).pk], by=liaison, at=noon)

    orders.follow_merit(post=post, by=liaison, at=noon)

    assert not post.preferences.exists()
    assert Entry.objects.filter(event=orders.FOLLOWED_MERIT, by=liaison).exists()


# Once it is published


def published(cohort: Cohort, at: datetime) -> Run:
    manager = a_manager()
    return publish(run=amphi.draft(cohort=cohort, by=manager, at=at), by=manager, at=at)


def test_nothing_changes_once_the_placements_are_published(noon: datetime) -> None:
    cohort, by = a_cohort(), {"by": a_manager(), "at": noon}
    post, trainee = a_post(cohort=cohort, capacity=2), a_trainee(cohort=cohort)
    group, both = a_cap(post), {"trainee": trainee, "post": post, "reason": REASON}
    exclusion = Exclusion.objects.create(trainee=a_trainee(cohort=cohort), post=post, reason=REASON, **by)
    lock = limits.reserve(**both, **by)
    published(cohort, noon)
    attempts: list[Callable[[], object]] = [
        partial(limits.reserve, **both, **by),
        partial(limits.lift, lock=lock, **by),
        partial(limits.limit, cohort=cohort, caps={"infanterie": 1}, **by),
        partial(caps.set_cap, cap=group, posts=[post], **by),
        partial(caps.remove_cap, cap=group, **by),
        partial(exclusions.exclude, **both, **by),
        partial(exclusions.readmit, exclusion=exclusion, **by),
        partial(openings.set_opening, post=post, minimum=1, reserved=0, reserved_for="", **by),
        partial(orders.rank, post=post, trainees=[trainee.pk], **by),
        partial(orders.follow_merit, post=post, **by),
    ]

    for attempt in attempts:
        with pytest.raises(limits.CannotLimit, match="déjà publiées"):
            attempt()
