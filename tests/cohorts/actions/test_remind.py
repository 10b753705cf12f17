from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from applications.lifecycle import State
from applications.models import Application
from cohorts import lifecycle
from cohorts.actions import remind
from cohorts.models import Cohort, Evaluation, Post, Trainee
from cohorts.tasks import tick
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role
from tests.build import NOON, a_cohort, a_person, a_placement, a_post, a_trainee, an_evaluation
from tests.races import at_once

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 2)  # so that the first phase ends on Friday 20 November


def a_led_trainee(starts_on: date = MONDAY) -> Trainee:
    trainee = a_trainee(cohort=a_cohort(starts_on=starts_on))
    a_placement(trainee, post=a_post(cohort=trainee.cohort, supervisor=a_person(Role.SUPERVISOR)))
    return trainee


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=PARIS)


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def test_an_evaluation_is_asked_a_week_before_it_is_due_from_the_person_in_charge() -> None:
    trainee = a_led_trainee()

    assert remind.ask_evaluations(at=morning(date(2026, 11, 12))) == 0
    assert remind.ask_evaluations(at=morning(date(2026, 11, 13))) == 1

    evaluation = Evaluation.objects.get()
    assert (evaluation.phase, evaluation.due_on) == (1, date(2026, 11, 20))
    assert evaluation.supervisor == trainee.placement.post.supervisor
    assert Entry.objects.get(event="cohorts.evaluation.ask").by is None


def test_over_the_whole_path_each_letter_leaves_once() -> None:
    a_led_trainee()

    for day in range(24 * 7):
        remind.follow(at=morning(MONDAY) + timedelta(days=day))

    letters = ["cohorts/evaluation_asked", "cohorts/evaluation_due", "cohorts/evaluation_late"]
    assert sorted(kinds()) == sorted(letters * 3)
    assert Evaluation.objects.count() == 3


def test_the_day_it_is_due_then_three_days_later_and_no_more(noon: datetime) -> None:
    evaluation = an_evaluation(due_in=timedelta(0))

    for day in range(10):
        remind.remind(at=noon + timedelta(days=day))

    assert [(letter.kind, letter.created_at.date() - noon.date()) for letter in Letter.objects.order_by("pk")] == [
        ("cohorts/evaluation_due", timedelta(0)),
        ("cohorts/evaluation_late", timedelta(days=3)),
    ]
    assert Letter.objects.filter(to=evaluation.supervisor).count() == 2


def test_missed_rounds_send_only_what_is_still_true(noon: datetime) -> None:
    an_evaluation(due_in=timedelta(days=-5))

    remind.remind(at=noon)

    assert kinds() == ["cohorts/evaluation_late"]


@pytest.mark.parametrize("change", ["handed in", "left"])
def test_nobody_is_reminded_of_what_is_no_longer_expected(noon: datetime, change: str) -> None:
    evaluation = an_evaluation(due_in=timedelta(0))
    if change == "left":
        Trainee.objects.update(state=lifecycle.Trainee.LEFT)
    else:
        Evaluation.objects.filter(pk=evaluation.pk).update(state=lifecycle.Evaluation.SUBMITTED)

    assert remind.remind(at=noon) == 0


def test_an_evaluation_nobody_started_follows_the_post(noon: datetime) -> None:
    trainee = a_led_trainee()
    untouched = an_evaluation(trainee, phase=1)
    started = an_evaluation(trainee, phase=2, state=lifecycle.Evaluation.STARTED)
    successor = a_person(Role.SUPERVISOR)
    Post.objects.update(supervisor=successor)

    remind.follow(at=noon)

    before = started.supervisor
    untouched.refresh_from_db()
    started.refresh_from_db()
    assert (untouched.supervisor, started.supervisor) == (successor, before)
    assert Letter.objects.get(to=successor).kind == "cohorts/evaluation_asked"
    assert Entry.objects.filter(event="cohorts.evaluation.entrust").count() == 1


def test_without_anybody_in_charge_it_waits_and_nothing_breaks(noon: datetime) -> None:
    a_trainee(cohort=a_cohort(starts_on=MONDAY))

    remind.follow(at=noon)

    assert (Evaluation.objects.get().supervisor, kinds()) == (None, [])


