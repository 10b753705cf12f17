from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import offers
from applications.lifecycle import State
from applications.models import Application, Condition, Deferral, Offer
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.applications.actions.test_offers import a_published_campaign, state_of
from tests.budgets import assert_same_budget
from tests.build import a_campaign, a_condition, a_deferral, a_person, a_result, an_application, an_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
OFFERS = "applications:offers"


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(a_person(Role.MANAGER))
    return client


def visitor(application: Application) -> Client:
    client = Client()
    client.force_login(application.candidate)
    return client


def test_a_result_that_bars_the_way_of_somebody_who_holds_a_place_stands_out(manager: Client) -> None:
    (offer, _other), _waiting = a_published_campaign(places=2, waiting=2)
    a_result(offer.application, trial="medical", verdict="not_fit")

    page = manager.get(reverse(OFFERS)).text

    assert page.count("Résultat extérieur défavorable") == 1
    assert "inapte" not in page
    assert state_of(offer.application) == State.OFFERED


def test_the_page_says_who_holds_a_place_and_who_is_next(manager: Client) -> None:
    made, (first, _second) = a_published_campaign(places=2, waiting=2)
    a_condition(made[0])

    page = manager.get(reverse(OFFERS))

    assert page.context["signs"] == ["wait", "wait"]
    assert page.context["line"][0] == first
    assert "Prochain appel" in page.text
    assert "Aptitude médicale" in page.text


def test_the_page_costs_the_same_for_one_offer_or_three(manager: Client) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED, places=9)

    def one_more() -> None:
        a_condition(an_offer(an_application(state=State.OFFERED, campaign=campaign)))

    assert_same_budget(manager, reverse(OFFERS), one_more, budget=10)


def test_a_condition_not_met_asks_for_a_confirmation_then_ends_the_offer(manager: Client) -> None:
    (offer,), (next_one,) = a_published_campaign(places=1, waiting=1)
    address = reverse("applications:condition", args=[a_condition(offer).pk])

    assert "Cochez cette case" in manager.post(address, {"verdict": "not_met"}).text
    assert state_of(offer) == lifecycle.Offer.OPEN
    manager.post(address, {"verdict": "not_met", "confirmed": "on"})

    assert (state_of(offer), state_of(next_one)) == (lifecycle.Offer.LAPSED, State.OFFERED)


def test_a_correction_shows_its_letters_before_it_is_made(manager: Client, noon: datetime) -> None:
    _made, (waiting, other) = a_published_campaign(places=1, waiting=2)
    decision = other.decision
    decision.published_at = noon
    decision.save()
    address = reverse("applications:amend", args=[decision.pk])
    typed = {"outcome": "waiting", "position": 1, "reason": "Une lecture manquait."}

    page = manager.post(address, typed)

    assert "Corriger et envoyer 2 lettres" in page.text
    assert "Une lecture manquait." in page.text
    assert not Letter.objects.exists()
    manager.post(address, {**typed, "confirmed": "1"})
    assert list(offers.waiting_list(waiting.campaign)) == [other, waiting]


def test_the_candidate_reads_the_conditions_and_what_to_do() -> None:
    offer = an_offer()
    for kind in Condition.Kind:
        a_condition(offer, kind=kind)

    page = visitor(offer.application).get(reverse("applications:status")).text

    assert "Ce dont dépend votre place" in page
    assert "L’école ne connaît que le verdict" in page


def test_a_wrong_click_is_undone_from_the_page_of_the_person(noon: datetime) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)
    offers.decline(offer=offer, by=offer.application.candidate, at=noon)
    person = visitor(offer.application)

    assert "Annuler mon choix" in person.get(reverse("applications:status")).text
    person.post(reverse("applications:undo_end"))

    assert state_of(offer) == lifecycle.Offer.OPEN


def test_nobody_is_offered_to_undo_what_is_too_old(noon: datetime) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)
    offers.decline(offer=offer, by=offer.application.candidate, at=noon - timedelta(hours=1))

    assert "Annuler mon choix" not in visitor(offer.application).get(reverse("applications:status")).text


def test_a_deferral_is_asked_granted_called_and_confirmed_in_the_browser(manager: Client, noon: datetime) -> None:
    (offer,), _ = a_published_campaign(places=1, waiting=0)
    offers.accept(offer=offer, by=offer.application.candidate, at=noon)
    person, session = visitor(offer.application), a_campaign(places=3)

    person.post(reverse("applications:defer"), {"words": "Un semestre ailleurs."})
    deferral = Deferral.objects.get()
    answer = {"answer": "grant", "reason": "Accordé."}
    manager.post(reverse("applications:deferral", args=[deferral.pk]), answer)
    manager.post(reverse("applications:call_deferred", args=[session.pk]), {"before": "2026-12-20"})
    assert "Je viens" in person.get(reverse("applications:status")).text
    person.post(reverse("applications:kept_place", args=["confirmer"]))

    assert state_of(deferral) == lifecycle.Deferral.CONFIRMED  # type: ignore[arg-type]
    assert "Votre place est confirmée" in person.get(reverse("applications:status")).text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CANDIDATE, Role.LIAISON, Role.DIRECTION])
def test_the_places_are_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(reverse(OFFERS)).status_code == 403


def test_nobody_answers_for_a_place_kept_for_somebody_else() -> None:
    deferral = a_deferral(state=lifecycle.Deferral.CALLED, to=a_campaign(places=1))
    stranger = visitor(an_application(state=State.SUBMITTED))

    assert stranger.post(reverse("applications:kept_place", args=["laisser"])).status_code == 404
    assert state_of(deferral) == lifecycle.Deferral.CALLED  # type: ignore[arg-type]
    assert Offer.objects.count() == 1
