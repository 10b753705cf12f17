from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import delegate as actions
from applications.actions.delegate import CannotDelegate, cancel, delegate, hand_on
from applications.lifecycle import State
from applications.models import DelegatedDay, Delegation, Review
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role, User
from tests.build import a_campaign, a_conflict, a_delegation, a_person, a_review, an_application
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def lend(by: User, to: User, at: datetime, first: int = 0, last: int = 4) -> Delegation:
    starts_on, ends_on = TODAY + timedelta(days=first), TODAY + timedelta(days=last)
    return delegate(to=to, starts_on=starts_on, ends_on=ends_on, reason="Congé.", by=by, at=at)


def a_reader() -> User:
    return a_person(Role.REVIEWER)


def waiting(reader: User) -> Review:
    return a_review(an_application(state=State.ELIGIBLE), reviewer=reader)


# -- Lending


def test_a_queue_is_lent_written_down_and_told(noon: datetime) -> None:
    by, to = a_reader(), a_reader()

    lent = lend(by, to, noon)

    assert (lent.by, lent.to, lent.days.count()) == (by, to, 5)
    assert Entry.objects.get().event == "applications.delegation.declare"
    letter = Letter.objects.get()
    assert letter.to == to
    assert str(by) in render(letter).subject


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (3, 2), (0, 200)], ids=["yesterday", "backwards", "for ever"])
def test_days_that_make_no_sense_are_refused(first: int, last: int, noon: datetime) -> None:
    with pytest.raises(CannotDelegate):
        lend(a_reader(), a_reader(), noon, first, last)


@pytest.mark.parametrize("who", ["oneself", "a candidate", "somebody who left"])
def test_only_another_reader_can_take_it(who: str, noon: datetime) -> None:
    by, gone = a_reader(), a_reader()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    gone.refresh_from_db()
    to = {"oneself": by, "a candidate": a_person(), "somebody who left": gone}[who]

    with pytest.raises(CannotDelegate):
        lend(by, to, noon)


def test_the_same_day_is_not_lent_twice(noon: datetime) -> None:
    by = a_reader()
    lend(by, a_reader(), noon)

    with pytest.raises(CannotDelegate, match="déjà"):
        lend(by, a_reader(), noon, first=4, last=6)


def test_the_database_keeps_a_day_from_being_lent_twice() -> None:
    lent = a_delegation()

    with pytest.raises(IntegrityError):
        DelegatedDay.objects.create(delegation=lent, person=lent.by, day=TODAY)


def test_nobody_lends_to_somebody_who_is_away_too(noon: datetime) -> None:
    one, other = a_reader(), a_reader()
    lend(one, a_reader(), noon)

    with pytest.raises(CannotDelegate, match="elle-même"):
        lend(other, one, noon)


def test_a_cancelled_delegation_frees_its_days_and_is_told(noon: datetime) -> None:
    by = a_reader()
    lent = lend(by, a_reader(), noon)

    cancel(delegation=lent, by=by, at=noon)

    assert lend(by, a_reader(), noon).days.count() == 5
    assert Letter.objects.filter(kind="applications/delegation_cancelled", to=lent.to).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_lend_to_each_other_at_once_make_no_circle(noon: datetime) -> None:
    one, other = a_reader(), a_reader()

    answers = at_once([lambda: lend(one, other, noon), lambda: lend(other, one, noon)])

    assert answers.count(REFUSED) == 1
    assert Delegation.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: both have looked before either has written."""
    one, other = a_reader(), a_reader()
    monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda self, *_a, **_k: self)
    meet_after(monkeypatch, actions, "_refuse_these_people", 2)

    at_once([lambda: lend(one, other, noon), lambda: lend(other, one, noon)])

    assert Delegation.objects.count() == 2


# -- What the clock moves


def test_what_is_not_begun_moves_and_the_other_is_told_how_many(noon: datetime) -> None:
    lent = a_delegation()
    review = waiting(lent.by)

    assert hand_on(at=noon) == 1

    review.refresh_from_db()
    assert review.reviewer == lent.to
    assert Letter.objects.get().context["count"] == 1
    assert Entry.objects.get(event="applications.review.delegate").facts["origin"] == lent.by.pk


@pytest.mark.parametrize("state", [lifecycle.Review.STARTED, lifecycle.Review.SUBMITTED])
def test_what_is_begun_stays(state: lifecycle.Review, noon: datetime) -> None:
    lent = a_delegation()
    a_review(an_application(state=State.ELIGIBLE), reviewer=lent.by, state=state)

    assert hand_on(at=noon) == 0


@pytest.mark.parametrize(("starts_in", "days"), [(1, 3), (-5, 5)], ids=["not yet", "over"])
def test_outside_its_days_nothing_moves(starts_in: int, days: int, noon: datetime) -> None:
    lent = a_delegation(starts_in=starts_in, days=days)
    waiting(lent.by)

    assert hand_on(at=noon) == 0


def test_a_file_one_must_not_read_stays(noon: datetime) -> None:
    lent = a_delegation()
    a_conflict(waiting(lent.by).application, reviewer=lent.to)

    assert hand_on(at=noon) == 0


def test_a_file_one_has_already_stays(noon: datetime) -> None:
    lent = a_delegation()
    a_review(waiting(lent.by).application, reviewer=lent.to)

    assert hand_on(at=noon) == 0


def test_two_away_never_give_the_same_file_to_the_same_person(noon: datetime) -> None:
    to, file = a_reader(), an_application(state=State.ELIGIBLE)
    for lent in (a_delegation(to=to), a_delegation(to=to)):
        a_review(file, reviewer=lent.by)

    assert hand_on(at=noon) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_move_and_tell_once(noon: datetime) -> None:
    lent = a_delegation()
    review = waiting(lent.by)

    moved = at_once([lambda: hand_on(at=noon), lambda: hand_on(at=noon)])

    assert sorted(moved) == [0, 1]
    assert Review.objects.get(pk=review.pk).reviewer == lent.to
    assert Letter.objects.count() == 1


# -- The page


def test_a_reader_lends_and_takes_back_from_their_page(client: Client, at_noon: datetime) -> None:
    by, to = a_reader(), a_reader()
    client.force_login(by)
    days = {"starts_on": "2026-11-24", "ends_on": "2026-11-30", "reason": ""}

    client.post(reverse("applications:delegation"), {"to": to.pk, **days})
    lent = Delegation.objects.get()
    assert str(to) in client.get(reverse("applications:delegation")).text

    client.post(reverse("applications:cancel_delegation", args=[lent.pk]))
    assert not Delegation.objects.standing().exists()


def test_whoever_receives_a_queue_does_not_cancel_it(client: Client) -> None:
    lent = a_delegation()
    client.force_login(lent.to)

    assert client.post(reverse("applications:cancel_delegation", args=[lent.pk])).status_code == 403


def test_the_manager_sees_who_is_away(client: Client, at_noon: datetime) -> None:
    a_campaign()
    lent = a_delegation()
    client.force_login(a_person(Role.MANAGER))

    assert str(lent.by) in client.get(reverse("applications:progress")).text
