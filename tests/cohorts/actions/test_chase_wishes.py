from datetime import datetime, timedelta

import pytest

from cohorts.actions import chase_wishes, wishes
from cohorts.models import Cohort, Trainee
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.build import a_cohort, a_person, a_post, a_trainee

pytestmark = pytest.mark.django_db


def a_waiting_cohort(noon: datetime, *, silent: int = 2) -> Cohort:
    cohort = a_cohort()
    Cohort.objects.update(wishes_close_at=noon + timedelta(days=6))
    cohort.refresh_from_db()
    for _ in range(silent):
        a_trainee(cohort=cohort)
    return cohort


def test_those_who_sent_nothing_are_written_to_once_a_day(noon: datetime) -> None:
    cohort, manager = a_waiting_cohort(noon), a_person(Role.MANAGER)
    heard = a_trainee(cohort=cohort)
    wishes.send(trainee=heard, posts=[a_post(cohort=cohort).pk], by=heard.person, at=noon)

    sent = [chase_wishes.chase(cohort=cohort, by=manager, at=noon + timedelta(hours=h)) for h in (0, 1, 24)]

    assert sent == [2, 0, 2]
    assert not Letter.objects.filter(kind="cohorts/wishes_reminder", to=heard.person).exists()
    silent = Trainee.objects.exclude(pk=heard.pk)
    assert Entry.objects.filter(event="cohorts.cohort.chase_wishes").last().facts == {  # type: ignore[union-attr]
        "trainees": list(silent.order_by("merit_rank").values_list("pk", flat=True))
    }


def test_nobody_is_chased_after_the_close_nor_without_one(noon: datetime) -> None:
    cohort, manager = a_waiting_cohort(noon), a_person(Role.MANAGER)

    with pytest.raises(wishes.WishesClosed, match="clos"):
        chase_wishes.chase(cohort=cohort, by=manager, at=noon + timedelta(days=6))
    Cohort.objects.update(wishes_close_at=None)
    cohort.refresh_from_db()
    with pytest.raises(wishes.WishesClosed, match="date de clôture"):
        chase_wishes.chase(cohort=cohort, by=manager, at=noon)

    assert Letter.objects.count() == 0


def test_the_letter_says_what_becomes_of_a_list_that_was_saved(noon: datetime) -> None:
    cohort = a_waiting_cohort(noon)
    kept, empty = cohort.trainees.order_by("merit_rank")
    wishes.save(trainee=kept, posts=[a_post(cohort=cohort).pk], by=kept.person, at=noon)

    chase_wishes.chase(cohort=cohort, by=a_person(Role.MANAGER), at=noon)

    assert [Letter.objects.get(to=one.person).context["kept"] for one in (kept, empty)] == [1, 0]