def test_nobody_is_reminded_in_the_night(noon: datetime) -> None:
    an_evaluation(due_in=timedelta(0))

    remind.follow(at=noon.replace(hour=6, minute=59))
    assert kinds() == []
    remind.follow(at=noon.replace(hour=7))
    assert kinds() == ["cohorts/evaluation_due"]


@pytest.mark.parametrize("sunday", [date(2026, 10, 25), date(2027, 3, 28)])
def test_the_days_the_clock_changes_are_days_like_the_others(sunday: date) -> None:
    trainee = a_led_trainee(starts_on=date(2026, 8, 31))
    an_evaluation(trainee, phase=1)
    Evaluation.objects.update(due_on=sunday)

    midnight = datetime(sunday.year, sunday.month, sunday.day, tzinfo=PARIS)
    for hours in range(-3, 27):
        remind.remind(at=midnight + timedelta(hours=hours))

    due = Letter.objects.get(kind="cohorts/evaluation_due")
    assert due.created_at == midnight


def test_those_who_sent_no_wishes_are_reminded_three_days_and_one_day_before_they_close(noon: datetime) -> None:
    cohort = a_cohort()
    Cohort.objects.update(wishes_close_at=noon + timedelta(days=3))
    silent, heard = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    Trainee.objects.filter(pk=heard.pk).update(wishes_sent_at=noon)

    for day in range(5):
        for minutes in (-1, 0, 1):
            remind.remind(at=noon + timedelta(days=day, minutes=minutes))

    told = Letter.objects.order_by("created_at")
    assert [(letter.to, letter.created_at) for letter in told] == [
        (silent.person, noon),
        (silent.person, noon + timedelta(days=2)),
    ]


def test_a_late_clock_reminds_of_wishes_once_and_not_twice_together(noon: datetime) -> None:
    a_trainee(cohort=a_cohort())
    Cohort.objects.update(wishes_close_at=noon + timedelta(hours=5))

    assert [remind.remind(at=noon), remind.remind(at=noon)] == [1, 0]


def test_who_stepped_out_of_the_selection_leaves_the_cohort(noon: datetime) -> None:
    trainee = a_trainee()
    Application.objects.update(state=State.WITHDRAWN)

    remind.follow(at=noon)
    remind.follow(at=noon)

    trainee.refresh_from_db()
    assert trainee.state == lifecycle.Trainee.LEFT
    assert Entry.objects.filter(event="cohorts.trainee.leave").count() == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_letter_can_be_read(noon: datetime, language: str) -> None:
    cohort = a_cohort()
    Cohort.objects.update(wishes_close_at=noon + timedelta(days=2))
    a_trainee(cohort=cohort, person=a_person(Role.TRAINEE, language=language))
    for due_in in (5, 0, -4):
        an_evaluation(due_in=timedelta(days=due_in), supervisor=a_person(Role.SUPERVISOR, language=language))

    remind.remind(at=noon)

    for letter in Letter.objects.all():
        words = render(letter)
        assert "{" not in words.subject + words.body
        assert words.url in words.body
    assert Letter.objects.count() == 4


@pytest.mark.parametrize("number", [1, 3])
def test_a_round_costs_the_same_for_one_or_three(number: int, noon: datetime, django_assert_num_queries) -> None:
    cohort = a_cohort(starts_on=MONDAY)
    for _ in range(number):
        a_placement(a_trainee(cohort=cohort), post=a_post(cohort=cohort, supervisor=a_person(Role.SUPERVISOR)))

    with django_assert_num_queries(32):
        remind.follow(at=noon)


@pytest.mark.usefixtures("at_noon")
def test_the_clock_rings_the_round() -> None:
    a_led_trainee()

    tick()

    assert kinds() == ["cohorts/evaluation_late"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_ask_once() -> None:
    a_led_trainee()

    at_once([partial(remind.follow, at=NOON)] * 2)

    assert (Evaluation.objects.count(), kinds()) == (1, ["cohorts/evaluation_late"])
