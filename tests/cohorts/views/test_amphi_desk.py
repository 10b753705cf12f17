from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import lifecycle
from cohorts.actions.amphi import CannotPlace, draft
from cohorts.actions.live import choose, conduct
from cohorts.actions.publish_placements import publish
from cohorts.actions.wishes import WishesClosed, save
from cohorts.models import Amphi, Pick
from cohorts.room import reading
from portal.people.models import Role, User
from tests.build import NOON, a_cohort, a_person, a_trainee
from tests.cohorts.actions.live.rooms import Room, a_room, a_started_room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture(autouse=True)
def _afresh() -> None:
    reading.forget()


def signed_in(client: Client, role: Role = Role.LIAISON) -> User:
    person = a_person(role)
    client.force_login(person)
    return person


def desk(client: Client, room: Room, **query: str) -> str:
    return client.get(reverse("cohorts:amphi_desk", args=[room.amphi.pk]), query).content.decode()


def step(client: Client, room: Room, name: str) -> None:
    client.post(reverse("cohorts:conduct_amphi", args=[room.amphi.pk]), {"step": name})


def test_an_amphi_is_opened_from_the_page_of_the_cohort_and_run_to_its_draft(client: Client) -> None:
    signed_in(client)
    room = a_room(people=1)
    Amphi.objects.all().delete()
    assert reverse("cohorts:open_amphi", args=[room.people[0].cohort_id]) in client.get("/amphi/").content.decode()

    asked = {"held_on": "2026-11-23", "seconds_a_turn": "90"}
    client.post(reverse("cohorts:open_amphi", args=[room.people[0].cohort_id]), asked)
    room.amphi = Amphi.objects.get()
    assert "Commencer l’amphi" in desk(client, room)
    step(client, room, "start")
    assert str(room.people[0].person) in desk(client, room)
    client.post(
        reverse("cohorts:pick_for", args=[room.amphi.pk]),
        {"trainee": room.people[0].pk, "post": room.posts[1].pk, "reason": "À voix haute."},
    )
    assert "Clore l’amphi" in desk(client, room)
    step(client, room, "close")

    assert "Publier les affectations" in desk(client, room)
    assert Amphi.objects.get().run.result["places"] == {str(room.people[0].pk): room.posts[1].pk}  # type: ignore[union-attr]


def test_the_desk_pauses_resumes_and_adds_time(client: Client, noon: datetime) -> None:
    signed_in(client, Role.MANAGER)
    room = a_started_room()

    step(client, room, "more")
    assert room.fresh.turn_ends_at == noon + timedelta(seconds=240)
    step(client, room, "pause")
    assert "Reprendre" in desk(client, room)
    step(client, room, "resume")

    assert room.fresh.is_running


def test_a_refused_step_is_said(client: Client) -> None:
    signed_in(client)
    room = a_started_room()

    answer = client.post(reverse("cohorts:conduct_amphi", args=[room.amphi.pk]), {"step": "close"}, follow=True)

    assert "3 personnes n’ont pas encore choisi" in answer.content.decode()


def test_a_choice_made_for_somebody_whose_turn_has_passed_is_refused_and_keeps_what_was_typed(client: Client) -> None:
    signed_in(client)
    room = a_started_room()
    choose.pick(amphi=room.amphi, trainee=room.people[0], post=room.posts[0], by=room.people[0].person, at=NOON)

    typed = {"trainee": room.people[0].pk, "post": room.posts[1].pk, "reason": "Au téléphone."}
    answer = client.post(reverse("cohorts:pick_for", args=[room.amphi.pk]), typed).content.decode()

    assert "Ce tour est passé" in answer
    assert "Au téléphone." in answer


def test_the_last_choice_is_undone_with_a_reason(client: Client) -> None:
    signed_in(client)
    room = a_started_room()
    pick = choose.pick(amphi=room.amphi, trainee=room.people[0], post=room.posts[0], by=room.people[0].person, at=NOON)
    undo = reverse("cohorts:undo_pick", args=[pick.pk])
    assert undo in desk(client, room)

    client.post(undo, {"reason": "Mauvais bouton."})

    assert Pick.objects.get().undo_reason == "Mauvais bouton."
    assert room.fresh.current == room.people[0]


def test_an_absence_is_noted_from_the_whole_order_and_taken_back(client: Client) -> None:
    signed_in(client)
    room = a_started_room()
    mark = reverse("cohorts:mark_absence", args=[room.amphi.pk])
    assert mark in desk(client, room, ordre="tout")

    client.post(mark, {"trainee": room.people[2].pk, "absent": "yes"})
    assert "absent ou absente, 1er vœu libre" in desk(client, room)
    client.post(mark, {"trainee": room.people[2].pk, "absent": "no"})

    assert not room.amphi.absences.exists()


def test_the_desk_answers_nothing_when_nothing_has_changed_and_a_part_when_it_has(client: Client) -> None:
    signed_in(client)
    room = a_started_room()
    address = reverse("cohorts:amphi_desk", args=[room.amphi.pk])

    assert client.get(address, {"v": room.fresh.version}).status_code == 204
    part = client.get(address, {"v": "0"})
    assert (part.status_code, b"<html" in part.content) == (200, False)


def test_the_desk_reads_as_much_for_three_people_as_for_nine(client: Client, django_assert_max_num_queries) -> None:
    signed_in(client)
    for people in (3, 9):
        room = a_started_room(people=people)
        reading.forget()
        with django_assert_max_num_queries(20):
            desk(client, room)


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.DIRECTION, Role.SUPERVISOR, Role.JURY_PRESIDENT])
def test_nobody_else_comes_to_the_desk(client: Client, role: Role) -> None:
    signed_in(client, role)
    room = a_started_room()

    assert client.get(reverse("cohorts:amphi_desk", args=[room.amphi.pk])).status_code == 403


def test_a_fact_that_closes_a_post_is_not_read_at_the_desk(client: Client) -> None:
    signed_in(client)
    room = a_room()
    type(room.posts[0]).objects.filter(pk=room.posts[0].pk).update(needs_licence=True)
    conduct.start(amphi=room.amphi, by=room.officer, at=NOON)

    page = desk(client, room)

    assert "pas accessible à cette personne" in page
    assert "permis" not in page


def test_while_it_is_under_way_wishes_do_not_change_and_no_draft_is_published(noon: datetime) -> None:
    room = a_room()
    run = draft(cohort=room.amphi.cohort, by=room.officer, at=noon)
    conduct.start(amphi=room.amphi, by=room.officer, at=noon)

    with pytest.raises(CannotPlace, match="en cours"):
        publish(run=run, by=room.officer, at=noon)
    with pytest.raises(WishesClosed, match="a commencé"):
        save(trainee=room.people[0], posts=[], by=room.people[0].person, at=noon)


def test_there_is_no_door_to_an_amphi_once_the_placements_are_published(client: Client) -> None:
    signed_in(client)
    cohort = a_cohort()
    a_trainee(cohort=cohort)
    type(cohort).objects.filter(pk=cohort.pk).update(state=lifecycle.Cohort.PLACED)

    assert "Ouvrir un amphi" not in client.get("/amphi/").content.decode()
