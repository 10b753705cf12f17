"""The pages of those who run the interviews, and of those who meet people."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from applications import lifecycle
from applications.lifecycle import Phase, State
from applications.models import Campaign, Interview, Panel, Slot
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.budgets import PAGE, assert_same_budget
from tests.build import (
    a_campaign,
    a_conflict,
    a_panel,
    a_person,
    a_sheet,
    a_slot,
    an_application,
    an_interview,
    an_invited_file,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
AGENDA = reverse("applications:interviews")


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


@pytest.fixture
def campaign() -> Campaign:
    return a_campaign(phase=Phase.INTERVIEWS)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER}))
def test_only_the_manager_runs_the_interviews(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(AGENDA).status_code == 403


def test_the_agenda_says_where_to_begin(client: Client, manager: User, campaign: Campaign) -> None:
    assert "Commencez par une commission" in client.get(AGENDA).text


def test_from_a_panel_to_slots_through_a_preview(client: Client, manager: User, campaign: Campaign) -> None:
    reader = a_person(Role.REVIEWER)
    client.post(reverse("applications:new_panel", args=[campaign.pk]), {"name": "Commission A", "members": [reader.pk]})
    panel = Panel.objects.get()
    page = reverse("applications:panel", args=[panel.pk])
    hours = {"day": "2026-12-01", "from_hour": "09:00", "to_hour": "12:00", "place": "Salle 1"}
    client.post(reverse("applications:give_time", args=[panel.pk]), hours)
    assert "Mardi 1er décembre 2026" in client.get(page).text.replace("mardi", "Mardi")

    how = {"length": "30", "pause": "0"}
    preview = client.get(reverse("applications:make_slots", args=[panel.pk]), how)
    assert "6 créneaux à créer" in preview.text
    assert not Slot.objects.exists()
    expected = preview.context["plan"].fingerprint
    client.post(reverse("applications:make_slots", args=[panel.pk]), how | {"expected": expected})

    assert Slot.objects.count() == 6
    assert "6 créneaux en chevauchent" in client.get(reverse("applications:make_slots", args=[panel.pk]), how).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"place": ""}, "Indiquez une salle"),
        ({"from_hour": "09:02"}, "multiples de cinq"),
        ({"to_hour": "08:00"}, "La fin vient après le début"),
        ({"day": "2026-11-01"}, "déjà passée"),
    ],
)
def test_time_that_cannot_be_is_refused_in_words(
    wrong: dict[str, str], words: str, client: Client, manager: User, campaign: Campaign
) -> None:
    panel = a_panel(campaign)
    hours = {"day": "2026-12-01", "from_hour": "09:00", "to_hour": "12:00", "place": "Salle 1"}

    answer = client.post(reverse("applications:give_time", args=[panel.pk]), hours | wrong)

    assert answer.status_code == 422
    assert words in answer.text
    assert not panel.availabilities.exists()


def test_the_agenda_draws_the_day_and_says_it_in_words(client: Client, manager: User, campaign: Campaign) -> None:
    panel = a_panel(campaign, name="Commission A")
    an_interview(a_slot(panel))
    a_slot(panel, starts_in=timedelta(days=7, hours=1))

    page = client.get(AGENDA).text

    assert "Agenda du lundi 30 novembre 2026\u00a0: 2 créneaux, 1 pris" in page
    assert page.count("Camille Besson") == 2  # drawn, and in the list


def test_a_file_the_manager_must_not_know_is_only_taken(client: Client, manager: User, campaign: Campaign) -> None:
    interview = an_interview(a_slot(a_panel(campaign)))
    a_conflict(interview.application, reviewer=manager)

    for page in (AGENDA, reverse("applications:slot", args=[interview.slot_id])):
        text = client.get(page).text
        assert "Dossier réservé" in text
        assert "Besson" not in text


def test_a_conflict_declared_since_the_booking_asks_to_move_the_interview(
    client: Client, manager: User, campaign: Campaign
) -> None:
    interview = an_interview(a_slot(a_panel(campaign)))
    assert "à déplacer" not in client.get(AGENDA).text

    a_conflict(interview.application, reviewer=interview.slot.panel.members.get())

    assert "1 entretien à déplacer" in client.get(AGENDA).text
    assert "déplacez cet entretien" in client.get(reverse("applications:slot", args=[interview.slot_id])).text


def test_the_agenda_costs_the_same_for_one_slot_and_for_many(client: Client, manager: User, campaign: Campaign) -> None:
    panel = a_panel(campaign)
    hours = iter(range(10))

    assert_same_budget(
        client,
        AGENDA,
        lambda: an_interview(a_slot(panel, starts_in=timedelta(days=7, hours=next(hours)))),
        budget=PAGE,
    )


def test_inviting_says_how_many_letters_leave_before_they_do(client: Client, manager: User, campaign: Campaign) -> None:
    for total in (50, 60, 70):
        an_application(state=State.ELIGIBLE, campaign=campaign, total=total)
    page = reverse("applications:invite", args=[campaign.pk])

    shown = client.post(page, {"first": "2"})
    assert "Inviter\u00a0: 2 lettres partent" in shown.text
    assert not Letter.objects.exists()
    client.post(page, {"then": "invite", "file": [file.pk for file in shown.context["files"]]})

    assert Letter.objects.filter(kind="applications/interview_invited").count() == 2
    assert set(campaign.applications.filter(invited_at__isnull=False).values_list("total", flat=True)) == {60, 70}


def test_reminding_says_to_how_many(client: Client, manager: User, campaign: Campaign) -> None:
    for _ in range(2):
        an_invited_file(campaign)

    assert "Rappeler à 2 personnes" in client.get(AGENDA).text
    client.post(reverse("applications:remind_unbooked", args=[campaign.pk]))

    assert Letter.objects.filter(kind="applications/interview_unbooked").count() == 2
    assert "Rappeler à" not in client.get(AGENDA).text


def test_a_slot_is_closed_reopened_and_given_by_hand(client: Client, manager: User, campaign: Campaign) -> None:
    slot, waiting = a_slot(a_panel(campaign)), an_invited_file(campaign)
    page = reverse("applications:slot", args=[slot.pk])

    assert "est fermé" in client.post(reverse("applications:close_slot", args=[slot.pk]), follow=True).text
    assert "de nouveau" in client.post(reverse("applications:reopen_slot", args=[slot.pk]), follow=True).text
    assert waiting.full_name in client.get(page).text
    client.post(reverse("applications:give_slot", args=[slot.pk]), {"file": waiting.pk})

    assert waiting.interviews.get().slot == slot


def test_who_must_not_meet_the_panel_is_not_in_the_list(client: Client, manager: User, campaign: Campaign) -> None:
    slot, waiting = a_slot(a_panel(campaign)), an_invited_file(campaign)
    a_conflict(waiting, reviewer=slot.panel.members.get())

    assert client.get(reverse("applications:slot", args=[slot.pk])).context["waiting"] == []


def test_an_hour_is_moved_for_somebody_with_a_reason(client: Client, manager: User, campaign: Campaign) -> None:
    interview, after = an_interview(a_slot(a_panel(campaign))), a_slot(a_panel(campaign), starts_in=timedelta(days=8))
    page = reverse("applications:choose_hour", args=[interview.application_id])

    assert "Choisir une autre heure la déplace" in client.get(page).text
    client.post(page, {"slot": after.pk, "reason": "Salle inondée."})

    assert Interview.objects.to_hold().get().slot == after
    assert Letter.objects.get().context["reason"] == "Salle inondée."


def on_the_day(campaign: Campaign) -> Interview:
    return an_interview(a_slot(a_panel(campaign), starts_in=timedelta(minutes=10)))


def test_an_absence_frees_the_slot_for_somebody_who_waits(client: Client, manager: User, campaign: Campaign) -> None:
    interview, waiting = on_the_day(campaign), an_invited_file(campaign)

    client.post(reverse("applications:note_absent", args=[interview.pk]))
    page = client.get(reverse("applications:slot", args=[interview.slot_id]))

    assert waiting in page.context["waiting"]
    assert "Donner une autre heure à cette personne" in page.text


def test_the_sheet_of_the_day_is_printed(client: Client, manager: User, campaign: Campaign) -> None:
    Campaign.objects.update(interview_phone="04 66 00 00 00")
    interview = an_interview(a_slot(a_panel(campaign, name="Commission A"), place="Salle 1"))

    page = client.get(reverse("applications:day_sheet", args=[campaign.pk, "2026-11-30"])).text
    pdf = client.get(reverse("applications:day_sheet_pdf", args=[campaign.pk, "2026-11-30"])).content
    printed = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)

    for words in ("Commission A", "Camille Besson", interview.application.number, "Salle 1", "04 66 00 00 00"):
        assert words in page
        assert words in printed


@pytest.mark.parametrize("day", ["hier", "2026-13-45", "2026-02-30"])
def test_a_day_that_does_not_exist_is_not_found(day: str, client: Client, manager: User, campaign: Campaign) -> None:
    assert client.get(reverse("applications:day_sheet", args=[campaign.pk, day])).status_code == 404
    assert client.get(AGENDA, {"jour": day}).status_code == 200


def test_a_member_sees_their_own_day_and_notes_who_is_absent(client: Client, campaign: Campaign) -> None:
    mine, other = on_the_day(campaign), on_the_day(campaign)
    client.force_login(mine.slot.panel.members.get())

    page = client.get(reverse("applications:my_interviews")).text
    assert mine.application.number in page
    assert other.application.number not in page
    client.post(reverse("applications:note_absent", args=[mine.pk]))

    mine.refresh_from_db()
    assert mine.state == lifecycle.Interview.NO_SHOW
    assert client.post(reverse("applications:note_absent", args=[other.pk])).status_code == 404


def test_before_the_interviews_a_member_sees_numbers_and_no_name(client: Client) -> None:
    interview = an_interview()
    client.force_login(interview.slot.panel.members.get())

    page = client.get(reverse("applications:my_interviews")).text

    assert interview.application.number in page
    assert "Besson" not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [(None, "Fiche à remplir"), (lifecycle.Sheet.STARTED, "Fiche en cours"), (lifecycle.Sheet.SUBMITTED, "terminée")],
)
def test_each_interview_of_a_member_leads_to_their_sheet_and_says_how_far_it_is(
    state: lifecycle.Sheet | None, words: str, client: Client, campaign: Campaign
) -> None:
    interview = on_the_day(campaign)
    client.force_login(interview.slot.panel.members.get())
    if state:
        a_sheet(interview, state=state)

    page = client.get(reverse("applications:my_interviews")).text

    assert reverse("applications:sheet", args=[interview.pk]) in page
    assert words in page


def test_a_sheet_left_unfinished_is_found_again_the_days_after(client: Client, campaign: Campaign) -> None:
    panel = a_panel(campaign)
    client.force_login(panel.members.get())
    begun, finished, missed = (
        an_interview(a_slot(panel, starts_in=timedelta(days=-days)), state=state)
        for days, state in ((1, "held"), (2, "held"), (3, "no_show"))
    )
    a_sheet(begun)
    a_sheet(finished, state=lifecycle.Sheet.SUBMITTED, total="80")

    page = client.get(reverse("applications:my_interviews"))

    assert [one for one, _words, _state in page.context["earlier"]] == [begun]
    assert "Fiche en cours" in page.text
    Campaign.objects.update(phase=Phase.JURY)
    assert client.get(reverse("applications:my_interviews")).context["earlier"] == []
    assert missed.state == lifecycle.Interview.NO_SHOW


def test_the_sheet_of_the_day_says_how_many_members_have_written(
    client: Client, manager: User, campaign: Campaign
) -> None:
    people = [a_person(Role.REVIEWER), a_person(Role.REVIEWER)]
    interview = an_interview(a_slot(a_panel(campaign, members=people)))
    address = reverse("applications:day_sheet", args=[campaign.pk, "2026-11-30"])
    assert "aucune terminée" in client.get(address).text

    a_sheet(interview, author=people[0], state=lifecycle.Sheet.SUBMITTED, total="80")

    page = client.get(address).text
    assert "1 terminée sur 2" in page
    assert f"{reverse('applications:one', args=[interview.application_id])}#t-interview" in page


def test_my_interviews_cost_the_same_for_one_and_for_many(client: Client, campaign: Campaign, noon: datetime) -> None:
    panel = a_panel(campaign)
    client.force_login(panel.members.get())
    hours = iter(range(10))

    assert_same_budget(
        client,
        reverse("applications:my_interviews"),
        lambda: an_interview(a_slot(panel, starts_in=timedelta(days=7, hours=next(hours)))),
    )


def test_the_list_of_invited_people_costs_the_same_for_one_and_for_many(
    client: Client, manager: User, campaign: Campaign
) -> None:
    panel = a_panel(campaign)
    hours = iter(range(10))

    assert_same_budget(
        client,
        reverse("applications:invited"),
        lambda: an_interview(a_slot(panel, starts_in=timedelta(days=7, hours=next(hours)))),
    )


def test_settings_say_whom_to_call(client: Client, manager: User, campaign: Campaign) -> None:
    client.post(
        reverse("applications:interview_settings", args=[campaign.pk]),
        {"interview_change_hours": "24", "interview_phone": "04 66 00 00 00", "interview_advice": "Venez."},
    )

    campaign.refresh_from_db()
    assert (campaign.interview_change_hours, campaign.interview_phone) == (24, "04 66 00 00 00")
