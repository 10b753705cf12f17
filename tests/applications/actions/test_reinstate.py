from datetime import datetime, timedelta
from functools import partial

import pytest

from applications import lifecycle
from applications.actions import offers
from applications.actions.reinstate import CannotComeBack, reinstate
from applications.actions.withdraw import withdraw
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision, Offer
from cohorts.management.commands.check_invariants import violations
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.applications.actions.test_offers import a_published_campaign, held, state_of
from tests.build import a_campaign, a_person, an_application
from tests.races import REFUSED, at_once

pytestmark = pytest.mark.django_db
SOON, LATE = timedelta(minutes=29), timedelta(minutes=30)


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def fresh(application: Application) -> Application:
    return Application.objects.select_related("campaign").get(pk=application.pk)


def declined(offer: Offer, at: datetime) -> Application:
    offers.decline(offer=offer, by=offer.application.candidate, at=at)
    return fresh(offer.application)


def test_a_place_declined_by_mistake_comes_back_if_nobody_has_it(noon: datetime) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)
    one = declined(offer, noon)

    reinstate(application=one, by=one.candidate, at=noon + SOON)

    offer.refresh_from_db()
    assert (state_of(one), offer.state, offer.round) == (State.OFFERED, lifecycle.Offer.OPEN, 2)
    assert offer.expires_at == offers.expiry(one.campaign, noon + SOON)
    assert Letter.objects.filter(to=one.candidate, kind="applications/reinstated_place").count() == 1
    assert Entry.objects.filter(event="applications.application.undo", by=one.candidate).count() == 1
    assert not violations()


def test_a_place_given_meanwhile_is_never_taken_back_the_person_is_next(noon: datetime, manager: User) -> None:
    (offer,), (called, after) = a_published_campaign(places=1, waiting=2)
    one = declined(offer, noon)

    reinstate(application=one, by=manager, at=noon + LATE, reason="Mauvais bouton.")

    assert [state_of(person) for person in (called, one, after)] == [State.OFFERED, State.WAITING, State.WAITING]
    assert list(offers.waiting_list(one.campaign)) == [one, after]
    assert {letter.kind for letter in Letter.objects.filter(to=after.candidate)} == {"applications/waiting_rank_moved"}
    assert not violations()


def test_who_came_back_on_top_is_called_first_and_answers_again(noon: datetime, manager: User) -> None:
    (offer,), (called, _after) = a_published_campaign(places=1, waiting=2)
    one = declined(offer, noon)
    reinstate(application=one, by=manager, at=noon + LATE)

    declined(called.offer, noon + LATE)
    offer.refresh_from_db()
    offers.accept(offer=offer, by=one.candidate, at=noon + LATE)

    assert state_of(one) == State.ACCEPTED
    assert Letter.objects.filter(to=one.candidate, kind="applications/called_from_waiting_list").count() == 1
    assert not violations()


def test_declining_twice_is_said_twice(noon: datetime) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)
    one = declined(offer, noon)
    reinstate(application=one, by=one.candidate, at=noon + SOON)

    declined(Offer.objects.get(pk=offer.pk), noon + LATE)

    assert Letter.objects.filter(to=one.candidate, kind="applications/offer_declined").count() == 2


def test_the_person_has_the_time_to_undo_and_not_a_second_more_the_school_has_longer(
    noon: datetime, manager: User
) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)
    one = declined(offer, noon)

    with pytest.raises(CannotComeBack, match="écrivez à l’équipe"):
        reinstate(application=one, by=one.candidate, at=noon + LATE)

    assert reinstate(application=one, by=manager, at=noon + timedelta(days=3)).state == State.OFFERED


@pytest.mark.parametrize("stood", [State.DRAFT, State.SUBMITTED, State.ELIGIBLE])
def test_a_file_withdrawn_by_mistake_goes_back_where_it_stood(stood: State, noon: datetime) -> None:
    one = an_application(state=stood)
    withdraw(application=one, by=one.candidate, at=noon, reason="other")

    reinstate(application=fresh(one), by=one.candidate, at=noon + SOON)

    assert (state_of(one), fresh(one).withdrawn_from, fresh(one).withdrawn_at) == (stood, "", None)
    assert Letter.objects.filter(kind="applications/reinstated").count() == 1


def test_withdrawing_again_after_coming_back_is_possible_and_said(noon: datetime) -> None:
    one = an_application(state=State.SUBMITTED)
    for minute in range(2):
        at = noon + timedelta(minutes=minute)
        withdraw(application=fresh(one), by=one.candidate, at=at, reason="other")
        if minute == 0:
            reinstate(application=fresh(one), by=one.candidate, at=at)

    assert Letter.objects.filter(kind="applications/withdrawn").count() == 2


def test_whoever_left_the_waiting_list_by_mistake_keeps_the_rank_of_the_jury(noon: datetime) -> None:
    (offer, _), (first, second) = a_published_campaign(places=2, waiting=2)
    withdraw(application=first, by=first.candidate, at=noon, reason="other")
    declined(offer, noon)

    reinstate(application=fresh(first), by=first.candidate, at=noon + SOON)

    assert (state_of(first), state_of(second)) == (State.WAITING, State.OFFERED)
    assert Decision.objects.get(application=first).waiting_rank == 1
    assert not violations()


def test_a_file_withdrawn_before_the_results_does_not_come_back_after_them(noon: datetime, manager: User) -> None:
    one = an_application(state=State.ELIGIBLE)
    withdraw(application=one, by=one.candidate, at=noon, reason="other")
    a_campaign()
    Campaign.objects.filter(pk=one.campaign_id).update(published_at=noon, state=lifecycle.Campaign.DECIDED)

    with pytest.raises(CannotComeBack, match="sans cette candidature"):
        reinstate(application=fresh(one), by=manager, at=noon)


@pytest.mark.parametrize("state", [State.OFFERED, State.ACCEPTED, State.REFUSED, State.SUBMITTED])
def test_there_is_nothing_to_undo_where_nothing_ended(state: State, noon: datetime, manager: User) -> None:
    with pytest.raises(CannotComeBack, match="rien à reprendre"):
        reinstate(application=an_application(state=state), by=manager, at=noon)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_coming_back_while_another_declines_never_gives_one_place_twice(noon: datetime, manager: User) -> None:
    (first, second), (called,) = a_published_campaign(places=2, waiting=1)
    one = declined(first, noon)

    at_once(
        [
            partial(reinstate, application=one, by=manager, at=noon),
            partial(offers.decline, offer=second, by=second.application.candidate, at=noon),
        ]
    )

    assert held(one.campaign) == 2
    assert (state_of(one), state_of(called)) == (State.OFFERED, State.OFFERED)
    assert not violations()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_undone_by_two_people_at_once_is_undone_once(noon: datetime, manager: User) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)
    one = declined(offer, noon)

    answers = at_once([partial(reinstate, application=one, by=person, at=noon) for person in (manager, one.candidate)])

    assert answers.count(REFUSED) == 1
    assert Letter.objects.filter(kind="applications/reinstated_place").count() == 1


def test_nobody_comes_back_into_a_finished_campaign(noon: datetime, manager: User) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)
    one = declined(offer, noon)
    Campaign.objects.update(state=lifecycle.Campaign.CLOSED)

    with pytest.raises(CannotComeBack, match="terminée"):
        reinstate(application=fresh(one), by=manager, at=noon)

    assert state_of(one) == State.DECLINED
