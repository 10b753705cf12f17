import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cohorts import lifecycle
from cohorts.actions import amphi, inputs, publish_placements
from cohorts.models import BranchQuota, Cohort, Lock, Placement, Post, Run, Trainee, Wish
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_cohort, a_person, a_post, a_trainee
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
REAL = Path(amphi.__file__).parent.parent / "demo" / "wishes.json"


def a_small_amphi() -> tuple[Cohort, list[Trainee], list[Post]]:
    """Three trainees who all want the first of two posts, then the second."""
    cohort = a_cohort()
    posts = [a_post(cohort=cohort) for _ in range(2)]
    trainees = [a_trainee(cohort=cohort) for _ in range(3)]
    for trainee in trainees:
        Wish.objects.bulk_create(Wish(trainee=trainee, post=post, position=n) for n, post in enumerate(posts, 1))
    return cohort, trainees, posts


def test_each_takes_the_best_place_left_in_order_of_merit(noon: datetime) -> None:
    cohort, (first, second, third), (near, far) = a_small_amphi()

    run = amphi.draft(cohort=cohort, by=a_person(Role.LIAISON), at=noon)

    assert run.result["places"] == {str(first.pk): near.pk, str(second.pk): far.pk, str(third.pk): None}


def test_each_refused_wish_keeps_its_reason(noon: datetime) -> None:
    cohort, (_, second, _), (near, _) = a_small_amphi()

    run = amphi.draft(cohort=cohort, by=a_person(Role.LIAISON), at=noon)

    reason = run.result["reasons"][str(second.pk)][str(near.pk)]
    assert (reason["kind"], reason["last_rank"]) == ("taken", 1)


def test_a_lock_and_a_quota_are_kept_and_said(noon: datetime) -> None:
    cohort, (first, second, third), (near, far) = a_small_amphi()
    liaison = a_person(Role.LIAISON)
    Lock.objects.create(trainee=third, post=near, reason="Conjointe en garnison.", by=liaison, at=noon)
    BranchQuota.objects.create(cohort=cohort, branch="infanterie", cap=2)

    run = amphi.draft(cohort=cohort, by=liaison, at=noon)

    assert run.result["places"] == {str(first.pk): far.pk, str(second.pk): None, str(third.pk): near.pk}
    assert [first.pk, third.pk] in run.result["envy"]


def test_publishing_places_writes_and_records_once(noon: datetime) -> None:
    cohort, trainees, _ = a_small_amphi()
    liaison = a_person(Role.LIAISON)

    publish_placements.publish(run=amphi.draft(cohort=cohort, by=liaison, at=noon), by=liaison, at=noon)

    cohort.refresh_from_db()
    assert (cohort.state, Placement.objects.count()) == (lifecycle.Cohort.PLACED, 2)
    assert sorted(Letter.objects.values_list("kind", flat=True)) == ["cohorts/not_placed", *["cohorts/placed"] * 2]
    assert Entry.objects.filter(event="cohorts.run.publish", by=liaison).count() == 1
    assert len(trainees) == 3


def test_a_wish_changed_since_the_draft_keeps_it_from_being_published(noon: datetime) -> None:
    cohort, (first, *_), _ = a_small_amphi()
    liaison = a_person(Role.LIAISON)
    run = amphi.draft(cohort=cohort, by=liaison, at=noon)
    first.wishes.filter(position=1).delete()

    with pytest.raises(amphi.CannotPlace, match="relancez l’amphi"):
        publish_placements.publish(run=run, by=liaison, at=noon)

    assert not Placement.objects.exists()


def test_a_published_cohort_is_not_placed_again(noon: datetime) -> None:
    cohort, _, _ = a_small_amphi()
    liaison = a_person(Role.LIAISON)
    publish_placements.publish(run=amphi.draft(cohort=cohort, by=liaison, at=noon), by=liaison, at=noon)

    with pytest.raises(amphi.CannotPlace, match="déjà publiées"):
        amphi.draft(cohort=cohort, by=liaison, at=noon)


def test_the_real_wishes_of_35_people_over_61_places_give_the_expected_placement(noon: datetime) -> None:
    real: dict[str, Any] = json.loads(REAL.read_text(encoding="utf-8"))
    cohort = a_cohort()
    posts = {place["id"]: a_post(cohort=cohort, capacity=place["capacity"]) for place in real["places"]}
    trainees = {student: a_trainee(cohort=cohort) for student in real["merit"]}
    Wish.objects.bulk_create(
        Wish(trainee=trainees[student], post=posts[place], position=n)
        for student, places in real["preferences"].items()
        for n, place in enumerate(places, 1)
    )
    liaison = a_person(Role.LIAISON)

    publish_placements.publish(run=amphi.draft(cohort=cohort, by=liaison, at=noon), by=liaison, at=noon)

    placed = dict(Placement.objects.values_list("trainee", "post"))
    expected = real["expected"]["serial_dictatorship"]["given"]["assignment"]
    assert {student: placed.get(trainees[student].pk) for student in expected} == {
        student: posts[place].pk if place else None for student, place in expected.items()
    }


def test_the_inputs_are_read_in_a_fixed_number_of_queries(noon: datetime, django_assert_num_queries) -> None:
    small, _, _ = a_small_amphi()
    large, _, _ = a_small_amphi()
    for _ in range(4):
        a_trainee(cohort=large)

    for cohort in (small, large):
        with django_assert_num_queries(3):
            inputs.read_inputs(cohort)


def published_at_once(cohort: Cohort, by: User, at: datetime) -> list[object]:
    run = amphi.draft(cohort=cohort, by=by, at=at)

    def press() -> str:
        try:
            return publish_placements.publish(run=Run.objects.get(pk=run.pk), by=by, at=at).state
        except amphi.CannotPlace:
            return REFUSED
        except Exception as trouble:
            return type(trouble).__name__

    return at_once([partial(press)] * 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_published_twice_at_once_it_is_published_once(noon: datetime) -> None:
    cohort, _, _ = a_small_amphi()

    answers = published_at_once(cohort, a_person(Role.LIAISON), noon)

    assert sorted(answers) == sorted([lifecycle.Run.PUBLISHED, REFUSED])
    assert (Placement.objects.count(), Letter.objects.count()) == (2, 3)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_hand_would_go_further(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: only a constraint would then stop it, without a word fit for people."""
    cohort, _, _ = a_small_amphi()
    monkeypatch.setattr(publish_placements, "hold", lambda cohort: Cohort.objects.get(pk=cohort.pk))
    meet_after(monkeypatch, publish_placements, "_refuse_outdated", hands=2)

    assert REFUSED not in published_at_once(cohort, a_person(Role.LIAISON), noon)
