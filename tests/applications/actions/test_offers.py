from datetime import datetime, timedelta
from functools import partial

import pytest

from applications import lifecycle
from applications.actions import offers
from applications.actions.withdraw import withdraw
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision, Offer
from cohorts.management.commands.check_invariants import violations
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.outbox.models import Letter
from tests.build import a_campaign, a_decision, an_application, an_offer
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db


def a_published_campaign(*, places: int, waiting: int) -> tuple[list[Offer], list[Application]]:
    """All places offered, and a waiting list behind."""
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED, places=places)
    made = [an_offer(an_application(state=State.OFFERED, campaign=campaign)) for _ in range(places)]
    files = [an_application(state=State.WAITING, campaign=campaign) for _ in range(waiting)]
    for position, file in enumerate(files, 1):
        a_decision(file, outcome=Decision.Outcome.WAITING, rank=places + position, waiting_rank=position)
    return made, files


def state_of(thing: Application | Offer) -> str:
    thing.refresh_from_db()
    return thing.state


def held(campaign: Campaign) -> int:
    return Offer.objects.filter(application__campaign=campaign).holding_a_place().count()


def test_accepting_takes_the_place_records_it_and_says_so(noon: datetime) -> None:
    offer = an_offer()

    accepted = offers.accept(offer=offer, by=offer.application.candidate, at=noon)

    assert (accepted.state, accepted.answered_at) == (lifecycle.Offer.ACCEPTED, noon)
    assert state_of(offer.application) == State.ACCEPTED
    assert set(Entry.objects.values_list("event", flat=True)) == {
        "applications.offer.accept",
        "applications.application.accept",
    }
    assert Letter.objects.get().kind == "applications/offer_accepted"


def test_accepting_after_the_hour_is_refused_even_before_the_clock_has_passed(noon: datetime) -> None:
    offer = an_offer(expires_in=timedelta(0))

    with pytest.raises(offers.OfferOver, match="délai"):
        offers.accept(offer=offer, by=offer.application.candidate, at=noon)

    assert state_of(offer) == lifecycle.Offer.OPEN


def test_accepting_in_the_last_second_counts(noon: datetime) -> None:
    offer = an_offer(expires_in=timedelta(microseconds=1))

    assert offers.accept(offer=offer, by=offer.application.candidate, at=noon).state == lifecycle.Offer.ACCEPTED


def test_an_answer_is_given_once(noon: datetime) -> None:
    offer = an_offer(state=lifecycle.Offer.DECLINED)

    with pytest.raises(IllegalMove):
        offers.accept(offer=offer, by=offer.application.candidate, at=noon)


def test_declining_calls_the_next_person_at_once(noon: datetime) -> None:
    (first, *_), (next_one, after) = a_published_campaign(places=2, waiting=2)

    offers.decline(offer=first, by=first.application.candidate, at=noon)

    assert (state_of(next_one), state_of(after)) == (State.OFFERED, State.WAITING)
    assert Letter.objects.filter(to=next_one.candidate, kind="applications/called_from_waiting_list").count() == 1


def test_a_called_person_has_the_full_time_to_answer(noon: datetime) -> None:
    (first,), (next_one,) = a_published_campaign(places=1, waiting=1)

    offers.decline(offer=first, by=first.application.candidate, at=noon)

    assert next_one.offer.expires_at == offers.expiry(next_one.campaign, noon)


def test_withdrawing_gives_the_place_back_and_calls_the_next(noon: datetime) -> None:
    (first,), (next_one,) = a_published_campaign(places=1, waiting=1)
    offers.accept(offer=first, by=first.application.candidate, at=noon)

    withdraw(application=first.application, by=first.application.candidate, at=noon, reason="studies")

    assert (state_of(first), state_of(next_one)) == (lifecycle.Offer.RETURNED, State.OFFERED)


