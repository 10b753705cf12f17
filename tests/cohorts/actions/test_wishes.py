from datetime import datetime, timedelta
from functools import partial

import pytest

from cohorts import lifecycle
from cohorts.actions import amphi, publish_placements, wishes
from cohorts.models import Cohort, Placement, Post, Trainee
from portal.journal.models import Entry
from portal.people.models import Role
from tests.build import a_cohort, a_person, a_post, a_trainee
from tests.races import REFUSED, at_once

pytestmark = pytest.mark.django_db


def a_choice(places: int = 3) -> tuple[Trainee, list[Post]]:
    cohort = a_cohort()
    return a_trainee(cohort=cohort), [a_post(cohort=cohort) for _ in range(places)]


def asked(trainee: Trainee) -> list[int]:
    return list(trainee.wishes.values_list("post", flat=True))


def test_the_list_is_kept_in_the_order_given(noon: datetime) -> None:
    trainee, (one, two, three) = a_choice()

    wishes.save(trainee=trainee, posts=[one.pk, two.pk], by=trainee.person, at=noon)
    wishes.save(trainee=trainee, posts=[three.pk, one.pk], by=trainee.person, at=noon)

    assert asked(trainee) == [three.pk, one.pk]


def test_what_is_sent_is_kept_and_recorded(noon: datetime) -> None:
    trainee, (one, two, _) = a_choice()

    trainee = wishes.send(trainee=trainee, posts=[two.pk, one.pk], by=trainee.person, at=noon)

    assert (trainee.wishes_sent_at, asked(trainee)) == (noon, [two.pk, one.pk])
    assert Entry.objects.get(event="cohorts.trainee.send_wishes").facts == {"posts": [two.pk, one.pk]}


def test_sent_wishes_do_not_change_until_taken_back(noon: datetime) -> None:
    trainee, (one, two, _) = a_choice()
    wishes.send(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)

    with pytest.raises(wishes.WishesClosed, match="Reprenez-les"):
        wishes.save(trainee=trainee, posts=[two.pk], by=trainee.person, at=noon)
    wishes.take_back(trainee=trainee, by=trainee.person, at=noon)
    wishes.save(trainee=trainee, posts=[two.pk], by=trainee.person, at=noon)

    assert asked(trainee) == [two.pk]


def test_the_close_is_the_first_instant_refused(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()
    Cohort.objects.update(wishes_close_at=noon)
    trainee.cohort.refresh_from_db()

    wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon - timedelta(seconds=1))
    with pytest.raises(wishes.WishesClosed, match="clos"):
        wishes.save(trainee=trainee, posts=[], by=trainee.person, at=noon)

    assert asked(trainee) == [one.pk]


def test_an_empty_list_is_not_sent(noon: datetime) -> None:
    trainee, _ = a_choice()

    with pytest.raises(wishes.WishesClosed, match="au moins un régiment"):
        wishes.send(trainee=trainee, posts=[], by=trainee.person, at=noon)


def test_only_the_posts_of_the_cohort_are_asked_for_once_each(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()
    elsewhere = a_post(cohort=a_cohort())

    for posts in ([one.pk, one.pk], [elsewhere.pk]):
        with pytest.raises(wishes.NotAPost):
            wishes.save(trainee=trainee, posts=posts, by=trainee.person, at=noon)

    assert asked(trainee) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_wishes_changed_while_the_placements_are_published_never_make_both_true(noon: datetime) -> None:
    """Either the change came first and the draft is out of date, or the wishes are closed."""
    trainee, (one, two, _) = a_choice()
    wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)
    run = amphi.draft(cohort=trainee.cohort, by=a_person(Role.MANAGER), at=noon)

    answers = at_once(
        [
            partial(wishes.save, trainee=trainee, posts=[two.pk], by=trainee.person, at=noon),
            partial(publish_placements.publish, run=run, by=run.drafted_by, at=noon),
        ]
    )

    trainee.cohort.refresh_from_db()
    is_published = trainee.cohort.state == lifecycle.Cohort.PLACED
    assert answers.count(REFUSED) == 1
    assert (asked(trainee), Placement.objects.count()) == (([one.pk], 1) if is_published else ([two.pk], 0))
