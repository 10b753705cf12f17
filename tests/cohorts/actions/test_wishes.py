from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from cohorts import lifecycle
from cohorts.actions import amphi, make, publish_placements, wishes
from cohorts.models import Cohort, Exclusion, Placement, Post, Trainee
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role
from tests.build import a_cohort, a_person, a_post, a_result, a_trainee
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db


def a_choice(places: int = 3) -> tuple[Trainee, list[Post]]:
    cohort = a_cohort()
    return a_trainee(cohort=cohort), [a_post(cohort=cohort) for _ in range(places)]


def asked(trainee: Trainee) -> list[int]:
    return list(trainee.wishes.values_list("post", flat=True))


def test_the_list_is_kept_in_the_order_given(noon: datetime) -> None:
    trainee, (one, two, three) = a_choice()

    wishes.save(trainee=trainee, posts=[one.pk, two.pk], by=trainee.person, at=noon)
    wishes.save(trainee=trainee, posts=[three.pk, one.pk], by=trainee.person, at=noon)

    assert asked(trainee) == [three.pk, one.pk]


def test_what_is_sent_is_kept_and_recorded(noon: datetime) -> None:
    trainee, (one, two, _) = a_choice()

    trainee = wishes.send(trainee=trainee, posts=[two.pk, one.pk], by=trainee.person, at=noon)

    assert (trainee.wishes_sent_at, asked(trainee)) == (noon, [two.pk, one.pk])
    assert Entry.objects.get(event="cohorts.trainee.send_wishes").facts == {
        "posts": [two.pk, one.pk],
        "takes_any": False,
    }


def test_sent_wishes_do_not_change_until_taken_back(noon: datetime) -> None:
    trainee, (one, two, _) = a_choice()
    wishes.send(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)

    with pytest.raises(wishes.WishesClosed, match="Reprenez-les"):
        wishes.save(trainee=trainee, posts=[two.pk], by=trainee.person, at=noon)
    wishes.take_back(trainee=trainee, by=trainee.person, at=noon)
    wishes.save(trainee=trainee, posts=[two.pk], by=trainee.person, at=noon)

    assert asked(trainee) == [two.pk]


def test_the_close_is_the_first_instant_refused(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()
    Cohort.objects.update(wishes_close_at=noon)
    trainee.cohort.refresh_from_db()

    wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon - timedelta(seconds=1))
    with pytest.raises(wishes.WishesClosed, match="clos"):
        wishes.save(trainee=trainee, posts=[], by=trainee.person, at=noon)

    assert asked(trainee) == [one.pk]


def test_an_empty_list_is_not_sent(noon: datetime) -> None:
    trainee, _ = a_choice()

    with pytest.raises(wishes.WishesClosed, match="au moins un régiment"):
        wishes.send(trainee=trainee, posts=[], by=trainee.person, at=noon)


def test_only_the_posts_of_the_cohort_are_asked_for_once_each(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()
    elsewhere = a_post(cohort=a_cohort())

    for posts in ([one.pk, one.pk], [elsewhere.pk]):
        with pytest.raises(wishes.NotAPost):
            wishes.save(trainee=trainee, posts=posts, by=trainee.person, at=noon)

    assert asked(trainee) == []


def test_the_receipt_says_what_was_sent_in_order(noon: datetime) -> None:
    trainee, (one, two, _) = a_choice()
    Cohort.objects.update(wishes_close_at=noon + timedelta(days=6))

    wishes.send(trainee=trainee, posts=[two.pk, one.pk], takes_any=True, by=trainee.person, at=noon)
    wishes.take_back(trainee=trainee, by=trainee.person, at=noon)
    wishes.send(trainee=trainee, posts=[one.pk], takes_any=False, by=trainee.person, at=noon)

    first, second = (render(letter).body for letter in Letter.objects.order_by("pk"))
    assert f"1. {two.regiment}, Sarrebourg\n2. {one.regiment}, Sarrebourg\n" in first
    assert "plutôt n’importe quelle place qu’aucune" in first
    assert f"1. {one.regiment}" in second
    assert "n’importe quelle place" not in second


def test_a_second_window_is_told_and_nothing_is_lost(noon: datetime) -> None:
    trainee, (one, two, three) = a_choice()
    seen = trainee.wishes_version
    wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon, seen=seen)

    with pytest.raises(wishes.ChangedElsewhere, match="autre fenêtre"):
        wishes.save(trainee=trainee, posts=[two.pk], by=trainee.person, at=noon, seen=seen)
    assert asked(trainee) == [one.pk]
    wishes.save(trainee=trainee, posts=[two.pk, three.pk], by=trainee.person, at=noon)

    assert asked(trainee) == [two.pk, three.pk]
    assert Entry.objects.filter(event=wishes.SAVED).first().facts["before"] == [one.pk]  # type: ignore[union-attr]


