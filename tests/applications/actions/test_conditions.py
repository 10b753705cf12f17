from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.utils.timezone import localdate

from applications import lifecycle
from applications.actions import conditions, offers, places, publish, remind
from applications.lifecycle import State
from applications.models import Application, Campaign, Condition, Offer
from cohorts.management.commands.check_invariants import violations
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.applications.actions.test_offers import a_published_campaign, held, state_of
from tests.applications.actions.test_publish import a_drafted_campaign
from tests.build import a_condition, a_person, a_result
from tests.races import at_once

pytestmark = pytest.mark.django_db
Verdict, Kind = Condition.Verdict, Condition.Kind


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def an_accepted_place(noon: datetime, *, conditions: int = 2) -> tuple[list[Condition], Application]:
    """One place, accepted, with conditions, and one person waiting for it."""
    (offer,), (next_one,) = a_published_campaign(places=1, waiting=1)
    kinds = list(Kind)[:conditions]
    found = [a_condition(offer, kind=kind) for kind in kinds]
    offers.accept(offer=offer, by=offer.application.candidate, at=noon)
    return found, next_one


def test_every_place_offered_carries_the_conditions_of_its_campaign(noon: datetime, manager: User) -> None:
    campaign, _ = a_drafted_campaign(manager)
    Campaign.objects.filter(pk=campaign.pk).update(
        medical_due_on=date(2027, 5, 31), transcript_due_on=date(2027, 6, 30)
    )

    publish.publish(campaign=campaign, by=manager, at=noon)

    rows = Condition.objects.values_list("kind", "due_on", "verdict")
    assert sorted(rows) == sorted(
        [("medical", date(2027, 5, 31), "pending"), ("transcript", date(2027, 6, 30), "pending")] * 2
    )


def test_somebody_called_from_the_waiting_list_has_the_same_conditions(noon: datetime) -> None:
    (offer,), (next_one,) = a_published_campaign(places=1, waiting=1)
    Campaign.objects.update(security_due_on=date(2027, 5, 31))

    offers.decline(offer=offer, by=offer.application.candidate, at=noon)

    assert Condition.objects.get(offer__application=next_one).kind == Kind.SECURITY


def test_a_favourable_result_already_known_meets_its_condition_on_its_day(noon: datetime, manager: User) -> None:
    campaign, (first, second, *_rest) = a_drafted_campaign(manager)
    Campaign.objects.filter(pk=campaign.pk).update(
        medical_due_on=date(2027, 5, 31), security_due_on=date(2027, 5, 31), transcript_due_on=date(2027, 6, 30)
    )
    known = a_result(first, trial="medical", verdict="fit", on=date(2026, 11, 3))
    a_result(second, trial="medical", verdict="fit_within_limits")

    publish.publish(campaign=campaign, by=manager, at=noon)

    met = Condition.objects.get(verdict=Verdict.MET)
    assert (met.offer.application, met.kind, met.by) == (first, Kind.MEDICAL, known.by)
    assert met.at is not None
    assert localdate(met.at) == known.on
    assert Condition.objects.filter(verdict=Verdict.PENDING).count() == 5
    assert Entry.objects.filter(event="applications.condition.prefill", by=manager).count() == 1


@pytest.mark.parametrize(("trial", "verdict"), [("medical", "not_fit"), ("security", "unfavourable")])
def test_an_unfavourable_result_does_nothing_by_itself(noon: datetime, manager: User, trial: str, verdict: str) -> None:
    campaign, (first, *_rest) = a_drafted_campaign(manager)
    Campaign.objects.filter(pk=campaign.pk).update(medical_due_on=date(2027, 5, 31), security_due_on=date(2027, 5, 31))
    a_result(first, trial=trial, verdict=verdict)

    publish.publish(campaign=campaign, by=manager, at=noon)

    assert set(Condition.objects.values_list("verdict", flat=True)) == {"pending"}
    assert Offer.objects.get(application=first).state == lifecycle.Offer.OPEN


def test_a_condition_judged_not_met_is_not_met_again_by_an_older_result(noon: datetime, manager: User) -> None:
    """The place comes back: somebody has to look again, whatever was known before."""
    (condition, *_rest), _next = an_accepted_place(noon)
    Campaign.objects.update(medical_due_on=date(2027, 5, 31))
    file = condition.offer.application
    a_result(file, trial="medical", verdict="fit")
    conditions.judge(condition=condition, verdict=Verdict.NOT_MET, by=manager, at=noon)
    offer = Offer.objects.get(pk=condition.offer_id)

    reopened = places.open_offers(
        applications=[file], campaign=file.campaign, expires_at=offer.expires_at, by=manager, at=noon
    )

    assert reopened[0].conditions.get(kind=Kind.MEDICAL).verdict == Verdict.PENDING


