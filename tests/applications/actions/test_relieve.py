from collections import Counter
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions.assign import PlanOutdated
from applications.actions.chase import chase, to_chase
from applications.actions.relieve import NothingToRelieve, propose_relief, relieve
from applications.actions.sharing_plan import NotEnoughReaders
from applications.lifecycle import State
from applications.models import Campaign, Reader, Review
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_campaign, a_conflict, a_person, a_review, a_rubric, an_application
from tests.races import REFUSED, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    campaign = a_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(reviews_per_file=1, reviews_due_on=date(2026, 11, 20))
    a_rubric(campaign)
    return Campaign.objects.get(pk=campaign.pk)


def late(campaign: Campaign, files: int = 4) -> User:
    reader = a_person(Role.REVIEWER)
    for _ in range(files):
        a_review(an_application(state=State.ELIGIBLE, campaign=campaign), reviewer=reader)
    return reader


def apply(campaign: Campaign, reader: User, at: datetime) -> None:
    expected = propose_relief(campaign=campaign, reader=reader).fingerprint
    relieve(campaign=campaign, reader=reader, expected=expected, by=a_person(Role.MANAGER), at=at)


def loads() -> Counter[int]:
    return Counter(Review.objects.values_list("reviewer", flat=True))


def test_what_is_not_begun_is_shared_among_the_others(campaign: Campaign, noon: datetime) -> None:
    reader, others = late(campaign), [a_person(Role.REVIEWER) for _ in range(2)]

    apply(campaign, reader, noon)

    assert loads() == {one.pk: 2 for one in others}
    assert Entry.objects.filter(event="applications.campaign.relieve").exists()


def test_whoever_gains_and_whoever_loses_are_told_once(campaign: Campaign, noon: datetime) -> None:
    reader, other = late(campaign), a_person(Role.REVIEWER)

    apply(campaign, reader, noon)

    assert set(Letter.objects.values_list("to", "kind")) == {
        (other.pk, "applications/readings_assigned"),
        (reader.pk, "applications/readings_taken"),
    }


def test_what_is_begun_stays_with_the_late_reader(campaign: Campaign, noon: datetime) -> None:
    reader, _other = late(campaign), a_person(Role.REVIEWER)
    begun = Review.objects.first()
    Review.objects.filter(pk=begun.pk).update(state=lifecycle.Review.STARTED)

    apply(campaign, reader, noon)

    assert list(Review.objects.filter(reviewer=reader)) == [begun]


def test_nobody_receives_a_file_they_must_not_read(campaign: Campaign, noon: datetime) -> None:
    reader, barred, free = late(campaign, files=1), a_person(Role.REVIEWER), a_person(Role.REVIEWER)
    a_conflict(Review.objects.get().application, reviewer=barred)

    apply(campaign, reader, noon)

    assert loads() == {free.pk: 1}


def test_a_file_nobody_else_may_read_is_named(campaign: Campaign) -> None:
    reader, barred = late(campaign, files=1), a_person(Role.REVIEWER)
    file = Review.objects.get().application
    a_conflict(file, reviewer=barred)

    with pytest.raises(NotEnoughReaders, match=file.number):
        propose_relief(campaign=campaign, reader=reader)


def test_somebody_s_own_maximum_is_respected(campaign: Campaign, noon: datetime) -> None:
    reader, small, large = late(campaign), a_person(Role.REVIEWER), a_person(Role.REVIEWER)
    Reader.objects.create(person=small, cap=1)

    apply(campaign, reader, noon)

    assert loads() == {small.pk: 1, large.pk: 3}


def test_nothing_to_begin_is_nothing_to_give(campaign: Campaign) -> None:
    with pytest.raises(NothingToRelieve):
        propose_relief(campaign=campaign, reader=a_person(Role.REVIEWER))


def test_what_has_moved_since_is_refused(campaign: Campaign, noon: datetime) -> None:
    reader, _other = late(campaign), a_person(Role.REVIEWER)
    expected = propose_relief(campaign=campaign, reader=reader).fingerprint
    Review.objects.filter(pk=Review.objects.first().pk).update(state=lifecycle.Review.STARTED)

    with pytest.raises(PlanOutdated):
        relieve(campaign=campaign, reader=reader, expected=expected, by=a_person(Role.MANAGER), at=noon)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_move_the_files_once(noon: datetime) -> None:
    campaign = a_campaign()
    a_rubric(campaign)
    reader, other, manager = late(campaign), a_person(Role.REVIEWER), a_person(Role.MANAGER)
    expected = propose_relief(campaign=campaign, reader=reader).fingerprint

    def hand() -> int:
        return len(relieve(campaign=campaign, reader=reader, expected=expected, by=manager, at=noon).given)

    assert sorted(map(str, at_once([hand, hand]))) == ["4", REFUSED]
    assert loads() == {other.pk: 4}


# -- Reminders


def test_a_reminder_goes_to_whoever_has_files_left_once_a_day(campaign: Campaign, noon: datetime) -> None:
    reader = late(campaign)
    a_review(an_application(state=State.ELIGIBLE, campaign=campaign), state=lifecycle.Review.SUBMITTED)
    manager = a_person(Role.MANAGER)

    assert [(person, left) for person, left in to_chase(campaign, at=noon)] == [(reader, 4)]
    assert chase(campaign=campaign, by=manager, at=noon) == 1
    assert chase(campaign=campaign, by=manager, at=noon) == 0
    assert Letter.objects.get().to == reader


# -- The pages


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def test_the_page_shows_who_is_late_and_to_how_many_a_reminder_goes(
    campaign: Campaign, client: Client, manager: User, at_noon: datetime
) -> None:
    late(campaign)

    page = client.get(reverse("applications:progress")).text

    assert "En retard" in page
    assert "Relancer 1 personne" in page
    assert "Confier 4 à d’autres" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_or_three(
    rows: int, campaign: Campaign, client: Client, manager: User, django_assert_max_num_queries
) -> None:
    for _ in range(rows):
        late(campaign, files=1)

    with django_assert_max_num_queries(7 + 3):  # session, person, unread letters
        assert client.get(reverse("applications:progress")).status_code == 200


def test_a_late_reader_is_relieved_in_one_click_after_a_look(campaign: Campaign, client: Client, manager: User) -> None:
    reader, other = late(campaign), a_person(Role.REVIEWER)
    where = reverse("applications:reassign", args=[campaign.pk, reader.pk])

    look = client.get(where)
    assert str(other) in look.text
    assert loads() == {reader.pk: 4}

    client.post(where, {"expected": look.context["plan"].fingerprint})
    assert loads() == {other.pk: 4}
