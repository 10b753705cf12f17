from datetime import datetime, timedelta

import pytest

from applications import lifecycle
from applications.actions.start import CampaignNotOpen, start
from applications.models import Application
from portal.journal.models import Entry
from tests.build import a_campaign, a_person

pytestmark = pytest.mark.django_db


def test_begins_a_draft_with_what_the_account_already_knows(noon: datetime) -> None:
    person = a_person()

    application = start(campaign=a_campaign(), by=person, at=noon)

    assert application.state == lifecycle.State.DRAFT
    assert (application.first_name, application.last_name) == (person.first_name, person.last_name)


def test_leaves_one_entry_in_the_journal(noon: datetime) -> None:
    person = a_person()

    start(campaign=a_campaign(), by=person, at=noon)

    assert Entry.objects.get().event == "applications.application.start"


def test_beginning_twice_leads_to_the_same_file(noon: datetime) -> None:
    person, campaign = a_person(), a_campaign()

    assert start(campaign=campaign, by=person, at=noon) == start(campaign=campaign, by=person, at=noon)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "moved", [timedelta(days=-21), timedelta(days=18)], ids=["before it opens", "once it is closed"]
)
def test_refuses_outside_the_campaign(moved: timedelta, noon: datetime) -> None:
    with pytest.raises(CampaignNotOpen):
        start(campaign=a_campaign(), by=a_person(), at=noon + moved)

    assert not Application.objects.exists()