def test_expiry_calls_as_many_people_as_places_are_freed(noon: datetime) -> None:
    made, files = a_published_campaign(places=3, waiting=4)
    Offer.objects.filter(pk__in=[made[0].pk, made[1].pk]).update(expires_at=noon)

    assert offers.expire_due(at=noon) == 2

    assert [state_of(file) for file in files] == [State.OFFERED, State.OFFERED, State.WAITING, State.WAITING]


def test_expiring_again_changes_nothing(noon: datetime) -> None:
    (first,), _ = a_published_campaign(places=1, waiting=2)
    Offer.objects.filter(pk=first.pk).update(expires_at=noon)
    offers.expire_due(at=noon)
    letters = Letter.objects.count()

    assert (offers.expire_due(at=noon), Letter.objects.count()) == (0, letters)


def test_nobody_is_called_when_places_were_given_beyond_the_number(noon: datetime) -> None:
    (first, _), files = a_published_campaign(places=2, waiting=1)
    Campaign.objects.filter(pk=first.application.campaign_id).update(places=1)

    offers.decline(offer=first, by=first.application.candidate, at=noon)

    assert state_of(files[0]) == State.WAITING


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t38_thirty_refusals_at_once_call_thirty_people_in_order(noon: datetime) -> None:
    made, files = a_published_campaign(places=30, waiting=40)

    answers = at_once([partial(offers.decline, offer=o, by=o.application.candidate, at=noon) for o in made])

    assert REFUSED not in answers
    assert [state_of(file) for file in files] == [State.OFFERED] * 30 + [State.WAITING] * 10
    assert Letter.objects.filter(kind="applications/called_from_waiting_list").count() == 30
    assert held(files[0].campaign) == 30
    assert not violations()


def two_freed_places(noon: datetime) -> tuple[int, Campaign]:
    made, files = a_published_campaign(places=2, waiting=3)
    at_once([partial(offers.decline, offer=o, by=o.application.candidate, at=noon) for o in made])
    return held(files[0].campaign), files[0].campaign


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t34_two_freed_places_call_exactly_two(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after(monkeypatch, offers, "_free_places", hands=2)

    places_held, campaign = two_freed_places(noon)

    assert places_held == campaign.places == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t34_without_the_lock_the_places_would_be_wrong(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: it shows that the race above is real."""
    monkeypatch.setattr(offers, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    meet_after(monkeypatch, offers, "_free_places", hands=2)
    made, files = a_published_campaign(places=2, waiting=3)

    def decline(offer: Offer) -> str:
        try:
            return offers.decline(offer=offer, by=offer.application.candidate, at=noon).state
        except Exception as trouble:
            return type(trouble).__name__

    answers = at_once([partial(decline, offer) for offer in made])

    assert held(files[0].campaign) != 2 or set(answers) != {lifecycle.Offer.DECLINED}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", [-1, 0, 1])
def test_t36_an_offer_ends_in_one_state_when_it_is_accepted_while_it_expires(moment: int, noon: datetime) -> None:
    (offer,), (next_one,) = a_published_campaign(places=1, waiting=1)
    Offer.objects.filter(pk=offer.pk).update(expires_at=noon)
    at = noon + timedelta(milliseconds=moment)

    at_once(
        [
            partial(offers.accept, offer=offer, by=offer.application.candidate, at=at),
            partial(offers.expire_due, at=noon),
        ]
    )

    ended, called = state_of(offer), state_of(next_one)
    assert (ended, called) in {
        (lifecycle.Offer.ACCEPTED, State.WAITING),
        (lifecycle.Offer.EXPIRED, State.OFFERED),
    }
    assert held(next_one.campaign) == 1
    assert not violations()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t39_a_withdrawal_and_a_promotion_never_cross(noon: datetime) -> None:
    (offer,), (next_one, after) = a_published_campaign(places=1, waiting=2)

    at_once(
        [
            partial(offers.decline, offer=offer, by=offer.application.candidate, at=noon),
            partial(withdraw, application=next_one, by=next_one.candidate, at=noon, reason="other"),
        ]
    )

    assert (state_of(next_one), state_of(after)) == (State.WITHDRAWN, State.OFFERED)
    assert held(after.campaign) == 1
    assert not violations()
