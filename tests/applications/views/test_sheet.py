"""The sheet on a phone."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.lifecycle import Phase
from applications.models import Interview, Rubric, Sheet
from portal.people.models import Role, User
from tests.budgets import assert_budget
from tests.build import a_campaign, a_panel, a_person, a_rubric, a_sheet, a_slot, an_interview

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client: Client) -> User:
    person = a_person(Role.REVIEWER)
    client.force_login(person)
    return person


@pytest.fixture
def interview(member: User, at_noon: datetime) -> Interview:
    campaign = a_campaign(phase=Phase.INTERVIEWS)
    a_rubric(campaign, use=Rubric.Use.INTERVIEW)
    return an_interview(a_slot(a_panel(campaign, members=[member, a_person(Role.REVIEWER)])))


def address(interview: Interview) -> str:
    return reverse("applications:sheet", args=[interview.pk])


def levels(interview: Interview, level: str) -> dict[str, str]:
    grid = interview.application.campaign.interview_grid
    return {f"criterion-{criterion.pk}": level for criterion in grid.criteria.all()}


def test_the_sheet_names_the_person_and_opens_on_the_first_criterion(client: Client, interview: Interview) -> None:
    page = client.get(address(interview)).content.decode()

    assert interview.application.full_name in page
    assert "Terminer cette fiche" in page
    assert not Sheet.objects.exists()  # looking writes nothing


def test_each_change_is_kept_as_it_is_made(client: Client, interview: Interview) -> None:
    criterion = next(iter(levels(interview, "4")))

    answer = client.post(address(interview), {criterion: "4"}, headers={"HX-Request": "true"})

    assert "Enregistré à" in answer.content.decode()
    assert Sheet.objects.get().scores.get().value == 4


def test_it_is_finished_in_one_go_without_javascript(client: Client, interview: Interview) -> None:
    answer = client.post(address(interview), {**levels(interview, "5"), "comment": "Clair.", "then": "submit"})

    assert answer.status_code == 302
    assert (Sheet.objects.get().state, Sheet.objects.get().total) == (lifecycle.Sheet.SUBMITTED, 100)
    assert "Terminée le" in client.get(address(interview)).content.decode()


def test_an_unfinished_sheet_says_what_is_missing_and_keeps_the_rest(client: Client, interview: Interview) -> None:
    answer = client.post(address(interview), {"comment": "Clair.", "then": "submit"})

    assert answer.status_code == 422
    assert "Choisissez un niveau" in answer.content.decode()
    assert Sheet.objects.get().comment == "Clair."


def test_a_save_after_the_phase_has_closed_says_so_and_keeps_the_words_on_screen(
    client: Client, interview: Interview
) -> None:
    campaign = interview.application.campaign
    campaign.phase = Phase.JURY
    campaign.save()

    answer = client.post(address(interview), {"comment": "Clair."}, headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert "Les entretiens sont clos" in answer.content.decode()


def test_a_colleagues_words_wait_for_ones_own(client: Client, interview: Interview, member: User) -> None:
    other = interview.slot.panel.members.exclude(pk=member.pk).get()
    theirs = a_sheet(interview, author=other, state=lifecycle.Sheet.SUBMITTED, total="80")
    Sheet.objects.filter(pk=theirs.pk).update(comment="Mot de collègue")
    assert "Mot de collègue" not in client.get(address(interview)).content.decode()

    client.post(address(interview), {**levels(interview, "5"), "then": "submit"})

    assert "Mot de collègue" in client.get(address(interview)).content.decode()


def test_a_finished_sheet_is_taken_up_again(client: Client, interview: Interview) -> None:
    client.post(address(interview), {**levels(interview, "5"), "then": "submit"})

    client.post(reverse("applications:reopen_sheet", args=[interview.pk]))

    assert Sheet.objects.get().state == lifecycle.Sheet.STARTED


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MANAGER, Role.JURY_PRESIDENT])
def test_somebody_outside_the_panel_has_no_sheet(client: Client, interview: Interview, role: Role) -> None:
    client.force_login(a_person(role))

    assert client.get(address(interview)).status_code == 404


def test_the_page_stays_within_its_budget(client: Client, interview: Interview) -> None:
    client.post(address(interview), {**levels(interview, "5"), "then": "save"})

    assert_budget(client, address(interview))
