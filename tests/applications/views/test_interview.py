"""The candidate's own interview, and the calendar of who meets or is met."""

from datetime import datetime, timedelta

import icalendar
import pytest
import vobject
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import calendar_key
from applications.interviewing.agenda import days_to_choose
from applications.interviewing.calendar_file import calendar_of
from applications.lifecycle import Phase, State
from applications.models import Application, CalendarKey, Campaign, Interview, Slot
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_campaign, a_conflict, a_panel, a_person, a_slot, an_application, an_interview, an_invited_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PAGE = reverse("applications:interview")


@pytest.fixture
def application(client: Client) -> Application:
    """Of somebody invited, who is signed in."""
    file = an_invited_file()
    client.force_login(file.candidate)
    return file


def a_slot_for(application: Application, **more: object) -> Slot:
    return a_slot(a_panel(application.campaign), **more)


def test_free_hours_are_shown_by_day_and_booked_in_one_click(client: Client, application: Application) -> None:
    slot = a_slot_for(application)

    assert "Lundi 30 novembre 2026" in client.get(PAGE).text
    answer = client.post(reverse("applications:book_interview"), {"slot": slot.pk}, follow=True)

    assert "C’est réservé" in answer.text
    assert f"Salle de {slot.panel.name}" in answer.text
    assert "Vous pouvez changer ou annuler ici jusqu’au samedi 28 novembre 2026 à 12 h" in answer.text


def test_an_hour_of_two_panels_is_shown_once_and_people_are_spread(application: Application, noon: datetime) -> None:
    for _ in range(2):
        a_slot_for(application)
    other = an_application(state=State.ELIGIBLE, campaign=application.campaign, invited_at=noon)

    chosen = {days_to_choose(file, noon)[0].hours[0].slot.pk for file in (application, other)}

    assert len(days_to_choose(application, noon)[0].hours) == 1
    assert len(chosen) == 1 + (application.pk % 2 != other.pk % 2)


def test_slots_of_today_taken_closed_or_of_a_panel_in_conflict_are_not_offered(
    client: Client, application: Application
) -> None:
    a_slot_for(application, starts_in=timedelta(hours=3))
    an_interview(a_slot_for(application))
    apart = a_slot_for(application, starts_in=timedelta(days=9))
    a_conflict(application, reviewer=apart.panel.members.get())
    closed = a_slot_for(application, starts_in=timedelta(days=10))
    Slot.objects.filter(pk=closed.pk).update(state=lifecycle.Slot.CLOSED)

    assert "Aucune heure libre pour l’instant" in client.get(PAGE).text
    assert client.post(reverse("applications:book_interview"), {"slot": apart.pk}).status_code == 404


def test_somebody_quicker_is_said_and_the_page_stays_useful(client: Client, application: Application) -> None:
    slot = a_slot_for(application)
    an_interview(slot)

    answer = client.post(reverse("applications:book_interview"), {"slot": slot.pk}, follow=True)

    assert "vient d’être pris" in answer.text
    assert not application.interviews.exists()


def test_moving_cancelling_and_confirming_from_the_page(client: Client, application: Application) -> None:
    interview = an_interview(a_slot_for(application), application=application)
    after = a_slot_for(application, starts_in=timedelta(days=8))

    assert "confirmée" in client.post(reverse("applications:confirm_interview"), follow=True).text
    assert "C’est changé" in client.post(reverse("applications:move_interview"), {"slot": after.pk}, follow=True).text
    assert "rendue à quelqu’un d’autre" in client.get(reverse("applications:cancel_interview")).text
    assert "Choisissez l’heure" in client.post(reverse("applications:cancel_interview"), follow=True).text

    interview.refresh_from_db()
    states = set(application.interviews.values_list("state", flat=True))
    assert states == {lifecycle.Interview.MOVED, lifecycle.Interview.CANCELLED}


def test_after_the_limit_the_page_says_whom_to_call(client: Client, application: Application) -> None:
    Campaign.objects.update(interview_phone="04 66 00 00 00")
    an_interview(a_slot_for(application, starts_in=timedelta(hours=30)), application=application)

    page = client.get(PAGE).text

    assert "tel:0466000000" in page
    assert reverse("applications:cancel_interview") not in page


def test_without_an_invitation_the_page_says_what_will_come(client: Client) -> None:
    file = an_application(state=State.ELIGIBLE)
    client.force_login(file.candidate)

    assert "Pas d’entretien prévu" in client.get(PAGE).text
    assert PAGE not in client.get(reverse("applications:status")).text


def test_ones_situation_leads_to_the_interview(client: Client, application: Application) -> None:
    assert PAGE in client.get(reverse("applications:status")).text


def test_the_page_asks_as_much_for_many_hours_as_for_one(client: Client, application: Application) -> None:
    panel = a_panel(application.campaign)
    days = iter(range(5, 20))

    assert_same_budget(client, PAGE, lambda: a_slot(panel, starts_in=timedelta(days=next(days))))


# Calendar files


def events(content: bytes) -> list[icalendar.cal.Component]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_the_file_is_read_the_same_by_two_programs(client: Client, application: Application) -> None:
    interview = an_interview(a_slot_for(application), application=application)

    content = client.get(reverse("applications:interview_file")).content

    (first,), second = events(content), vobject.readOne(content.decode()).vevent
    assert first.decoded("dtstart") == second.dtstart.value == interview.slot.starts_at
    assert first.decoded("dtend") == second.dtend.value == interview.slot.ends_at
    assert str(first["summary"]) == second.summary.value == f"Entretien Galon, {application.number}"
    assert str(first["location"]) == second.location.value == interview.slot.place
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2] == b"END:VCALENDAR"
    assert max(map(len, lines)) <= 75
    assert b"DTSTART:20261130T110000Z" in lines


