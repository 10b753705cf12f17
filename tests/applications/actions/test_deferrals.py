from datetime import datetime, timedelta
from functools import partial

import pytest

from applications import lifecycle
from applications.actions import deferrals, offers, remind
from applications.actions.places import SecondPlace
from applications.actions.withdraw import PlaceDeferred, withdraw
from applications.lifecycle import State
from applications.models import Application, Campaign, Deferral
from cohorts.actions.make import awaiting_enrolment
from cohorts.management.commands.check_invariants import violations
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.applications.actions.test_offers import a_published_campaign, held, state_of
from tests.build import a_campaign, a_deferral, a_person, an_application, an_offer
from tests.races import REFUSED, at_once

pytestmark = pytest.mark.django_db
ASKED, GRANTED, CALLED = lifecycle.Deferral.ASKED, lifecycle.Deferral.GRANTED, lifecycle.Deferral.CALLED


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def somebody_who_accepted(noon: datetime) -> tuple[Application, Application]:
    (offer,), (next_one,) = a_published_campaign(places=1, waiting=1)
    offers.accept(offer=offer, by=offer.application.candidate, at=noon)
    return Application.objects.get(pk=offer.application_id), next_one


def test_asking_keeps_the_place_and_leaves_a_trace(noon: datetime) -> None:
    application, next_one = somebody_who_accepted(noon)

    deferral = deferrals.ask(application=application, by=application.candidate, at=noon, words="Un semestre ailleurs.")

    assert (deferral.state, state_of(application), state_of(next_one)) == (ASKED, State.ACCEPTED, State.WAITING)
    assert Entry.objects.filter(event="applications.deferral.ask", by=application.candidate).exists()


def test_only_an_accepted_place_is_deferred_and_only_once(noon: datetime) -> None:
    application, next_one = somebody_who_accepted(noon)
    deferrals.ask(application=application, by=application.candidate, at=noon)

    for one in (application, next_one):
        with pytest.raises(deferrals.NotDeferrable):
            deferrals.ask(application=one, by=one.candidate, at=noon)


def test_granting_frees_the_place_for_the_next_person_and_tells_both(noon: datetime, manager: User) -> None:
    application, next_one = somebody_who_accepted(noon)
    deferral = deferrals.ask(application=application, by=application.candidate, at=noon)

    deferrals.grant(deferral=deferral, by=manager, at=noon, reason="Un échange déjà engagé.")

    assert (state_of(application), state_of(next_one)) == (State.DEFERRED, State.OFFERED)
    letter = Letter.objects.get(kind="applications/deferral_granted")
    assert (letter.to, letter.context["reason"]) == (application.candidate, "Un échange déjà engagé.")
    assert not violations()


def test_refusing_keeps_the_place_where_it_is(noon: datetime, manager: User) -> None:
    application, next_one = somebody_who_accepted(noon)
    deferral = deferrals.ask(application=application, by=application.candidate, at=noon)

    deferrals.refuse(deferral=deferral, by=manager, at=noon, reason="Une seule session cette année.")

    assert (state_of(application), state_of(next_one)) == (State.ACCEPTED, State.WAITING)
    assert Letter.objects.filter(kind="applications/deferral_refused").count() == 1


def test_a_deferred_place_is_left_by_its_own_answer_not_by_a_withdrawal(noon: datetime) -> None:
    application = a_deferral(state=GRANTED).application

    with pytest.raises(PlaceDeferred, match="reportée"):
        withdraw(application=application, by=application.candidate, at=noon, reason="job")


def test_the_next_session_asks_by_letter_and_keeps_a_place_meanwhile(noon: datetime, manager: User) -> None:
    deferral, session = a_deferral(state=GRANTED), a_campaign(places=1)

    deferrals.call(campaign=session, deferrals=[deferral], before=noon + timedelta(days=10), by=manager, at=noon)

    deferral.refresh_from_db()
    assert (deferral.state, deferral.to_campaign) == (CALLED, session)
    letter = Letter.objects.get(kind="applications/deferral_call")
    assert (letter.to, letter.context["campaign"]) == (deferral.application.candidate, session.name)
    other = a_deferral(state=GRANTED)
    with pytest.raises(deferrals.NoPlaceKept, match="assez de places"):
        deferrals.call(campaign=session, deferrals=[other], before=noon + timedelta(days=10), by=manager, at=noon)