def test_the_same_list_saved_twice_is_one_change(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()

    for _time in range(2):
        wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon, seen=0)

    assert Entry.objects.filter(event=wishes.SAVED).count() == 1


def test_the_last_change_is_undone_and_done_again(noon: datetime) -> None:
    trainee, (one, two, _) = a_choice()
    wishes.save(trainee=trainee, posts=[one.pk, two.pk], by=trainee.person, at=noon)
    wishes.save(trainee=trainee, posts=[two.pk, one.pk], by=trainee.person, at=noon)

    wishes.bring_back(trainee=trainee, by=trainee.person, at=noon + timedelta(seconds=1))
    assert asked(trainee) == [one.pk, two.pk]
    wishes.bring_back(trainee=trainee, by=trainee.person, at=noon + timedelta(seconds=2))
    assert asked(trainee) == [two.pk, one.pk]


def test_no_preference_beyond_the_list_is_kept_with_it(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()

    wishes.save(trainee=trainee, posts=[one.pk], takes_any=True, by=trainee.person, at=noon)
    trainee = wishes.save(trainee=trainee, posts=[], by=trainee.person, at=noon)

    assert (trainee.takes_any, asked(trainee)) == (True, [])


def test_a_post_closed_by_what_is_known_is_refused_with_its_reason(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()
    Post.objects.update(needs_english="B2")
    a_result(trainee.application, trial="english", verdict="B1")

    with pytest.raises(wishes.ClosedToYou, match=r"demande l’anglais B2.*votre niveau connu est B1"):
        wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)


def test_of_health_nothing_is_said_but_what_the_post_asks(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()
    Post.objects.update(needs_fitness=True)
    a_result(trainee.application, trial="medical", verdict="fit_within_limits")

    with pytest.raises(wishes.ClosedToYou) as refused:
        wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)

    assert str(refused.value) == f"{one.regiment}\u00a0: Ce poste demande une aptitude sans restriction."


def test_a_post_closed_by_hand_is_refused(noon: datetime) -> None:
    trainee, (one, *_) = a_choice()
    manager = a_person(Role.MANAGER)
    Exclusion.objects.create(trainee=trainee, post=one, reason="Un frère y sert.", by=manager, at=noon)

    with pytest.raises(wishes.ClosedToYou, match="Un frère y sert"):
        wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)


