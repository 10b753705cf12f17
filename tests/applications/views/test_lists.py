"""The lists of the selection's rooms that have no test of their own: as many queries for one row as for three."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions.calendar_key import make
from applications.lifecycle import Phase, State
from applications.models import Availability, Rubric
from portal.people.models import Role, User
from tests.budgets import PAGE, assert_same_budget
from tests.build import (
    NOON,
    a_campaign,
    a_decision,
    a_delegation,
    a_panel,
    a_person,
    a_rubric,
    a_slot,
    an_application,
    an_interview,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
Page = tuple[str, Callable[[], object]]


def decisions(_me: User) -> Page:
    campaign = a_campaign(phase=Phase.JURY)

    def one_more() -> None:
        rank = campaign.applications.count() + 1
        a_decision(an_application(state=State.ELIGIBLE, campaign=campaign, total=99 - rank), rank=rank)

    return reverse("applications:decisions"), one_more


def panel(me: User) -> Page:
    found = a_panel(a_campaign(phase=Phase.INTERVIEWS), members=[me])

    def one_more() -> None:
        days = timedelta(days=7 + found.slots.count())
        an_interview(a_slot(found, starts_in=days))
        Availability.objects.create(panel=found, starts_at=NOON + days, ends_at=NOON + days + timedelta(hours=4))

    return reverse("applications:panel", args=[found.pk]), one_more


def day_sheet(me: User) -> Page:
    found = a_panel(a_campaign(phase=Phase.INTERVIEWS), members=[me])
    day = (NOON + timedelta(days=7)).date()

    def one_more() -> None:
        an_interview(a_slot(found, starts_in=timedelta(days=7, hours=found.slots.count())))

    return reverse("applications:day_sheet", args=[found.campaign_id, str(day)]), one_more


def calendar(me: User) -> Page:
    found, key = a_panel(a_campaign(phase=Phase.INTERVIEWS), members=[me]), make(person=me, by=me, at=NOON)

    def one_more() -> None:
        an_interview(a_slot(found, starts_in=timedelta(days=7, hours=found.slots.count())))

    return reverse("applications:calendar", args=[key.token]), one_more


def people_to_invite(_me: User) -> Page:
    campaign = a_campaign(phase=Phase.INTERVIEWS)
    path = reverse("applications:invite", args=[campaign.pk])
    return path, lambda: an_application(state=State.ELIGIBLE, campaign=campaign, total=60)


def delegations(me: User) -> Page:
    def one_more() -> None:
        starts_in = 10 * me.delegations.count()
        a_delegation(by=me, starts_in=starts_in)
        a_delegation(to=me, starts_in=starts_in)

    return reverse("applications:delegation"), one_more


def versions(me: User) -> Page:
    campaign = a_campaign()

    def one_more() -> None:
        for older in campaign.rubrics.order_by("-version"):
            Rubric.objects.filter(pk=older.pk).update(version=older.version + 1, made_by=me, made_at=NOON)
        a_rubric(campaign)

    return reverse("applications:rubric_versions", args=[campaign.pk]), one_more


THROTTLED = 13  # counting who asks for an address, and how often
LISTS = [(decisions, PAGE + 1), (panel, PAGE), (day_sheet, PAGE), (calendar, THROTTLED + 2), (people_to_invite, PAGE)]
LISTS += [(delegations, PAGE), (versions, PAGE)]


@pytest.mark.parametrize(("page", "budget"), LISTS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_list_costs_the_same_for_one_row_and_for_three(
    page: Callable[[User], Page], budget: int, client: Client
) -> None:
    me = a_person(Role.MANAGER)
    client.force_login(me)
    path, one_more = page(me)

    assert_same_budget(client, path, one_more, budget=budget)
