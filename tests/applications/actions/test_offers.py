from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import OperationalError

from applications import lifecycle
from applications.actions import offers
from applications.actions.amend import set_places
from applications.actions.withdraw import withdraw
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision, Offer
from cohorts.management.commands.check_invariants import violations
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove, Move, Refusal
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.build import a_campaign, a_decision, a_person, an_application, an_offer
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db


def a_published_campaign(*, places: int, waiting: int) -> tuple[list[Offer], list[Application]]:
    """All places offered, and a waiting list behind."""
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED, places=places)
    made = [an_offer(an_application(state=State.OFFERED, campaign=campaign)) for _ in range(places)]
    for rank, offer in enumerate(made, 1):
        a_decision(offer.application, rank=rank)
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
    meet_after(monkeypatch, offers, "free_places", hands=2)

    places_held, campaign = two_freed_places(noon)

    assert places_held == campaign.places == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t34_without_the_lock_the_places_would_be_wrong(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: it shows that the race above is real."""
    monkeypatch.setattr(offers, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    meet_after(monkeypatch, offers, "free_places", hands=2)
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


def one_after_the_other(hands: list[Callable[[], object]]) -> Callable[[], int]:
    """One person who presses again and again; returns how many presses were taken."""

    def press() -> int:
        taken = 0
        for hand in hands:
            with suppress(Refusal):
                hand()
                taken += 1
        return taken

    return press


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t34_two_hundred_acceptances_on_ten_places_while_they_are_lowered(noon: datetime) -> None:
    made, files = a_published_campaign(places=10, waiting=10)
    campaign, manager = files[0].campaign, a_person(Role.MANAGER)
    accepts = [partial(offers.accept, offer=offer, by=offer.application.candidate, at=noon) for offer in made]
    lower = partial(set_places, campaign=campaign, places=9, reason="Un poste de moins.", by=manager, at=noon)

    taken = at_once([one_after_the_other([*accepts[n % 10 :], *accepts[: n % 10]]) for n in range(20)] + [lower])

    campaign.refresh_from_db()
    assert sum(count for count in taken if isinstance(count, int)) == 10  # of 200 presses
    assert held(campaign) == Offer.objects.filter(state=lifecycle.Offer.ACCEPTED).count() == 10
    assert (taken[-1], campaign.places) == (REFUSED, 10)
    assert Letter.objects.filter(kind="applications/offer_accepted").count() == 10
    assert not violations()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t34_two_people_of_the_school_who_give_the_last_place_at_once_give_one(noon: datetime) -> None:
    _made, files = a_published_campaign(places=1, waiting=3)
    campaign = files[0].campaign
    Campaign.objects.filter(pk=campaign.pk).update(places=2)
    hands = [partial(offers.call_next, campaign=campaign, at=noon, by=a_person(Role.MANAGER)) for _ in range(2)]

    called = at_once(hands)

    assert sorted(len(offers) for offers in called) == [0, 1]
    assert [state_of(file) for file in files] == [State.OFFERED, State.WAITING, State.WAITING]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t36_a_hundred_acceptances_around_the_hour_each_end_in_one_state_their_letter_agrees_with(
    noon: datetime,
) -> None:
    made, files = a_published_campaign(places=20, waiting=20)
    Offer.objects.filter(pk__in=[offer.pk for offer in made]).update(expires_at=noon)
    skewed = [timedelta(milliseconds=ms) for ms in (-50, -20, 0, 20, 50)]
    presses = [
        one_after_the_other(
            [partial(offers.accept, offer=o, by=o.application.candidate, at=noon + skew) for skew in skewed]
        )
        for o in made
    ]
    expire = partial(offers.expire_due, at=noon)

    at_once([*presses, expire, expire])

    states = [state_of(offer) for offer in made]
    accepted = states.count(lifecycle.Offer.ACCEPTED)
    assert accepted + states.count(lifecycle.Offer.EXPIRED) == 20
    assert Letter.objects.filter(kind="applications/offer_accepted").count() == accepted
    assert Letter.objects.filter(kind="applications/offer_expired").count() == 20 - accepted
    assert [state_of(file) for file in files].count(State.OFFERED) == 20 - accepted
    assert held(files[0].campaign) == 20
    assert not violations()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t36_without_the_lock_an_offer_would_be_both(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the acceptance and the expiry both read an open offer, and both write."""
    (offer,), _ = a_published_campaign(places=1, waiting=1)
    Offer.objects.filter(pk=offer.pk).update(expires_at=noon)
    monkeypatch.setattr(offers, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    monkeypatch.setattr(offers, "move", unguarded)
    monkeypatch.setattr(offers, "move_many", unguarded_many)
    meet_after(monkeypatch, offers, "_locked", hands=2)
    meet_after(monkeypatch, offers, "_late_in", hands=2)

    def told(act: Callable[[], object]) -> str:
        try:
            act()
        except OperationalError:
            return "stopped"  # each waited for the row the other had written: the database ended one of them
        return "done"

    accept = partial(offers.accept, offer=offer, by=offer.application.candidate, at=noon - timedelta(milliseconds=1))
    answers = at_once([partial(told, accept), partial(told, partial(offers.expire_due, at=noon))])

    both = Letter.objects.filter(kind__in=["applications/offer_accepted", "applications/offer_expired"])
    assert both.count() == 2 or sorted(answers) == ["done", "stopped"]


def unguarded(subject: Offer | Application, step: Move, **changes: object) -> Offer | Application:
    """What `move` would be without its guard."""
    type(subject)._default_manager.filter(pk=subject.pk).update(**{"state": step.target})
    subject.refresh_from_db()
    return subject


def unguarded_many(subjects: list[Offer], step: Move, **facts: object) -> list[Offer]:
    for subject in subjects:
        unguarded(subject, step)
    return subjects


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t38_without_the_lock_one_person_would_be_called_twice(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: hands that all count the free places before any is given."""
    monkeypatch.setattr(offers, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    meet_after(monkeypatch, offers, "free_places", hands=6)
    made, files = a_published_campaign(places=6, waiting=12)

    def decline(offer: Offer) -> str:
        try:
            return offers.decline(offer=offer, by=offer.application.candidate, at=noon).state
        except Exception as trouble:
            return type(trouble).__name__

    answers = at_once([partial(decline, offer) for offer in made])

    called = [state_of(file) for file in files].count(State.OFFERED)
    assert called != 6 or set(answers) != {lifecycle.Offer.DECLINED}


def test_a_place_left_in_a_finished_campaign_goes_to_nobody(noon: datetime) -> None:
    """The path has begun without them: nobody is woken by a place that no longer is one."""
    (offer,), (waiting,) = a_published_campaign(places=1, waiting=1)
    Campaign.objects.update(state=lifecycle.Campaign.CLOSED)

    withdraw(application=offer.application, by=offer.application.candidate, at=noon, reason="job")

    assert state_of(waiting) == State.WAITING
    assert not Letter.objects.filter(to=waiting.candidate).exists()
