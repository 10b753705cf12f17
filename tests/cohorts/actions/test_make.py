from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from applications import lifecycle as selection
from applications.lifecycle import State
from applications.models import Campaign
from cohorts import lifecycle
from cohorts.actions import make, withdraw
from cohorts.models import Cohort
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_campaign, a_cohort, a_decision, a_person, a_trainee, an_application
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
CALENDAR: dict[str, Any] = {"name": "Promotion 2027", "starts_on": date(2027, 8, 30)}


def a_decided_campaign(*ranks: int) -> Campaign:
    """With one accepted file for each rank given."""
    campaign = a_campaign(state=selection.Campaign.DECIDED)
    for rank in ranks:
        a_decision(an_application(campaign=campaign, state=State.ACCEPTED), rank=rank)
    return campaign


def test_everybody_who_accepted_comes_in_best_rank_first(noon: datetime) -> None:
    campaign = a_decided_campaign(7, 2, 5)
    an_application(campaign=campaign, state=State.DECLINED)

    cohort = make.make_cohort(campaign=campaign, by=a_person(Role.MANAGER), at=noon, **CALENDAR)

    ranks = list(cohort.trainees.values_list("merit_rank", "application__decision__rank"))
    assert ranks == [(1, 2), (2, 5), (3, 7)]
    assert set(cohort.trainees.values_list("person__role", flat=True)) == {Role.TRAINEE}


def test_it_is_written_down_and_each_person_is_welcomed(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)

    make.make_cohort(campaign=a_decided_campaign(1, 2), by=manager, at=noon, **CALENDAR)

    assert Entry.objects.get(event="cohorts.cohort.make", by=manager).facts == {"trainees": 2}
    assert Entry.objects.filter(event="cohorts.trainee.enrol", by=manager).count() == 2
    assert list(Letter.objects.values_list("kind", flat=True)) == ["cohorts/welcome"] * 2


def test_a_campaign_has_one_cohort(noon: datetime) -> None:
    campaign, manager = a_decided_campaign(1), a_person(Role.MANAGER)
    make.make_cohort(campaign=campaign, by=manager, at=noon, **CALENDAR)

    with pytest.raises(make.CannotMakeCohort, match="existe déjà"):
        make.make_cohort(campaign=campaign, by=manager, at=noon, **CALENDAR)


def test_nobody_yet_makes_no_cohort(noon: datetime) -> None:
    with pytest.raises(make.CannotMakeCohort, match="Personne"):
        make.make_cohort(campaign=a_decided_campaign(), by=a_person(Role.MANAGER), at=noon, **CALENDAR)


def test_three_people_cost_as_many_queries_as_one(noon: datetime, django_assert_num_queries) -> None:
    manager = a_person(Role.MANAGER)
    for ranks in (1, 3):
        campaign = a_decided_campaign(*range(1, ranks + 1))
        with django_assert_num_queries(12):
            make.make_cohort(campaign=campaign, by=manager, at=noon, **CALENDAR)


def test_those_who_accept_later_come_after_the_others(noon: datetime) -> None:
    campaign, manager = a_decided_campaign(4, 9), a_person(Role.MANAGER)
    cohort = make.make_cohort(campaign=campaign, by=manager, at=noon, **CALENDAR)
    late = an_application(campaign=campaign, state=State.ACCEPTED)
    a_decision(late, rank=1)

    came = make.enrol_late(cohort=cohort, by=manager, at=noon)

    assert [(trainee.application, trainee.merit_rank) for trainee in came] == [(late, 3)]
    assert make.enrol_late(cohort=cohort, by=manager, at=noon) == []
    assert Letter.objects.filter(kind="cohorts/welcome").count() == 3


def test_a_finished_cohort_takes_nobody_in(noon: datetime) -> None:
    cohort = a_cohort()
    Cohort.objects.update(state=lifecycle.Cohort.FINISHED)

    with pytest.raises(make.CannotMakeCohort, match="terminée"):
        make.enrol_late(cohort=cohort, by=a_person(Role.MANAGER), at=noon)


def test_who_leaves_stays_written(noon: datetime) -> None:
    trainee, manager = a_trainee(), a_person(Role.MANAGER)

    left = withdraw.leave(trainee=trainee, reason="Raison familiale.", by=manager, at=noon)

    assert left.state == lifecycle.Trainee.LEFT
    assert Entry.objects.get(event="cohorts.trainee.leave").by == manager
    with pytest.raises(IllegalMove):
        withdraw.leave(trainee=trainee, reason="", by=manager, at=noon)


def test_the_calendar_moves_until_the_departure_and_keeps_its_trace(noon: datetime) -> None:
    cohort, manager = a_cohort(starts_on=date(2026, 11, 30)), a_person(Role.MANAGER)

    revised = make.revise(cohort=cohort, by=manager, at=noon, changes={"starts_on": date(2026, 12, 7)})

    assert revised.starts_on == date(2026, 12, 7)
    assert Entry.objects.get(event="cohorts.cohort.revise").facts["changed"] == ["starts_on: 2026-11-30 → 2026-12-07"]
    with pytest.raises(make.CannotMakeCohort, match="commencé"):
        make.revise(cohort=cohort, by=manager, at=noon + timedelta(weeks=2), changes={"name": "Trop tard"})


def made_at_once(campaign: Campaign, by: User, at: datetime) -> list[str]:
    def press() -> str:
        try:
            return make.make_cohort(campaign=campaign, by=by, at=at, **CALENDAR).name
        except make.CannotMakeCohort:
            return REFUSED
        except Exception as trouble:
            return type(trouble).__name__

    return sorted(at_once([partial(press)] * 2))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_made_twice_at_once_it_is_made_once(noon: datetime) -> None:
    campaign = a_decided_campaign(1, 2)

    assert made_at_once(campaign, a_person(Role.MANAGER), noon) == sorted([CALENDAR["name"], REFUSED])
    assert (Cohort.objects.count(), Letter.objects.count()) == (1, 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_only_the_constraint_would_stop_the_second(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: two hands read "no cohort yet"; the second dies on the constraint, not on a sentence."""
    campaign = a_decided_campaign(1)
    monkeypatch.setattr(make, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    meet_after(monkeypatch, make, "awaiting_enrolment", hands=2)

    assert "IntegrityError" in made_at_once(campaign, a_person(Role.MANAGER), noon)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_late_ones_brought_in_twice_at_once_come_in_once(noon: datetime) -> None:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    a_decision(an_application(campaign=cohort.campaign, state=State.ACCEPTED))

    came = at_once([lambda: len(make.enrol_late(cohort=cohort, by=manager, at=noon))] * 2)

    assert sorted(came) == [0, 1]
    assert Letter.objects.count() == 1
