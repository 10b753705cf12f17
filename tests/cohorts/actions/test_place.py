from datetime import datetime
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import amphi, place, publish_placements
from cohorts.models import BranchQuota, Cohort, Placement, Post, Trainee, Wish
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.build import a_cohort, a_person, a_post, a_trainee
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
WHY = "Choisi par téléphone."


def an_amphi_that_left_two(noon: datetime) -> tuple[list[Trainee], Post]:
    """Three trainees wished the same post; one free place stays elsewhere."""
    cohort, liaison = a_cohort(), a_person(Role.LIAISON)
    wished, free = a_post(cohort=cohort), a_post(cohort=cohort)
    trainees = [a_trainee(cohort=cohort) for _ in range(3)]
    Wish.objects.bulk_create(Wish(trainee=trainee, post=wished, position=1) for trainee in trainees)
    publish_placements.publish(run=amphi.draft(cohort=cohort, by=liaison, at=noon), by=liaison, at=noon)
    return trainees[1:], free


def test_somebody_left_without_a_place_gets_one_that_is_free(noon: datetime) -> None:
    (left, _), free = an_amphi_that_left_two(noon)

    placement = place.place_by_hand(trainee=left, post=free, reason=WHY, by=a_person(Role.MANAGER), at=noon)

    assert (placement.post, placement.reason) == (free, WHY)
    assert Letter.objects.filter(to=left.person, kind="cohorts/placed").exists()
    assert Entry.objects.filter(event="cohorts.trainee.place_by_hand").count() == 1


def test_a_full_post_is_refused_in_words(noon: datetime) -> None:
    (first, second), free = an_amphi_that_left_two(noon)
    manager = a_person(Role.MANAGER)
    place.place_by_hand(trainee=first, post=free, reason=WHY, by=manager, at=noon)

    with pytest.raises(place.CannotPlaceByHand, match="plus de place"):
        place.place_by_hand(trainee=second, post=free, reason=WHY, by=manager, at=noon)


def test_a_full_branch_is_not_offered(noon: datetime) -> None:
    (left, _), _free = an_amphi_that_left_two(noon)
    BranchQuota.objects.create(cohort=left.cohort, branch="infanterie", cap=1)

    assert not place.open_posts(left.cohort).exists()


def test_nobody_is_placed_by_hand_before_the_amphi(noon: datetime) -> None:
    trainee = a_trainee()

    with pytest.raises(place.CannotPlaceByHand, match="Publiez d’abord"):
        place.place_by_hand(
            trainee=trainee, post=a_post(cohort=trainee.cohort), reason=WHY, by=a_person(Role.MANAGER), at=noon
        )


def test_a_second_place_is_refused(noon: datetime) -> None:
    (left, _), free = an_amphi_that_left_two(noon)
    manager = a_person(Role.MANAGER)
    place.place_by_hand(trainee=left, post=free, reason=WHY, by=manager, at=noon)

    with pytest.raises(place.CannotPlaceByHand, match="déjà une affectation"):
        place.place_by_hand(trainee=left, post=free, reason=WHY, by=manager, at=noon)


@pytest.mark.usefixtures("at_noon")
def test_the_manager_gives_a_place_from_the_record(client: Client, noon: datetime) -> None:
    (left, _), free = an_amphi_that_left_two(noon)
    client.force_login(a_person(Role.MANAGER))
    address = reverse("cohorts:place", args=[left.pk])
    assert address in client.get(reverse("cohorts:trainee", args=[left.pk])).text

    client.post(address, {"post": free.pk, "reason": WHY})

    assert Placement.objects.get(trainee=left).post == free


def last_place_given_at_once(noon: datetime) -> tuple[list[object], Post]:
    left, free = an_amphi_that_left_two(noon)
    manager = a_person(Role.MANAGER)

    def give(trainee: Trainee) -> str:
        place.place_by_hand(trainee=trainee, post=free, reason=WHY, by=manager, at=noon)
        return "placed"

    return at_once([partial(give, trainee) for trainee in left]), free


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after(monkeypatch, place, "_refuse_unless_waiting", hands=2)

    answers, free = last_place_given_at_once(noon)

    assert sorted(map(str, answers)) == ["placed", REFUSED]
    assert free.placements.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_go_to_both(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(place, "lock_cohort", lambda pk: Cohort.objects.get(pk=pk))
    meet_after(monkeypatch, place, "record", hands=2)

    _answers, free = last_place_given_at_once(noon)

    assert free.placements.count() == 2