def test_confirming_holds_the_place_and_joins_that_cohort(noon: datetime) -> None:
    session = a_campaign(state=lifecycle.Campaign.DECIDED, places=1)
    deferral = a_deferral(state=CALLED, to=session)

    deferrals.confirm(deferral=deferral, by=deferral.application.candidate, at=noon)

    assert awaiting_enrolment(session) == [deferral.application]
    assert awaiting_enrolment(deferral.application.campaign) == []
    assert Letter.objects.filter(kind="applications/deferral_confirmed").count() == 1
    assert not violations()


def test_leaving_it_gives_the_place_to_the_waiting_list_of_that_session(noon: datetime) -> None:
    (offer,), (next_one,) = a_published_campaign(places=1, waiting=1)
    session = next_one.campaign
    Campaign.objects.filter(pk=session.pk).update(places=2)
    deferral = a_deferral(state=CALLED, to=session)

    deferrals.release(deferral=deferral, by=deferral.application.candidate, at=noon)

    assert (state_of(deferral.application), state_of(next_one)) == (State.WITHDRAWN, State.OFFERED)
    assert held(session) == 2
    assert offer.application.campaign == session
    assert not violations()


def test_without_an_answer_the_place_is_released_once_and_not_a_second_before(noon: datetime) -> None:
    session = a_campaign(state=lifecycle.Campaign.DECIDED, places=1)
    deferral = a_deferral(state=CALLED, to=session, confirm_in=timedelta(days=1))
    end = noon + timedelta(days=1)

    assert deferrals.release_due(at=end - timedelta(microseconds=1)) == 0
    assert deferrals.release_due(at=end) == 1
    assert deferrals.release_due(at=end) == 0

    assert Letter.objects.filter(kind="applications/deferral_expired").count() == 1
    deferral.refresh_from_db()
    with pytest.raises(deferrals.DeferralOver):
        deferrals.confirm(deferral=deferral, by=deferral.application.candidate, at=end)
    assert not violations()


def test_an_answer_is_given_once(noon: datetime) -> None:
    deferral = a_deferral(state=CALLED, to=a_campaign(places=1))
    deferrals.confirm(deferral=deferral, by=deferral.application.candidate, at=noon)

    with pytest.raises(IllegalMove):
        deferrals.confirm(deferral=deferral, by=deferral.application.candidate, at=noon)


def test_confirmation_is_reminded_twice_before_its_date(noon: datetime) -> None:
    a_deferral(state=CALLED, to=a_campaign(places=1), confirm_in=timedelta(days=7))

    for days in (0, 0, 5, 5):
        remind.remind(at=noon + timedelta(days=days))

    assert Letter.objects.filter(kind="applications/deferral_expiring").count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_place_kept_for_later_is_never_given_to_somebody_else(noon: datetime, manager: User) -> None:
    """One place is left: the waiting list and the person who deferred want it at once."""
    (first, _second), (next_one,) = a_published_campaign(places=2, waiting=1)
    deferral = a_deferral(state=GRANTED)

    at_once(
        [
            partial(offers.decline, offer=first, by=first.application.candidate, at=noon),
            partial(
                deferrals.call,
                campaign=next_one.campaign,
                deferrals=[deferral],
                before=noon + timedelta(days=5),
                by=manager,
                at=noon,
            ),
        ]
    )

    kept = Deferral.objects.keeping_a_place(next_one.campaign).count()
    assert held(next_one.campaign) + kept == 2
    assert not violations()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t37_two_offers_of_two_sessions_accepted_at_once_leave_one_place(noon: datetime) -> None:
    person = a_person()
    two = [offer_to(person) for _ in range(2)]

    answers = at_once([partial(offers.accept, offer=offer, by=person, at=noon) for offer in two])

    assert answers.count(REFUSED) == 1
    assert sorted(state_of(offer) for offer in two) == [lifecycle.Offer.ACCEPTED, lifecycle.Offer.OPEN]
    assert not violations()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t37_without_the_guard_both_would_be_accepted(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(offers, "refuse_a_second_place", lambda application: None)
    person = a_person()
    two = [offer_to(person) for _ in range(2)]

    at_once([partial(offers.accept, offer=offer, by=person, at=noon) for offer in two])

    assert any("two places" in sentence for sentence in violations())


def offer_to(person: User):
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED, places=1)
    return an_offer(an_application(state=State.OFFERED, campaign=campaign, candidate=person))


def test_a_confirmed_place_and_an_accepted_one_are_one_too_many(noon: datetime) -> None:
    deferral = a_deferral(state=CALLED, to=a_campaign(places=1))
    person = deferral.application.candidate
    offers.accept(offer=offer_to(person), by=person, at=noon)

    with pytest.raises(SecondPlace, match="n’en tient qu’une"):
        deferrals.confirm(deferral=deferral, by=person, at=noon)