def test_a_verdict_has_its_author_and_date_in_the_row_and_in_the_journal(noon: datetime, manager: User) -> None:
    (condition, _), _next = an_accepted_place(noon)

    conditions.judge(condition=condition, verdict=Verdict.MET, by=manager, at=noon)

    condition.refresh_from_db()
    assert (condition.verdict, condition.by, condition.at) == (Verdict.MET, manager, noon)
    facts = Entry.objects.get(event="applications.condition.judge").facts
    assert facts == {"kind": "medical", "before": "pending", "verdict": "met"}


def test_no_word_about_anybody_s_health_has_a_place_to_be_written() -> None:
    texts = [field.name for field in Condition._meta.get_fields() if field.get_internal_type() == "TextField"]

    assert texts == []
    assert {field.name for field in Condition._meta.fields} == {
        "id", "offer", "kind", "verdict", "due_on", "by", "at",
    }  # fmt: skip


def test_the_last_condition_met_makes_the_place_firm_and_says_so_once(noon: datetime, manager: User) -> None:
    both, _next = an_accepted_place(noon)

    for condition in both:
        assert not Letter.objects.filter(kind="applications/place_firm").exists()
        conditions.judge(condition=condition, verdict=Verdict.MET, by=manager, at=noon)
    conditions.judge(condition=both[0], verdict=Verdict.MET, by=manager, at=noon)

    assert Letter.objects.filter(kind="applications/place_firm").count() == 1
    assert Offer.objects.with_conditions_left().get(conditions=both[0]).left == 0


def test_a_condition_not_met_ends_the_offer_and_calls_the_next_person(noon: datetime, manager: User) -> None:
    (condition, _), next_one = an_accepted_place(noon)

    conditions.judge(condition=condition, verdict=Verdict.NOT_MET, by=manager, at=noon)

    offer = condition.offer
    assert (state_of(offer), state_of(offer.application), state_of(next_one)) == ("lapsed", "lapsed", "offered")
    assert Letter.objects.filter(kind="applications/condition_not_met", to=offer.application.candidate).count() == 1
    assert not Condition.objects.filter(offer=offer, verdict=Verdict.NOT_MET).exclude(pk=condition.pk).exists()
    assert not violations()


def test_a_verdict_comes_too_late_for_a_place_no_longer_held(noon: datetime, manager: User) -> None:
    (condition, other), _next = an_accepted_place(noon)
    conditions.judge(condition=condition, verdict=Verdict.NOT_MET, by=manager, at=noon)

    with pytest.raises(conditions.PlaceNotHeld, match="plus tenue"):
        conditions.judge(condition=other, verdict=Verdict.MET, by=manager, at=noon)


def test_a_verdict_entered_by_mistake_goes_back_to_pending(noon: datetime, manager: User) -> None:
    (condition, _), _next = an_accepted_place(noon)
    conditions.judge(condition=condition, verdict=Verdict.MET, by=manager, at=noon)

    conditions.judge(condition=condition, verdict=Verdict.PENDING, by=manager, at=noon)

    condition.refresh_from_db()
    assert (condition.verdict, condition.by, condition.at) == (Verdict.PENDING, None, None)


def test_accepting_says_how_many_conditions_are_left(noon: datetime) -> None:
    an_accepted_place(noon, conditions=2)

    assert Letter.objects.get(kind="applications/offer_accepted").context["left"] == 2


def test_a_condition_about_to_be_due_is_reminded_once_a_place(noon: datetime) -> None:
    both, _next = an_accepted_place(noon)
    Condition.objects.update(due_on=(noon + timedelta(days=7)).date())

    remind.remind(at=noon)
    remind.remind(at=noon)

    assert Letter.objects.get(kind="applications/condition_due").to == both[0].offer.application.candidate


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_find_it_not_met_at_once_call_one_person(noon: datetime, manager: User) -> None:
    (one, two), next_one = an_accepted_place(noon)
    judged = partial(conditions.judge, verdict=Verdict.NOT_MET, by=manager, at=noon)

    at_once([partial(judged, condition=one), partial(judged, condition=two)])

    assert state_of(next_one) == State.OFFERED
    assert held(next_one.campaign) == 1
    assert Letter.objects.filter(kind="applications/condition_not_met").count() == 1
    assert not violations()


def test_a_condition_found_not_met_by_mistake_can_be_taken_back(noon: datetime, manager: User) -> None:
    from applications.actions.reinstate import reinstate

    (condition, _), next_one = an_accepted_place(noon)
    conditions.judge(condition=condition, verdict=Verdict.NOT_MET, by=manager, at=noon)
    offers.decline(offer=next_one.offer, by=next_one.candidate, at=noon)

    reinstate(application=condition.offer.application, by=manager, at=noon, reason="Mauvais dossier.")

    condition.refresh_from_db()
    assert (state_of(condition.offer), condition.verdict) == (lifecycle.Offer.OPEN, Verdict.PENDING)
    assert not violations()


def test_a_place_nobody_has_accepted_yet_is_not_said_to_be_firm(noon: datetime, manager: User) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)

    conditions.judge(condition=a_condition(offer), verdict=Verdict.MET, by=manager, at=noon)

    assert state_of(offer) == lifecycle.Offer.OPEN
    assert not Letter.objects.filter(kind="applications/place_firm").exists()
