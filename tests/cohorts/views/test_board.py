from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application, Branch
from cohorts import lifecycle
from cohorts.board import Sign, draw
from cohorts.models import Cohort, Placement, Trainee
from cohorts.stay import path_of
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import NOON, a_cohort, a_person, a_placement, a_post, a_regiment, a_trainee, an_evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
BOARD = reverse("cohorts:board")
TODAY = NOON.date()


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def a_cohort_in_week(week: int) -> Cohort:
    return a_cohort(starts_on=TODAY - timedelta(weeks=week - 1))


def a_placed(cohort: Cohort, branch: Branch = Branch.INFANTRY, liaison: User | None = None) -> Trainee:
    trainee = a_trainee(cohort=cohort)
    a_placement(trainee, post=a_post(cohort=cohort, regiment=a_regiment(branch=branch, liaison=liaison)))
    return trainee


def shown(client: Client, **asked: object) -> list[Trainee]:
    return [row.trainee for row in client.get(BOARD, asked).context["rows"]]


def signs(trainee: Trainee, today: date = TODAY) -> list[tuple[int, Sign]]:
    board = draw(path_of(trainee.cohort), [trainee], today)
    return [(cell.week, cell.sign) for cell in board.rows[0].cells if cell.sign]


def test_what_is_received_late_and_expected_stands_in_the_last_week_of_each_phase() -> None:
    trainee = a_placed(a_cohort_in_week(9))
    an_evaluation(trainee, phase=1, state=lifecycle.Evaluation.SUBMITTED, level=3)
    an_evaluation(trainee, phase=2, due_in=timedelta(days=-24))

    assert signs(trainee) == [(3, Sign.RECEIVED), (5, Sign.LATE), (23, Sign.EXPECTED)]


def test_an_evaluation_is_late_the_day_after_it_was_expected() -> None:
    trainee = a_placed(a_cohort_in_week(3))
    friday = path_of(trainee.cohort).phases[0].evaluation_due

    assert signs(trainee, friday)[0] == (3, Sign.EXPECTED)
    assert signs(trainee, friday + timedelta(days=1))[0] == (3, Sign.LATE)


def test_nothing_more_is_expected_of_a_path_that_stopped() -> None:
    trainee = a_placed(a_cohort_in_week(9))
    trainee.state = lifecycle.Trainee.LEFT

    board = draw(path_of(trainee.cohort), [trainee], TODAY)

    assert (signs(trainee), board.rows[0].standing) == ([], ("off", "Parcours interrompu"))


@pytest.mark.usefixtures("manager")
def test_the_board_says_the_week_and_what_is_late_in_words(client: Client) -> None:
    trainee = a_placed(a_cohort_in_week(4))

    page = client.get(BOARD).text

    assert "Semaine 4 sur 23, lundi 23 novembre 2026." in page
    assert f"{trainee.person}</a> : bilan de la phase 1 en retard de 3 jours." in page
    assert "À traiter" in page


@pytest.mark.usefixtures("manager")
def test_it_opens_on_the_cohort_that_is_away(client: Client) -> None:
    away, coming = a_placed(a_cohort_in_week(9)), a_placed(a_cohort())

    assert shown(client) == [away]
    assert shown(client, cohort=coming.cohort_id) == [coming]
    assert shown(client, cohort="abc") == [away]


@pytest.mark.usefixtures("manager")
def test_filters_narrow_the_board(client: Client) -> None:
    cohort = a_cohort_in_week(4)
    rider, sapper = a_placed(cohort, Branch.CAVALRY), a_placed(cohort, Branch.ENGINEERS)
    an_evaluation(rider, state=lifecycle.Evaluation.SUBMITTED, level=4)
    unplaced = a_trainee(cohort=cohort)

    assert shown(client, branch=Branch.CAVALRY) == [rider]
    assert shown(client, regiment=sapper.placement.post.regiment_id) == [sapper]
    assert set(shown(client, late="on")) == {sapper, unplaced}
    assert shown(client, branch=Branch.ARTILLERY) == []


def test_a_liaison_sees_the_people_of_own_regiments_once_placed(client: Client) -> None:
    liaison, cohort = a_person(Role.LIAISON), a_cohort_in_week(9)
    client.force_login(liaison)
    a_trainee(cohort=cohort)
    assert "dès que les affectations seront publiées" in client.get(BOARD).text
    mine, _other = a_placed(cohort, liaison=liaison), a_placed(cohort)

    assert shown(client) == [mine]


def test_the_president_of_the_jury_sees_everybody_and_opens_no_record(client: Client) -> None:
    client.force_login(a_person(Role.JURY_PRESIDENT))
    trainee = a_placed(a_cohort_in_week(9))

    page = client.get(BOARD)

    assert [row.trainee for row in page.context["rows"]] == [trainee]
    assert reverse("cohorts:trainee", args=[trainee.pk]) not in page.text


@pytest.mark.usefixtures("manager")
def test_without_any_cohort_the_board_says_what_will_come(client: Client) -> None:
    assert "Aucune promotion pour l’instant" in client.get(BOARD).text


@pytest.mark.usefixtures("manager")
def test_three_hundred_trainees_are_read_as_one_is(client: Client) -> None:
    cohort = a_cohort_in_week(9)
    many_placed(cohort, 296)

    assert_same_budget(client, BOARD, lambda: an_evaluation(a_placed(cohort)), budget=4)

    assert len(shown(client)) == 300


def many_placed(cohort: Cohort, number: int) -> None:
    """Trainees placed on one post, written in few queries."""
    people = User.objects.bulk_create(User(email=f"t{n}@example.org", last_name=f"Nom{n}") for n in range(number))
    files = Application.objects.bulk_create(
        Application(campaign=cohort.campaign, candidate=person, created_at=NOON, saved_at=NOON) for person in people
    )
    trainees = Trainee.objects.bulk_create(
        Trainee(cohort=cohort, application=file, person=file.candidate, merit_rank=1000 + n)
        for n, file in enumerate(files)
    )
    model = a_placement(a_trainee(cohort=cohort, merit_rank=999))
    Placement.objects.bulk_create(
        Placement(trainee=trainee, post=model.post, run=model.run, placed_at=NOON) for trainee in trainees[1:]
    )