def stage_of_the_interview(client: Client) -> tuple[str, str] | None:
    """Where it stands on one's situation, and its words."""
    stages = client.get(reverse("applications:status")).context["stages"]
    return next(((stage.standing, stage.words) for stage in stages if stage.title == "Entretien"), None)


def test_the_stages_tell_the_interview_to_whoever_is_invited(client: Client) -> None:
    campaign = a_campaign(phase=Phase.INTERVIEWS)
    client.force_login(an_application(state=State.ELIGIBLE, campaign=campaign).candidate)
    assert stage_of_the_interview(client) is None

    invited = an_invited_file(campaign)
    client.force_login(invited.candidate)
    assert stage_of_the_interview(client) == (
        "now",
        "l’école souhaite vous rencontrer : choisissez votre heure",
    )

    booked = an_interview(a_slot_for(invited), application=invited)
    standing, words = stage_of_the_interview(client) or ("", "")
    assert standing == "wait"
    assert words.endswith(f"Salle de {booked.slot.panel.name}")


def test_an_interview_that_was_held_is_behind_and_the_jury_comes_next(client: Client) -> None:
    interview = an_interview(a_slot(a_panel(a_campaign(phase=Phase.INTERVIEWS))), state=lifecycle.Interview.HELD)
    client.force_login(interview.application.candidate)

    assert stage_of_the_interview(client) == ("done", "a eu lieu le lundi 30 novembre 2026")
    stages = client.get(reverse("applications:status")).context["stages"]
    assert [stage.title for stage in stages if stage.standing == "wait"] == ["Jury et résultats"]


def test_somebody_who_never_chose_an_hour_is_not_told_that_they_were_met(client: Client) -> None:
    client.force_login(an_invited_file(a_campaign(phase=Phase.JURY)).candidate)

    assert stage_of_the_interview(client) is None


def test_a_moved_interview_keeps_its_name_in_calendars(application: Application, noon: datetime) -> None:
    first = an_interview(a_slot_for(application), application=application)
    before = events(calendar_of(application.candidate, noon))[0]
    Interview.objects.filter(pk=first.pk).update(state=lifecycle.Interview.MOVED)
    an_interview(a_slot_for(application, starts_in=timedelta(days=9)), application=application)

    (after,) = events(calendar_of(application.candidate, noon))

    assert before["uid"] == after["uid"]
    assert before["sequence"] < after["sequence"]


def feed(client: Client, person: User, noon: datetime) -> bytes:
    key = calendar_key.make(person=person, by=person, at=noon)
    return client.get(reverse("applications:calendar", args=[key.token])).content


def test_a_member_reads_the_number_and_the_name_only_while_panels_meet_people(noon: datetime) -> None:
    interview = an_interview(a_slot(a_panel(a_campaign(phase=Phase.INTERVIEWS), name="Commission A")))
    Application.objects.update(total=71.5, reading_total=71.5, phone="06 12 34 56 78")
    member = interview.slot.panel.members.get()

    during = feed(Client(), member, noon)
    Campaign.objects.update(phase=Phase.READING)
    before = feed(Client(), member, noon)

    assert b"Camille Besson" in during
    assert b"Camille" not in before
    for content in (during, before):
        assert interview.application.number.encode() in content
        assert not any(b"71.5" in line or b"71,5" in line for line in content.splitlines())
        assert b"06 12" not in content


def test_a_member_in_conflict_reads_nothing_of_it(noon: datetime) -> None:
    interview = an_interview()
    member = interview.slot.panel.members.get()
    a_conflict(interview.application, reviewer=member)

    assert events(feed(Client(), member, noon)) == []


def test_who_runs_the_selection_reads_only_the_interviews_they_sit_in(noon: datetime) -> None:
    an_interview()

    assert events(feed(Client(), a_person(Role.MANAGER), noon)) == []


def test_an_address_taken_back_replaced_or_made_up_opens_nothing(client: Client, noon: datetime) -> None:
    cache.clear()
    person = a_person()
    old = calendar_key.make(person=person, by=person, at=noon)
    new = calendar_key.make(person=person, by=person, at=noon)
    calendar_key.take_back(person=person, by=person, at=noon)

    for token in (old.token, new.token, old.seed, f"{old.seed}~abc"):
        assert client.get(reverse("applications:calendar", args=[token])).status_code == 404


def test_somebody_without_access_loses_the_calendar_too(client: Client, noon: datetime) -> None:
    cache.clear()
    person = a_person()
    key = calendar_key.make(person=person, by=person, at=noon)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get(reverse("applications:calendar", args=[key.token])).status_code == 404


def test_who_guesses_addresses_is_stopped(client: Client, noon: datetime) -> None:
    cache.clear()
    person = a_person()
    key = calendar_key.make(person=person, by=person, at=noon)

    answers = [client.get(reverse("applications:calendar", args=["abc"])).status_code for _ in range(22)]

    assert (answers[0], answers[-1]) == (404, 429)
    assert client.get(reverse("applications:calendar", args=[key.token])).status_code == 429
    cache.clear()


def test_the_address_is_made_replaced_and_closed_from_the_page(client: Client, application: Application) -> None:
    page = reverse("applications:calendar_page")

    client.post(reverse("applications:make_calendar"))
    first = CalendarKey.objects.get()
    assert first.token in client.get(page).text
    client.post(reverse("applications:make_calendar"))
    assert first.token not in client.get(page).text
    client.post(reverse("applications:take_calendar_back"))

    assert not CalendarKey.objects.exists()
