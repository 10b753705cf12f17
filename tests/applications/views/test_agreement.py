from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions.calculate import calculate
from applications.lifecycle import State
from applications.models import CriterionFigure
from portal.people.models import Role
from tests.budgets import PAGE, assert_same_budget
from tests.build import a_campaign, a_person, a_read_campaign, a_scored_review, an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
AGREEMENT = reverse("applications:agreement")
# The third reader gives a level less than the two others.
LEVELS = [(5, 5, 4), (5, 4, 4), (4, 4, 3), (4, 4, 3), (3, 3, 2), (2, 3, 2), (2, 2, 1), (3, 4, 2)]


@pytest.fixture
def visitor(client: Client) -> Client:
    client.force_login(a_person(Role.JURY_PRESIDENT))
    return client


def test_it_says_in_words_who_gives_more_or_less_than_the_others(visitor: Client, noon: datetime) -> None:
    calculate(campaign=a_read_campaign(LEVELS), by=None, at=noon)

    page = visitor.get(AGREEMENT).text

    assert "points plus bas que ses collègues à dossier égal" in page
    assert "note comme ses collègues" in page or "points plus haut que ses collègues" in page


def test_a_severity_is_unknown_under_five_files(visitor: Client, noon: datetime) -> None:
    calculate(campaign=a_read_campaign(LEVELS[:4]), by=None, at=noon)

    page = visitor.get(AGREEMENT)

    assert {one.dot for one in page.context["severities"].readers} == {None}
    assert "on ne peut encore rien en dire" in page.text


@pytest.mark.parametrize(
    ("alpha", "words"),
    [
        (0.85, "Les lectures s’accordent bien"),
        (0.7, "Les lectures s’accordent à peu près"),
        (0.4, "Les lectures s’accordent peu"),
        (0.1, "Les lectures ne s’accordent guère mieux que par hasard"),
    ],
)
def test_agreement_on_a_criterion_is_said_in_words(alpha: float, words: str, visitor: Client, noon: datetime) -> None:
    calculate(campaign=a_read_campaign(LEVELS), by=None, at=noon)
    CriterionFigure.objects.update(alpha=alpha)

    assert f"{words} sur «\u00a0Critère 0\u00a0»" in visitor.get(AGREEMENT).text


def test_agreement_is_hidden_under_twenty_pairs_and_the_page_says_so(visitor: Client, noon: datetime) -> None:
    calculate(campaign=a_read_campaign(LEVELS[:5]), by=None, at=noon)

    assert "Moins de 20 paires de lectures" in visitor.get(AGREEMENT).text


def test_readings_that_nobody_links_are_named(visitor: Client, noon: datetime) -> None:
    readers = [a_person(Role.REVIEWER) for _ in range(5)]
    levels = [*[(*line, 0, 0) for line in LEVELS], (0, 0, 0, 5, 4), (0, 0, 0, 2, 2)]
    calculate(campaign=a_read_campaign(levels, readers=readers), by=None, at=noon)

    groups = visitor.get(AGREEMENT).context["groups"]

    assert [(group.files, group.is_main) for group in groups] == [(8, True), (2, False)]
    assert groups[1].readers == sorted(str(reader) for reader in readers[3:])


def test_it_costs_the_same_however_many_readers(visitor: Client, noon: datetime) -> None:
    campaign = a_campaign()
    hours = iter(range(9))

    def a_reader() -> None:
        reader = a_person(Role.REVIEWER)
        for _ in range(5):
            file = an_application(state=State.ELIGIBLE, campaign=campaign)
            a_scored_review(file, levels=[4, 2], reviewer=reader)
        calculate(campaign=campaign, by=None, at=noon + timedelta(hours=next(hours)))

    a_reader()  # from the second one on, the readings form several groups
    assert_same_budget(visitor, AGREEMENT, a_reader, budget=PAGE)


def test_before_any_reading_it_says_what_will_come(visitor: Client) -> None:
    a_campaign()

    assert "Pas encore de quoi comparer" in visitor.get(AGREEMENT).text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CANDIDATE, Role.DIRECTION])
def test_readers_do_not_see_it(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(AGREEMENT).status_code == 403
