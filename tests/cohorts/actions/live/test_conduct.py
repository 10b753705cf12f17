from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from cohorts import lifecycle
from cohorts.actions import amphi as amphis
from cohorts.actions.live import absences, choose, conduct
from cohorts.actions.live.refusals import CannotConduct, NotYourTurn
from cohorts.actions.publish_placements import obstacle, publish
from cohorts.models import How, Lock, Placement, Run
from cohorts.placement import Rule
from portal.journal.models import Entry
from portal.journal.moves import IllegalMove
from tests.build import NOON, a_cohort, a_trainee
from tests.cohorts.actions.live.rooms import Room, a_room, a_started_room

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(seconds=50)


def test_starting_gives_the_first_person_a_whole_turn_and_is_recorded(noon: datetime) -> None:
    room = a_room()

    conduct.start(amphi=room.amphi, by=room.officer, at=noon)

    amphi = room.fresh
    assert (amphi.state, amphi.current) == (lifecycle.Amphi.RUNNING, room.people[0])
    assert amphi.turn_ends_at == noon + timedelta(seconds=120)
    assert Entry.objects.filter(event="cohorts.amphi.start", by=room.officer).exists()


def test_a_second_amphi_is_not_opened_beside_the_first(noon: datetime) -> None:
    room = a_room()

    with pytest.raises(CannotConduct, match="déjà ouvert"):
        conduct.open_amphi(cohort=room.amphi.cohort, held_on=noon.date(), by=room.officer, at=noon)


def test_nothing_starts_before_wishes_are_closed_nor_without_anybody(noon: datetime) -> None:
    room = a_room()
    room.amphi.cohort.wishes_close_at = noon + timedelta(days=1)
    room.amphi.cohort.save()
    with pytest.raises(CannotConduct, match="encore ouverts"):
        conduct.start(amphi=room.amphi, by=room.officer, at=noon)

    nobody = conduct.open_amphi(cohort=a_cohort(), held_on=noon.date(), by=room.officer, at=noon)
    with pytest.raises(CannotConduct, match="personne à placer"):
        conduct.start(amphi=nobody, by=room.officer, at=noon)


def test_places_reserved_beforehand_are_seated_first_and_have_no_turn(noon: datetime) -> None:
    room = a_room()
    first, _second, third = room.people
    Lock.objects.create(trainee=first, post=room.posts[1], reason="Famille.", by=room.officer, at=noon)
    Lock.objects.create(trainee=third, post=room.posts[0], reason="Conjointe.", by=room.officer, at=noon)

    conduct.start(amphi=room.amphi, by=room.officer, at=noon)

    assert (room.places(), room.fresh.current) == ({1: 1, 3: 0}, room.people[1])
    assert set(room.amphi.picks.values_list("how", flat=True)) == {How.LOCKED}


def test_a_pause_keeps_the_seconds_left_and_nobody_chooses_meanwhile(noon: datetime) -> None:
    room = a_started_room()

    conduct.pause(amphi=room.amphi, by=room.officer, at=LATER)
    assert (room.fresh.seconds_left, room.fresh.turn_ends_at) == (70, None)
    with pytest.raises(NotYourTurn, match="suspendu"):
        choose.pick(amphi=room.amphi, trainee=room.people[0], post=room.posts[0], by=room.people[0].person, at=LATER)
    assert choose.catch_up(at=noon + timedelta(hours=3)) == 0

    tomorrow = noon + timedelta(days=1)
    conduct.resume(amphi=room.amphi, by=room.officer, at=tomorrow)
    assert (room.fresh.seconds_left, room.fresh.turn_ends_at) == (None, tomorrow + timedelta(seconds=70))


def test_two_minutes_more_running_or_paused(noon: datetime) -> None:
    room = a_started_room()

    conduct.add_time(amphi=room.amphi, by=room.officer, at=LATER)
    assert room.fresh.turn_ends_at == noon + timedelta(seconds=240)

    conduct.pause(amphi=room.amphi, by=room.officer, at=LATER)
    conduct.add_time(amphi=room.amphi, by=room.officer, at=LATER)
    assert room.fresh.seconds_left == 310


def test_each_change_raises_the_version_that_screens_compare(noon: datetime) -> None:
    room = a_started_room()
    seen = [room.fresh.version]

    for change in (
        lambda: conduct.add_time(amphi=room.amphi, by=room.officer, at=noon),
        lambda: conduct.pause(amphi=room.amphi, by=room.officer, at=noon),
        lambda: conduct.resume(amphi=room.amphi, by=room.officer, at=noon),
        lambda: conduct.show_names(amphi=room.amphi, shown=True, by=room.officer, at=noon),
        lambda: choose.look_at(amphi=room.amphi, trainee=room.people[0], post=room.posts[1]),
        lambda: absences.mark_absent(amphi=room.amphi, trainee=room.people[2], by=room.officer, at=noon),
        lambda: choose.let_time_pass(amphi=room.amphi, at=noon + timedelta(minutes=9)),
    ):
        change()
        seen.append(room.fresh.version)

    assert seen == sorted(set(seen))


def played(room: Room, *posts: int) -> None:
    for trainee, post in zip(room.people, posts, strict=True):
        choose.pick(amphi=room.amphi, trainee=trainee, post=room.posts[post], by=trainee.person, at=NOON)


def test_closing_writes_the_draft_that_is_then_published_and_proves_itself(noon: datetime) -> None:
    room = a_started_room()
    played(room, 1, 2, 0)

    amphi = conduct.close(amphi=room.amphi, by=room.officer, at=noon)

    run = amphi.run
    assert run is not None
    assert (run.rule, run.inputs["picks"][0]) == (Rule.LIVE, [room.people[0].pk, room.posts[1].pk, "own"])
    assert obstacle(run=run, at=noon) == ""
    publish(run=run, by=room.officer, at=noon)
    assert Placement.objects.count() == 3
    call_command("verify_placement", str(run.pk))


def test_an_amphi_where_somebody_has_yet_to_choose_is_not_closed(noon: datetime) -> None:
    room = a_started_room()

    with pytest.raises(CannotConduct, match="3 personnes"):
        conduct.close(amphi=room.amphi, by=room.officer, at=noon)

    assert not Run.objects.exists()


def test_an_amphi_opened_by_mistake_just_ends(noon: datetime) -> None:
    room = a_room()

    assert conduct.close(amphi=room.amphi, by=room.officer, at=noon).run is None

    with pytest.raises(IllegalMove):
        conduct.start(amphi=room.amphi, by=room.officer, at=noon)


def test_a_live_draft_holds_though_wishes_change_and_not_when_a_place_is_gone(noon: datetime) -> None:
    room = a_started_room()
    played(room, 1, 2, 0)
    run = conduct.close(amphi=room.amphi, by=room.officer, at=noon).run
    assert run is not None

    room.people[0].wishes.all().delete()
    assert not amphis.is_outdated(run)

    a_trainee(cohort=room.amphi.cohort)
    assert amphis.is_outdated(run)


def test_nobody_chooses_once_another_draft_was_published(noon: datetime) -> None:
    room = a_started_room()
    cohort = room.amphi.cohort
    type(cohort).objects.filter(pk=cohort.pk).update(state=lifecycle.Cohort.PLACED)

    with pytest.raises(amphis.CannotPlace, match="déjà publiées"):
        played(room, 0, 1, 2)
