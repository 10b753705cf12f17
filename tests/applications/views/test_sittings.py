"""The meeting on screen: the president's desk, the wall, each member's own."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import agenda, ballot, decide
from applications.actions import sitting as sittings
from applications.actions.remark import withdraw
from applications.lifecycle import Phase, State
from applications.models import Application, Ballot, Decision, Remark, Sitting, Vote
from portal.people.models import Role, User
from tests.applications.actions.test_sitting import a_jury_campaign, people_of
from tests.budgets import assert_budget, assert_same_budget
from tests.build import (
    a_ballot,
    a_campaign,
    a_conflict,
    a_person,
    a_remark,
    a_result,
    a_review,
    a_sitting,
    an_application,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HTMX = {"headers": {"HX-Request": "true"}}


def of(name: str, held: Sitting) -> str:
    return reverse(f"applications:{name}", args=[held.pk])


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def held() -> Sitting:
    """Open, three people there, three files: Rang0, Rang1, Rang2."""
    campaign = a_campaign(phase=Phase.JURY, closes_in=timedelta(0))
    for n in range(3):
        an_application(
            state=State.ELIGIBLE, campaign=campaign, last_name=f"Rang{n}", speciality=f"Filière{n}", total=95 - n
        )
    return a_sitting(campaign)


def files(held: Sitting) -> list[Application]:
    return list(Application.objects.filter(campaign=held.campaign).ranked())


def current(held: Sitting) -> Application:
    found = Sitting.objects.get(pk=held.pk).current
    assert found is not None
    return found


def test_a_meeting_is_prepared_from_the_readers(client: Client) -> None:
    campaign, _ = a_jury_campaign()
    president, reader = a_person(Role.JURY_PRESIDENT), a_person(Role.REVIEWER)
    client.force_login(president)
    asked = {"held_on": "2026-11-24", "president": president.pk, "members": [reader.pk], "quorum": 2}

    client.post(reverse("applications:new_sitting", args=[campaign.pk]), asked)

    assert people_of(Sitting.objects.get()) == [president, reader]


def test_a_candidate_cannot_be_chosen_to_sit(client: Client) -> None:
    campaign, _ = a_jury_campaign()
    president, candidate = a_person(Role.JURY_PRESIDENT), a_person(Role.CANDIDATE)
    client.force_login(president)
    asked = {"held_on": "2026-11-24", "president": president.pk, "members": [candidate.pk], "quorum": 1}

    client.post(reverse("applications:new_sitting", args=[campaign.pk]), asked)

    assert not Sitting.objects.exists()


def test_the_desk_decides_and_goes_on_in_one_press(held: Sitting) -> None:
    first, second, _ = files(held)
    asked = {"file": first.pk, "outcome": "refused", "reason": "Un projet encore vague.", "then": "next"}

    signed_in(held.president).post(of("take_decision", held), asked)

    assert (Decision.objects.get().application, current(held)) == (first, second)


def test_a_stale_desk_decides_on_nobody_else(held: Sitting) -> None:
    first, second, _ = files(held)
    agenda.call(item=held.agenda.get(application=second), by=held.president, at=datetime.now().astimezone())

    page = signed_in(held.president).post(
        of("take_decision", held), {"file": first.pk, "outcome": "refused"}, follow=True
    )

    assert not Decision.objects.exists()
    assert "a changé" in page.text


def test_a_decision_refused_keeps_what_was_typed(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign, members=3, quorum=3, present=1)
    asked = {"file": held.current_id, "outcome": "waiting", "reason": "Un projet encore vague.", "then": "next"}

    answer = signed_in(held.president).post(of("take_decision", held), asked)

    assert answer.status_code == 422
    assert "Un projet encore vague." in answer.text
    assert 'value="waiting" selected' in answer.text or "checked" in answer.text
    assert not Decision.objects.exists()


def test_a_sitting_closed_by_a_wrong_click_opens_again(held: Sitting) -> None:
    signed_in(held.president).post(of("sitting_step", held), {"step": "close"})
    assert "rouvrir la séance" in signed_in(held.president).get(of("sitting", held)).text

    signed_in(held.president).post(of("sitting_step", held), {"step": "open"})

    held.refresh_from_db()
    assert held.state == lifecycle.Sitting.OPEN


def test_the_desk_says_how_many_are_missing(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign, members=3, quorum=3, present=1)

    page = signed_in(held.president).get(of("sitting", held)).text

    assert "Il manque 2 membres" in page


def test_attendance_takes_one_click(held: Sitting) -> None:
    _, member, _ = people_of(held)

    signed_in(held.president).post(of("attendance", held), {"person": member.pk, "there": "no"})

    assert [seat.person for seat in Sitting.objects.get(pk=held.pk).room.present] != people_of(held)
    assert len(Sitting.objects.get(pk=held.pk).room.present) == 2


def test_a_member_says_they_are_there_and_nobody_else_for_them(held: Sitting) -> None:
    _, one, two = people_of(held)

    assert signed_in(one).post(of("attendance", held), {"there": "no"}).status_code == 302
    assert signed_in(one).post(of("attendance", held), {"person": two.pk, "there": "no"}).status_code == 403


def test_a_reader_who_does_not_lead_has_no_desk(held: Sitting) -> None:
    assert signed_in(people_of(held)[1]).get(of("sitting", held)).status_code == 403


@pytest.mark.parametrize("page", ["sitting", "live", "my_sitting"])
def test_whoever_is_in_conflict_sees_nothing_of_the_file(page: str, held: Sitting) -> None:
    """The president, a member: on the desk, the wall and their own screen."""
    file = current(held)
    for person in people_of(held)[:2]:
        a_conflict(file, reviewer=person)
        address = reverse("applications:my_sitting") if page == "my_sitting" else of(page, held)

        shown = signed_in(person).get(address)

        if page == "sitting" and person.role == Role.REVIEWER:
            assert "la salle pour le dossier en cours" in shown.text
        for secret in (file.last_name, file.number, file.speciality, "95,0"):
            assert secret not in shown.text


def test_whoever_is_out_is_told_so_and_by_whom_the_file_is_led(held: Sitting, noon: datetime) -> None:
    a_conflict(current(held), reviewer=held.president)
    sittings.confirm_out(sitting=held, by=people_of(held)[1], at=noon)

    page = signed_in(held.president).get(of("sitting", held)).text

    assert "Vous avez quitté la salle pour le dossier en cours ; nous vous rappelons ensuite" in page
    assert str(people_of(held)[1]) in page


def test_whoever_must_leave_is_first_asked_to_and_then_told_that_they_have(held: Sitting) -> None:
    member = people_of(held)[1]
    a_conflict(current(held), reviewer=member)
    own = reverse("applications:my_sitting")

    assert "Quittez la salle pour le dossier en cours" in signed_in(member).get(own).text

    signed_in(held.president).post(of("confirm_out", held))
    assert "Vous avez quitté la salle pour le dossier en cours" in signed_in(member).get(own).text


def test_whoever_presides_votes_from_the_desk(held: Sitting) -> None:
    vote = a_ballot(held)
    desk = signed_in(held.president)
    assert "Vous votez aussi" in desk.get(of("sitting", held)).text

    answer = desk.post(reverse("applications:vote", args=[vote.pk]), {"choice": "for"}, follow=True)

    assert answer.request["PATH_INFO"] == of("sitting", held)
    assert "Votre vote est reçu" in answer.text
    assert Vote.objects.get().member.person == held.president


def test_a_manager_who_does_not_sit_is_offered_no_vote(held: Sitting) -> None:
    a_ballot(held)

    page = signed_in(a_person(Role.MANAGER)).get(of("sitting", held)).text

    assert "Clôturer et compter" in page
    assert "Vous votez aussi" not in page


def test_whoever_presides_without_being_counted_is_told_so(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign, members=3, quorum=1, present=0)
    desk = signed_in(held.president)
    assert "votre présence n’est pas notée" in desk.get(of("sitting", held)).text

    page = desk.post(of("attendance", held), {"there": "yes"}, follow=True).text

    assert "votre présence n’est pas notée" not in page


@pytest.mark.parametrize("deed", ["take_decision", "open_ballot", "confirm_out", "sitting_step"])
def test_a_president_who_is_out_leads_nothing(deed: str, held: Sitting) -> None:
    a_conflict(current(held), reviewer=held.president)

    assert signed_in(held.president).post(of(deed, held), {}).status_code == 403


def test_a_reader_leads_the_file_the_president_left(held: Sitting) -> None:
    file, member = current(held), people_of(held)[1]
    a_conflict(file, reviewer=held.president)

    signed_in(member).post(of("take_decision", held), {"file": file.pk, "outcome": "admitted", "then": "stay"})

    assert Decision.objects.get().drafted_by == member


def test_the_wall_shows_a_number_unless_names_are_chosen(held: Sitting) -> None:
    file, viewer = current(held), signed_in(held.president)

    page = viewer.get(of("live", held)).text
    assert file.number in page
    assert file.last_name not in page

    viewer.post(of("show_names", held), {"shown": "yes"})
    assert file.last_name in viewer.get(of("live", held)).text


def test_the_wall_is_interrupted_until_the_president_has_seen_them_leave(held: Sitting) -> None:
    file, president = current(held), signed_in(held.president)
    a_conflict(file, reviewer=people_of(held)[1])

    page = president.get(of("live", held)).text
    assert "Interruption" in page
    assert file.number not in page
    assert "95,0" not in page

    president.post(of("confirm_out", held))
    assert file.number in president.get(of("live", held)).text


def test_a_screen_that_has_it_all_is_sent_nothing(held: Sitting) -> None:
    viewer = signed_in(held.president)
    for address in (of("live", held), of("sitting", held), reverse("applications:my_sitting")):
        seen = viewer.get(address).context["seen"]

        again = viewer.get(address, {"seen": seen, "file": current(held).pk}, **HTMX)

        assert again.status_code == 204


def test_the_wall_follows_the_president(held: Sitting) -> None:
    viewer = signed_in(held.president)
    seen = viewer.get(of("live", held)).context["seen"]

    viewer.post(of("call_file", held), {"after": current(held).pk})

    assert current(held).number in viewer.get(of("live", held), {"seen": seen}, **HTMX).text


def test_the_desk_of_another_hand_is_read_again_when_the_file_changes(held: Sitting) -> None:
    viewer, before = signed_in(held.president), current(held).pk
    viewer.post(of("call_file", held), {"after": before})

    answer = viewer.get(of("sitting", held), {"file": before}, **HTMX)

    assert answer.headers["HX-Refresh"] == "true"


def test_a_member_votes_and_changes_their_vote(held: Sitting) -> None:
    member, put = people_of(held)[1], a_ballot(held)
    screen = signed_in(member)
    assert put.question in screen.get(reverse("applications:my_sitting")).text

    for choice in ("for", "against"):
        screen.post(reverse("applications:vote", args=[put.pk]), {"choice": choice, "from": "mine"})

    assert Vote.objects.get().choice == "against"


def test_counts_appear_on_the_wall_once_the_vote_is_closed(held: Sitting, noon: datetime) -> None:
    put = a_ballot(held)
    for person in people_of(held):
        ballot.vote(ballot=put, choice="against", by=person, at=noon)
    wall = signed_in(held.president)
    assert "3 contre" not in wall.get(of("live", held)).text

    wall.post(reverse("applications:settle_ballot", args=[put.pk]), {"step": "close"})

    assert "3 contre" in wall.get(of("live", held)).text


def test_a_tie_is_settled_by_whoever_presides(held: Sitting, noon: datetime) -> None:
    put = a_ballot(held)
    for person, choice in zip(people_of(held), ("for", "against"), strict=False):
        ballot.vote(ballot=put, choice=choice, by=person, at=noon)
    ballot.close_ballot(ballot=put, by=held.president, at=noon)
    desk = signed_in(held.president)
    assert "Partage des voix" in desk.get(of("sitting", held)).text

    desk.post(reverse("applications:settle_ballot", args=[put.pk]), {"step": "for"})

    assert Ballot.objects.get().result == "adopted"


def test_somebody_who_does_not_sit_has_a_page_that_says_so() -> None:
    page = signed_in(a_person(Role.REVIEWER)).get(reverse("applications:my_sitting")).text

    assert "Aucune séance pour vous" in page


def test_the_agenda_hides_the_names_of_files_kept_from_the_reader(held: Sitting) -> None:
    kept = files(held)[2]
    a_conflict(kept, reviewer=held.president)

    page = signed_in(held.president).get(of("agenda", held)).text

    assert kept.last_name not in page
    assert "Dossier réservé" in page


def test_readings_are_shown_to_a_member_as_the_house_allows(held: Sitting) -> None:
    member = people_of(held)[1]
    a_review(current(held), state="submitted", total="61.5")

    assert "61,5" in signed_in(held.president).get(of("sitting", held)).text
    assert not signed_in(member).get(reverse("applications:my_sitting")).context["discussed"].readings


def with_results(held: Sitting) -> None:
    file = current(held)
    a_result(file, trial="english", verdict="C1")
    a_result(file, trial="sport", verdict="not_fit")
    a_result(file, trial="medical", verdict="fit_within_limits")
    a_result(file, trial="security", verdict="unfavourable")


def test_whoever_runs_the_selection_has_every_verdict_at_the_desk(held: Sitting) -> None:
    with_results(held)

    page = signed_in(held.president).get(of("sitting", held)).text

    assert all(words in page for words in ("C1", "apte avec restrictions"))
    assert page.count('<span class="g-tag g-tag-act">') >= 2
    assert '<span class="g-tag g-tag-act">défavorable</span>' in page


def test_a_member_has_the_verdicts_of_english_tests_and_sport_only(held: Sitting) -> None:
    with_results(held)

    page = signed_in(people_of(held)[1]).get(reverse("applications:my_sitting")).text

    assert "C1" in page
    assert '<span class="g-tag g-tag-act">inapte</span>' in page
    assert not any(words in page for words in ("restrictions", "défavorable", "médicale", "sécurité"))


def test_the_wall_never_shows_what_the_room_may_not_know_even_opened_by_the_president(held: Sitting) -> None:
    with_results(held)

    page = signed_in(held.president).get(of("live", held)).text

    assert "C1" in page
    assert not any(words in page for words in ("restrictions", "défavorable", "médicale", "sécurité"))


def test_the_note_of_the_interview_is_on_every_screen_of_the_meeting(held: Sitting) -> None:
    Application.objects.filter(pk=current(held).pk).update(reading_total=95, interview_total="72.4")
    president, member = signed_in(held.president), signed_in(people_of(held)[1])

    pages = [
        president.get(of("sitting", held)),
        president.get(of("live", held)),
        member.get(reverse("applications:my_sitting")),
    ]

    assert ["72,4" in page.text for page in pages] == [True, True, True]


def test_the_decisions_page_says_what_is_still_to_discuss(held: Sitting, noon: datetime) -> None:
    first = current(held)
    decide.take(sitting=held, application=first, outcome="admitted", reason="", by=held.president, at=noon)
    decide.draft(campaign=held.campaign, by=held.president, at=noon, waiting=1)

    page = signed_in(held.president).get(reverse("applications:decisions"))

    assert [decision.application_id == first.pk for decision in page.context["drafts"]] == [True, False, False]
    assert "2 dossiers restent à discuter en séance" in page.text
    assert "1 décision prise à la main" in page.text


def test_drawing_the_line_says_how_many_decisions_it_kept(held: Sitting, noon: datetime) -> None:
    decide.take(sitting=held, application=current(held), outcome="refused", reason="", by=held.president, at=noon)
    asked = {"campaign": held.campaign.pk, "waiting": 1}

    page = signed_in(held.president).post(reverse("applications:draft_decisions"), asked, follow=True)

    assert "1 décision prise à la main est gardée" in page.text


def test_the_list_of_meetings_costs_the_same_whatever_its_length(client: Client, noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    client.force_login(a_person(Role.MANAGER))

    assert_same_budget(client, reverse("applications:sittings"), lambda: a_sitting(campaign, opened=False))


def test_the_agenda_costs_the_same_whatever_its_length(client: Client, noon: datetime) -> None:
    campaign, _ = a_jury_campaign(files=1)
    held = a_sitting(campaign)
    client.force_login(a_person(Role.MANAGER))

    def another() -> None:
        file = an_application(state=State.ELIGIBLE, campaign=campaign, total=50)
        a_conflict(file, reviewer=people_of(held)[1])
        held.agenda.create(application=file, position=file.pk)

    assert_same_budget(client, of("agenda", held), another, budget=6)


@pytest.mark.parametrize("name", ["sitting", "live"])
def test_the_pages_of_the_meeting_keep_within_their_budget(name: str, held: Sitting) -> None:
    a_ballot(held)
    for _ in range(3):
        a_review(current(held), state="submitted", total="61.5")

    assert_budget(signed_in(held.president), of(name, held), budget=10)  # what members wrote, results


def test_closing_from_the_desk_ends_the_meeting(held: Sitting) -> None:
    page = signed_in(held.president).post(of("sitting_step", held), {"step": "close"}, follow=True)

    assert "La séance est levée" in page.text
    assert sittings.locked(held).is_over


def test_words_taken_back_are_not_read_aloud_in_the_meeting(held: Sitting, noon: datetime) -> None:
    said = a_remark(current(held), level=Remark.Level.JURY, words="Un mot à oublier.")
    assert said.words in signed_in(held.president).get(of("sitting", held)).text

    withdraw(remark=said, by=said.author, at=noon)

    assert said.words not in signed_in(held.president).get(of("sitting", held)).text
