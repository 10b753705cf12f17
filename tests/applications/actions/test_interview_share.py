from datetime import datetime

import pytest

from applications import lifecycle
from applications.actions.interview_share import set_share
from applications.actions.phase import NotInThisPhase
from applications.actions.totals import refresh
from applications.lifecycle import Phase
from applications.models import Application
from portal.journal.models import Entry
from portal.people.models import Role
from tests.build import a_campaign, a_panel, a_person, a_review, a_sheet, a_slot, an_interview, an_invited_file

pytestmark = pytest.mark.django_db


def a_person_met() -> Application:
    application = an_invited_file(a_campaign(phase=Phase.INTERVIEWS))
    held = an_interview(a_slot(a_panel(application.campaign)), application=application, state=lifecycle.Interview.HELD)
    a_sheet(held, state=lifecycle.Sheet.SUBMITTED, total="40")
    a_review(application, state=lifecycle.Review.SUBMITTED, total="80")
    return refresh(application=application)


def test_every_total_follows_the_new_share_and_the_journal_keeps_both(noon: datetime) -> None:
    application = a_person_met()
    assert application.total == 80

    set_share(campaign=application.campaign, share=25, by=a_person(Role.MANAGER), at=noon)

    application.refresh_from_db()
    assert application.total == 70  # 80 × 75 % + 40 × 25 %
    facts = Entry.objects.get(event="applications.campaign.share_interview").facts
    assert (facts["before"], facts["after"]) == (0, 25)


@pytest.mark.parametrize("phase", [Phase.JURY, Phase.CLOSED])
def test_it_no_longer_moves_once_the_jury_sits(phase: Phase, noon: datetime) -> None:
    application = a_person_met()
    application.campaign.phase = phase
    application.campaign.save()

    with pytest.raises(NotInThisPhase):
        set_share(campaign=application.campaign, share=25, by=a_person(Role.MANAGER), at=noon)

    application.refresh_from_db()
    assert application.total == 80
