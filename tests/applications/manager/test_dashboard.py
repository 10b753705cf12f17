from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import conditions
from applications.campaigns.attention import FILES, matters
from applications.lifecycle import Phase, State
from applications.models import Campaign
from portal.outbox.models import Delivery, Letter
from portal.people.models import Role
from tests.build import (
    a_campaign,
    a_condition,
    a_correction,
    a_panel,
    a_person,
    a_result,
    a_review,
    a_slot,
    an_application,
    an_interview,
    an_invited_file,
    an_offer,
)

pytestmark = pytest.mark.django_db
DASHBOARD = reverse("applications:dashboard")


def waiting(campaign: Campaign, at: datetime) -> dict[str, int]:
    return {matter.words: matter.count for matter in matters(campaign, at)}


def a_named_campaign() -> Campaign:
    """Read with the names: nobody has copies to look at."""
    campaign = a_campaign()
    campaign.anonymous_reading = False
    campaign.save()
    return campaign


def test_nothing_waits_in_a_quiet_campaign(noon: datetime) -> None:
    campaign = a_named_campaign()
    an_application(campaign=campaign)
    an_application(campaign=campaign, state=State.ELIGIBLE)

    assert waiting(campaign, noon) == {}


def test_files_wait_for_a_check_or_for_a_second_look(noon: datetime) -> None:
    campaign = a_named_campaign()
    an_application(campaign=campaign, state=State.SUBMITTED)
    a_correction(an_application(campaign=campaign, state=State.SUBMITTED))
    a_correction(an_application(campaign=campaign, state=State.ELIGIBLE), state=lifecycle.Correction.ANSWERED)

    assert waiting(campaign, noon) == {
        "dossier corrigé par la personne, à vérifier": 1,
        "recevabilité à vérifier": 1,
    }


def test_readings_are_late_the_day_after_their_date(noon: datetime) -> None:
    campaign = a_named_campaign()
    campaign.reviews_due_on = noon.date()
    a_review(an_application(campaign=campaign, state=State.ELIGIBLE))
    a_review(an_application(campaign=campaign, state=State.WITHDRAWN))

    assert waiting(campaign, noon) == {}
    assert waiting(campaign, noon + timedelta(days=1)) == {"lecture en retard": 1}


def test_offers_close_to_their_limit_are_named(noon: datetime) -> None:
    campaign = a_campaign()
    for days in (2, 8):
        an_offer(an_application(campaign=campaign, state=State.OFFERED), expires_in=timedelta(days=days))

    assert waiting(campaign, noon) == {"place sans réponse, à trois jours du délai": 1}


def test_copies_that_nobody_has_looked_at_wait_as_long_as_files_are_read(noon: datetime) -> None:
    campaign = a_campaign()
    an_application(campaign=campaign, state=State.ELIGIBLE)

    assert waiting(campaign, noon) == {"copie sans nom à vérifier": 1}
    campaign.phase = Phase.CALIBRATION
    assert waiting(campaign, noon) == {}


def test_people_invited_who_have_not_chosen_an_hour_wait_during_the_interviews(noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.INTERVIEWS)
    an_invited_file(campaign)
    an_interview(a_slot(a_panel(campaign)))

    assert waiting(campaign, noon) == {"personne invitée à un entretien, sans heure choisie": 1}


def test_a_condition_is_named_a_week_before_its_date_and_until_it_is_judged(noon: datetime) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED)
    condition = a_condition(an_offer(an_application(campaign=campaign, state=State.OFFERED)))
    a_week_before = datetime.combine(condition.due_on - timedelta(days=7), noon.timetz())
    met = "place dont une condition arrive à sa date, à juger"

    assert met not in waiting(campaign, a_week_before - timedelta(days=1))
    assert waiting(campaign, a_week_before)[met] == 1
    conditions.judge(condition=condition, verdict="met", by=a_person(Role.MANAGER), at=noon)
    assert met not in waiting(campaign, a_week_before)


def test_a_place_held_in_spite_of_a_result_is_named_and_nothing_else_happens(noon: datetime) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED)
    held = an_offer(an_application(campaign=campaign, state=State.OFFERED)).application
    a_result(held, trial="security", verdict="unfavourable")
    a_result(an_application(campaign=campaign, state=State.REFUSED), trial="sport", verdict="not_fit")

    assert waiting(campaign, noon) == {"place tenue malgré un résultat extérieur défavorable, à examiner": 1}


def test_letters_about_to_leave_come_first(noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.JURY)
    campaign.publishes_at, campaign.armed_by = noon + timedelta(minutes=30), a_person(Role.MANAGER)
    campaign.save()

    [first] = matters(campaign, noon)

    assert (first.words, first.is_late) == ("départ de lettres programmé : il peut encore s’annuler", True)
    assert first.url == reverse("applications:publish", args=[campaign.pk])


def test_a_phase_whose_date_is_over_is_to_be_changed_unless_the_clock_will_do_it(noon: datetime) -> None:
    campaign = a_campaign(phase=Phase.ELIGIBILITY)

    assert waiting(campaign, campaign.closes_at - timedelta(hours=1)) == {}
    assert list(waiting(campaign, campaign.closes_at)) == [
        "phase à changer : les dossiers sont clos, la lecture peut commencer"
    ]
    campaign.planned_phases.create(phase=Phase.READING, starts_at=campaign.closes_at + timedelta(days=1))
    assert waiting(campaign, campaign.closes_at) == {}


def test_readings_that_are_all_in_after_their_date_leave_the_phase_to_change(noon: datetime) -> None:
    campaign = a_named_campaign()
    campaign.reviews_due_on = noon.date()

    assert list(waiting(campaign, noon + timedelta(days=1))) == ["phase à changer : la date des lectures est passée"]


def test_every_matter_leads_somewhere(noon: datetime) -> None:
    assert all(reverse(page) for _words, page, _more, _late in FILES.values())


def test_letters_that_failed_are_named(noon: datetime) -> None:
    for n, delivery in enumerate(Delivery):
        Letter.objects.create(
            key=str(n), kind="x", address="a@example.org", delivery=delivery, created_at=noon, not_before=noon
        )

    assert waiting(a_campaign(), noon) == {"lettres qui n’ont pas pu être remises": 2}


@pytest.mark.parametrize("files", [1, 3])
def test_the_dashboard_costs_the_same_for_one_or_three(files: int, client: Client, django_assert_num_queries) -> None:
    client.force_login(a_person(Role.MANAGER))
    campaign = a_campaign()
    campaign.reviews_due_on = date(2026, 1, 1)
    campaign.save()
    for _ in range(files):
        a_review(an_application(campaign=campaign, state=State.SUBMITTED))

    with django_assert_num_queries(2 + 6):
        client.get(DASHBOARD)


def test_the_dashboard_before_any_campaign_says_what_to_do(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))

    assert "Voir les campagnes" in client.get(DASHBOARD).text


def test_the_dashboard_is_the_manager_s(client: Client) -> None:
    client.force_login(a_person(Role.JURY_PRESIDENT))

    assert client.get(DASHBOARD).status_code == 403