def test_what_is_not_known_yet_may_be_wished_and_what_closes_later_may_stay(noon: datetime) -> None:
    trainee, (one, two, _) = a_choice()
    Post.objects.filter(pk=one.pk).update(needs_licence=True)
    wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)
    Trainee.objects.update(has_licence=False)

    wishes.save(trainee=trainee, posts=[two.pk, one.pk], by=trainee.person, at=noon)

    assert asked(trainee) == [two.pk, one.pk]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_wishes_changed_while_the_placements_are_published_never_make_both_true(noon: datetime) -> None:
    """Either the change came first and the draft is out of date, or the wishes are closed."""
    trainee, (one, two, _) = a_choice()
    wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)
    run = amphi.draft(cohort=trainee.cohort, by=a_person(Role.MANAGER), at=noon)

    answers = at_once(
        [
            partial(wishes.save, trainee=trainee, posts=[two.pk], by=trainee.person, at=noon),
            partial(publish_placements.publish, run=run, by=run.drafted_by, at=noon),
        ]
    )

    trainee.cohort.refresh_from_db()
    is_published = trainee.cohort.state == lifecycle.Cohort.PLACED
    assert answers.count(REFUSED) == 1
    assert (asked(trainee), Placement.objects.count()) == (([one.pk], 1) if is_published else ([two.pk], 0))


def two_windows(noon: datetime) -> tuple[Trainee, list[Post], list[object]]:
    """Two windows opened on the same list save at the same instant."""
    trainee, (one, two, three) = a_choice()
    mine = partial(wishes.save, trainee=trainee, by=trainee.person, at=noon, seen=trainee.wishes_version)
    return trainee, [one, two, three], at_once([partial(mine, posts=[one.pk, three.pk]), partial(mine, posts=[two.pk])])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_windows_saving_at_once_one_is_told(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after(monkeypatch, wishes, "_asked", 2)

    trainee, (one, two, three), answers = two_windows(noon)

    assert answers.count(REFUSED) == 1
    assert asked(trainee) == ([two.pk] if answers[0] == REFUSED else [one.pk, three.pk])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_windows_write_and_only_the_database_objects(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: neither window is told, one of them breaks."""
    monkeypatch.setattr(wishes, "hold", lambda cohort: Cohort.objects.get(pk=cohort.pk))
    meet_after(monkeypatch, wishes, "_asked", 2)

    with pytest.raises(IntegrityError, match="one_post_a_position"):
        two_windows(noon)


def sent_against_the_close(noon: datetime) -> tuple[Trainee, list[object]]:
    """Somebody sends while the school brings the close forward to now."""
    trainee, (one, *_) = a_choice()
    Cohort.objects.update(wishes_close_at=noon + timedelta(days=6))
    trainee.cohort.refresh_from_db()
    closing = {"wishes_close_at": noon}
    return trainee, at_once(
        [
            partial(wishes.send, trainee=trainee, posts=[one.pk], by=trainee.person, at=noon),
            partial(make.revise, cohort=trainee.cohort, by=a_person(Role.MANAGER), at=noon, changes=closing),
        ]
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_wishes_sent_while_they_close_are_sent_before_or_refused(noon: datetime) -> None:
    trainee, answers = sent_against_the_close(noon)

    trainee.refresh_from_db()
    sent = Entry.objects.filter(event="cohorts.trainee.send_wishes").first()
    closed = Entry.objects.get(event="cohorts.cohort.revise")
    was_refused = answers[0] == REFUSED
    assert (trainee.wishes_sent_at is None, sent is None, Letter.objects.count()) == (
        was_refused,
        was_refused,
        0 if was_refused else 1,
    )
    assert sent is None or sent.pk < closed.pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_wishes_are_sent_after_the_close(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the list was read as open, and the close was written before it was sent."""
    monkeypatch.setattr(wishes, "hold", lambda cohort: Cohort.objects.get(pk=cohort.pk))
    trainee, (one, *_) = a_choice()
    unguarded = wishes.are_open

    def closed_meanwhile(cohort: Cohort, at: datetime) -> bool:
        answer = unguarded(cohort, at)
        at_once([partial(make.revise, cohort=cohort, by=manager, at=noon, changes={"wishes_close_at": noon})])
        return answer

    manager = a_person(Role.MANAGER)
    monkeypatch.setattr(wishes, "are_open", closed_meanwhile)
    wishes.send(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)

    sent = Entry.objects.get(event="cohorts.trainee.send_wishes")
    assert sent.pk > Entry.objects.get(event="cohorts.cohort.revise").pk
