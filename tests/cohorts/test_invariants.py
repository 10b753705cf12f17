from functools import partial

import pytest
from django.core.management import CommandError, call_command

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Slot
from cohorts.management.commands.check_invariants import DISPLACED, rules, violations
from cohorts.models import Exclusion, Lock, Placement, Post, Preference, Vacancy
from portal.people.models import Role
from tests.build import (
    NOON,
    a_campaign,
    a_cap,
    a_cohort,
    a_decision,
    a_person,
    a_placed_cohort,
    a_placement,
    a_post,
    a_review,
    a_trainee,
    a_vacancy,
    a_vacancy_offer,
    an_application,
    an_interview,
    an_offer,
)

pytestmark = pytest.mark.django_db


def oversell() -> None:
    campaign = a_campaign(places=1)
    for _ in range(2):
        an_offer(an_application(state=State.OFFERED, campaign=campaign))


def disagree() -> None:
    an_offer(an_application(state=State.ACCEPTED))


def jump_the_queue() -> None:
    campaign = a_campaign(places=2)
    first, second = (an_application(state=State.WAITING, campaign=campaign) for _ in range(2))
    a_decision(first, outcome="waiting", rank=3, waiting_rank=1)  # type: ignore[arg-type]
    a_decision(second, outcome="waiting", rank=4, waiting_rank=2)  # type: ignore[arg-type]
    Application.objects.filter(pk=second.pk).update(state=State.OFFERED)
    an_offer(second)


def miscount() -> None:
    a_review(an_application(state=State.ELIGIBLE), state=lifecycle.Review.SUBMITTED, total="80")


def close_on_somebody() -> None:
    interview = an_interview()
    Slot.objects.filter(pk=interview.slot_id).update(state=lifecycle.Slot.CLOSED)


def forget_the_hour() -> None:
    an_interview().cells.all().delete()


def reserve(*, closed: bool = False) -> Lock:
    cohort, manager = a_cohort(), a_person(Role.MANAGER)
    fact = {"trainee": a_trainee(cohort=cohort), "post": a_post(cohort=cohort), "by": manager, "at": NOON}
    if closed:
        Exclusion.objects.create(**fact, reason="Frère au régiment.")
    return Lock.objects.create(**fact, reason="Conjointe en garnison.")


def reserve_twice() -> None:
    reserve()
    Post.objects.update(capacity=0)


def reserve_beyond_the_group() -> None:
    a_cap(reserve().post, cap=0)


def rank_a_stranger() -> None:
    Preference.objects.create(post=a_post(cohort=a_cohort()), trainee=a_trainee(), position=1)


def move_without_a_trace() -> None:
    cohort = a_cohort()
    one, other = a_post(cohort=cohort), a_post(cohort=cohort)
    a_placed_cohort([one], cohort=cohort, holds=[one])
    Placement.objects.update(post=other)


def promise_what_is_closed() -> None:
    offer = a_vacancy_offer()
    Vacancy.objects.filter(pk=offer.vacancy_id).update(state="closed", closed_at=offer.made_at)


def fill_a_freed_place_in_silence() -> None:
    vacancy = a_vacancy()
    a_placement(a_trainee(cohort=vacancy.cohort), post=vacancy.post)


BROKEN = {
    "more places are reserved in a post than it has": reserve_twice,
    "more places are reserved in a group of posts than it takes": reserve_beyond_the_group,
    "a place is reserved for somebody in a post that is closed to them": partial(reserve, closed=True),
    "the order of a post names somebody of another cohort": rank_a_stranger,
    DISPLACED: move_without_a_trace,
    "a freed place and its offers disagree": promise_what_is_closed,
    "more places are free or held than the post has": fill_a_freed_place_in_silence,
    "somebody is booked in a slot that is closed": close_on_somebody,
    "somebody booked is not kept from being booked elsewhere at the same hour": forget_the_hour,
    "more places are held than the campaign has": oversell,
    "an offer and its application disagree": disagree,
    "somebody was called before a person placed higher on the waiting list": jump_the_queue,
    "the stored number of readings is not the number of readings": miscount,
}


@pytest.mark.parametrize("rule", BROKEN)
def test_each_broken_rule_is_found_and_named(rule: str) -> None:
    BROKEN[rule]()

    assert rule in violations()


def test_a_sound_portal_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    an_offer()
    a_post(cohort=a_cohort(), capacity=1)
    a_trainee()

    call_command("check_invariants")

    assert "doit être vrai" in capsys.readouterr().out


def test_a_broken_portal_makes_the_command_fail() -> None:
    oversell()

    with pytest.raises(CommandError):
        call_command("check_invariants")


def test_every_query_has_its_sentence() -> None:
    assert len(dict(rules())) == 25
