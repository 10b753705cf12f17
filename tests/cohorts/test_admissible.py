import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Branch
from cohorts.admissible import Known, closing, known_of
from cohorts.geography.departments import home
from cohorts.models import Fact, Post, Regiment
from tests.build import a_cohort, a_result, a_trainee

ALL_KNOWN = Known(fit=True, licence=True, english="B2", home=home("57"))


def a_demanding_post(**needs: object) -> Post:
    regiment = Regiment(branch=Branch.INFANTRY, latitude=48.73, longitude=7.05)  # Sarrebourg, 77 km from Metz
    return Post(regiment=regiment, **needs)


@pytest.mark.parametrize(
    ("needs", "known", "closed_by"),
    [
        ({}, Known(), None),
        ({"needs_fitness": True}, Known(fit=True), None),
        ({"needs_fitness": True}, Known(fit=False), Fact.FITNESS),
        ({"needs_fitness": True}, Known(), Fact.FITNESS),
        ({"needs_licence": True}, Known(licence=True), None),
        ({"needs_licence": True}, Known(licence=False), Fact.LICENCE),
        ({"needs_licence": True}, Known(), Fact.LICENCE),
        ({"needs_english": "B2"}, Known(english="B2"), None),
        ({"needs_english": "B2"}, Known(english="C1"), None),
        ({"needs_english": "B2"}, Known(english="B1"), Fact.ENGLISH),
        ({"needs_english": "A1"}, Known(), Fact.ENGLISH),
        ({"within_km": 80}, Known(home=home("57")), None),
        ({"within_km": 70}, Known(home=home("57")), Fact.NEAR),
        ({"within_km": 20000}, Known(), Fact.NEAR),
        ({"needs_fitness": True, "needs_licence": True, "needs_english": "B2", "within_km": 80}, ALL_KNOWN, None),
        ({"needs_licence": True, "needs_english": "C1"}, ALL_KNOWN, Fact.ENGLISH),
    ],
)
def test_a_post_is_closed_by_the_first_fact_that_is_not_known_to_be_true(
    needs: dict[str, object], known: Known, closed_by: Fact | None
) -> None:
    assert closing(a_demanding_post(**needs), known) == closed_by


@pytest.mark.parametrize("fact", Fact)
def test_nothing_is_known_of_somebody_who_said_nothing(fact: Fact) -> None:
    assert not Known().knows(fact)
    assert ALL_KNOWN.knows(fact)


@pytest.mark.django_db
def test_what_is_known_comes_from_the_results_and_from_what_the_trainee_said() -> None:
    cohort = a_cohort()
    told, silent = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    told.has_licence, told.department = True, "30"
    a_result(told.application, trial="medical", verdict="fit")
    a_result(told.application, trial="english", verdict="B1")
    a_result(told.application, trial="sport", verdict="not_fit")

    known = known_of([told, silent])

    assert known == {told.pk: Known(fit=True, licence=True, english="B1", home=home("30")), silent.pk: Known()}


@pytest.mark.django_db
@pytest.mark.parametrize(("verdict", "fit"), [("fit_within_limits", False), ("not_fit", False), ("pending", None)])
def test_only_a_fitness_without_limits_counts_as_one(verdict: str, fit: bool | None) -> None:
    trainee = a_trainee()
    a_result(trainee.application, trial="medical", verdict=verdict)

    assert known_of([trainee])[trainee.pk].fit is fit


@pytest.mark.django_db
def test_any_number_of_trainees_costs_one_query() -> None:
    cohort = a_cohort()
    trainees = [a_trainee(cohort=cohort) for _ in range(3)]

    with CaptureQueriesContext(connection) as queries:
        known_of(trainees)

    assert len(queries) == 1
