from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import lifecycle
from cohorts.anchors import ANCHORS
from cohorts.models import Axis, Evaluation, Trainee
from portal.people.models import Role, User
from tests.build import NOON, a_person, a_placement, a_post, a_regiment, a_trainee, an_evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LIST = reverse("cohorts:evaluations")
AUTOSAVE = {"HX-Request": "true"}
SUBMITTED = lifecycle.Evaluation.SUBMITTED
FILLED = {**{axis.value: "4" for axis in Axis}, "strengths": "Décide à temps.", "advice": "Déléguer plus tôt."}


@pytest.fixture
def supervisor(client: Client) -> User:
    person = a_person(Role.SUPERVISOR)
    client.force_login(person)
    return person


def page_of(evaluation: Evaluation) -> str:
    return reverse("cohorts:evaluation", args=[evaluation.pk])


def as_role(role: Role, evaluation: Evaluation) -> Client:
    """Somebody of this role who may know the evaluation."""
    client, trainee = Client(), evaluation.trainee
    person = trainee.person if role == Role.TRAINEE else a_person(role)
    if role == Role.LIAISON:
        a_placement(trainee, post=a_post(cohort=trainee.cohort, regiment=a_regiment(liaison=person)))
    client.force_login(person)
    return client


def test_every_axis_has_five_sentences_of_its_own() -> None:
    sentences = [str(words) for anchors in ANCHORS.values() for words in anchors.levels]

    assert set(ANCHORS) == set(Axis)
    assert len(set(sentences)) == len(Axis) * 5


def test_the_list_starts_with_what_is_most_urgent(client: Client, supervisor: User) -> None:
    done = an_evaluation(supervisor=supervisor, state=SUBMITTED, due_in=timedelta(days=-30))
    soon = an_evaluation(supervisor=supervisor)
    late = an_evaluation(supervisor=supervisor, due_in=timedelta(days=-2))
    an_evaluation()

    page = client.get(LIST)

    assert list(page.context["page"]) == [late, soon, done]
    assert "En retard" in page.text


def test_nothing_more_is_asked_about_a_path_that_stopped(client: Client, supervisor: User) -> None:
    an_evaluation(supervisor=supervisor)
    given = an_evaluation(supervisor=supervisor, state=SUBMITTED, level=3)
    Trainee.objects.update(state=lifecycle.Trainee.LEFT)

    assert list(client.get(LIST).context["page"]) == [given]


@pytest.mark.usefixtures("supervisor")
def test_without_evaluations_the_list_says_what_will_come(client: Client) -> None:
    assert "Aucun bilan pour l’instant" in client.get(LIST).text


def test_it_is_filled_and_handed_in_on_one_page(client: Client, supervisor: User) -> None:
    evaluation = an_evaluation(supervisor=supervisor)

    answer = client.post(page_of(evaluation), FILLED | {"then": "submit"}, follow=True)

    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.strengths) == (SUBMITTED, "Décide à temps.")
    assert list(evaluation.marks.values_list("level", flat=True)) == [4] * 6
    assert "le bilan est remis" in answer.text


def test_what_is_missing_is_named_and_what_was_written_is_kept(client: Client, supervisor: User) -> None:
    evaluation = an_evaluation(supervisor=supervisor)

    answer = client.post(page_of(evaluation), {"command": "2", "advice": "Oser.", "then": "submit"})

    evaluation.refresh_from_db()
    assert (answer.status_code, len(answer.context["form"].errors)) == (422, 5)
    assert (evaluation.state, evaluation.advice) == (lifecycle.Evaluation.STARTED, "Oser.")


def test_each_answer_is_kept_as_it_is_given(client: Client, supervisor: User) -> None:
    evaluation = an_evaluation(supervisor=supervisor)

    answer = client.post(page_of(evaluation), {"command": "2", "strengths": "x" * 2001}, headers=AUTOSAVE)

    assert "Enregistré à 12 h, sauf" in answer.text
    assert evaluation.marks.get().level == 2


def test_once_handed_in_an_answer_that_comes_late_is_refused_in_words(client: Client, supervisor: User) -> None:
    evaluation = an_evaluation(supervisor=supervisor, state=SUBMITTED, level=3)

    answer = client.post(page_of(evaluation), {"command": "2"}, headers=AUTOSAVE)

    assert (answer.status_code, "ne change plus" in answer.text) == (409, True)
    assert "Remettre le bilan" not in client.get(page_of(evaluation)).text


def test_the_trainee_reads_it_once_it_is_handed_in() -> None:
    evaluation = an_evaluation(level=5)
    client = as_role(Role.TRAINEE, evaluation)
    assert client.get(page_of(evaluation)).status_code == 404
    Evaluation.objects.update(state=SUBMITTED, submitted_at=NOON)

    assert str(ANCHORS[Axis.COMMAND].levels[4]) in client.get(page_of(evaluation)).text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LIAISON])
def test_the_school_and_the_liaison_see_its_state_then_its_words(role: Role) -> None:
    evaluation = an_evaluation(level=5)
    client, words = as_role(role, evaluation), str(ANCHORS[Axis.COMMAND].levels[4])
    before = client.get(page_of(evaluation)).text
    Evaluation.objects.update(state=SUBMITTED, submitted_at=NOON)

    assert (words in before, "À remplir" in before) == (False, True)
    assert words in client.get(page_of(evaluation)).text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LIAISON])
def test_nobody_else_writes_in_it(role: Role) -> None:
    evaluation = an_evaluation()

    assert as_role(role, evaluation).post(page_of(evaluation), FILLED).status_code == 403
    assert not evaluation.marks.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_or_three(
    number: int, client: Client, supervisor: User, django_assert_num_queries
) -> None:
    for _ in range(number):
        trainee = a_trainee()
        a_placement(trainee)
        an_evaluation(trainee, supervisor=supervisor)

    with django_assert_num_queries(2 + 1 + 2):
        client.get(LIST)
