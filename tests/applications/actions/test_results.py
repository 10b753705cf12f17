"""Results from outside, one by one and from the recruitment centre's list."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from applications.actions import results
from applications.actions.results import Effect
from applications.lifecycle import State
from applications.models import Application, Campaign, Result
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.people.models import Role, User
from portal.web.spreadsheet import Unreadable
from tests.build import a_campaign, a_conflict, a_person, a_result, an_application

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def campaign() -> Campaign:
    return a_campaign()


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def a_file(campaign: Campaign) -> Application:
    return an_application(state=State.ELIGIBLE, campaign=campaign)


def a_list(*lines: str) -> str:
    return "\n".join(("dossier;épreuve;résultat;date", *lines))


def test_a_verdict_and_its_date_are_kept_and_told_to_the_journal(
    campaign: Campaign, manager: User, noon: datetime
) -> None:
    application = a_file(campaign)

    results.enter(application=application, verdicts={"medical": ("fit", DAY)}, by=manager, at=noon)

    kept = application.results.get()
    assert (kept.trial, kept.verdict, kept.on, kept.by) == ("medical", "fit", DAY, manager)
    assert Entry.objects.get(event="applications.result.enter").facts["results"] == ["medical: fit (2026-11-20)"]


def test_the_same_results_again_change_nothing(campaign: Campaign, manager: User, noon: datetime) -> None:
    application = a_file(campaign)
    for _ in range(2):
        results.enter(application=application, verdicts={"sport": ("fit", DAY)}, by=manager, at=noon)

    assert Result.objects.count() == Entry.objects.filter(event="applications.result.enter").count() == 1


def test_a_new_verdict_replaces_the_former(campaign: Campaign, manager: User, noon: datetime) -> None:
    application = a_file(campaign)
    for verdict in ("pending", "not_fit"):
        results.enter(application=application, verdicts={"medical": (verdict, DAY)}, by=manager, at=noon)

    assert application.results.get().bars_the_way


def test_nothing_is_noted_of_somebody_who_is_out_of_the_selection(manager: User, noon: datetime) -> None:
    with pytest.raises(Refusal):
        results.enter(
            application=an_application(state=State.WITHDRAWN, submitted_at=noon),
            verdicts={"sport": ("fit", DAY)},
            by=manager,
            at=noon,
        )


def test_the_database_refuses_a_verdict_of_another_trial(campaign: Campaign) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_result(a_file(campaign), trial="english", verdict="not_fit")


def test_a_list_says_what_each_line_would_do_and_writes_nothing(
    campaign: Campaign, manager: User, noon: datetime
) -> None:
    new, changed, same = a_file(campaign), a_file(campaign), a_file(campaign)
    a_result(changed, trial="sport", verdict="pending", on=DAY)
    a_result(same, trial="english", verdict="B2", on=DAY)

    planned = results.plan(
        text=a_list(
            f"{new.number};Visite médicale;Apte;20/11/2026",
            f"{changed.number};sport;INAPTE;2026-11-20",
            f"{same.number};anglais;b2;20/11/2026",
        ),
        campaign=campaign,
        by=manager,
        at=noon,
    )

    assert [row.errors for row in planned.rows] == [(), (), ()]
    assert [row.effect for row in planned.rows] == [Effect.NEW, Effect.CHANGED, Effect.UNCHANGED]
    assert Result.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("05-99999;sport;apte;20/11/2026", "n’est pas dans cette sélection"),
        ("{n};natation;apte;20/11/2026", "« natation » n’est pas connue"),
        ("{n};anglais;apte;20/11/2026", "A1, A2, B1"),
        ("{n};sport;apte;31/02/2026", "jour/mois/année"),
        ("{n};sport;apte;20/11/2030", "dans l’avenir"),
        ("{n};sport;apte;20/11/2026\n{n};sport;inapte;20/11/2026", "deux fois"),
    ],
)
def test_a_wrong_line_says_why_and_nothing_of_the_list_is_imported(
    campaign: Campaign, manager: User, line: str, words: str, noon: datetime
) -> None:
    good, other = a_file(campaign), a_file(campaign)
    text = a_list(f"{other.number};sport;apte;20/11/2026", line.format(n=good.number))

    planned = results.plan(text=text, campaign=campaign, by=manager, at=noon)
    assert words in " ".join(error for row in planned.rows for error in row.errors)
    with pytest.raises(results.CannotImportResults):
        results.apply(text=text, campaign=campaign, by=manager, at=noon)
    assert not Result.objects.exists()


def test_the_same_list_twice_changes_nothing(campaign: Campaign, manager: User, noon: datetime) -> None:
    text = a_list(f"{a_file(campaign).number};sport;apte;20/11/2026")
    results.apply(text=text, campaign=campaign, by=manager, at=noon)
    before = Result.objects.values().get()

    again = results.apply(text=text, campaign=campaign, by=a_person(Role.MANAGER), at=noon)

    assert again.changes == []
    assert Result.objects.values().get() == before


def test_a_list_without_its_columns_is_refused(campaign: Campaign, manager: User, noon: datetime) -> None:
    with pytest.raises(Unreadable, match="résultat"):
        results.plan(text="dossier;épreuve;date\n1;2;3", campaign=campaign, by=manager, at=noon)


def test_a_file_one_is_in_conflict_with_is_unknown_to_the_list(
    campaign: Campaign, manager: User, noon: datetime
) -> None:
    application = a_file(campaign)
    a_conflict(application, reviewer=manager)

    planned = results.plan(
        text=a_list(f"{application.number};sport;apte;20/11/2026"), campaign=campaign, by=manager, at=noon
    )

    assert "n’est pas dans cette sélection" in planned.rows[0].errors[0]


def test_a_list_costs_the_same_whatever_its_length(
    campaign: Campaign, manager: User, noon: datetime, django_assert_num_queries
) -> None:
    text = a_list(*[f"{a_file(campaign).number};sport;apte;20/11/2026" for _ in range(12)])

    with django_assert_num_queries(7):  # savepoint, campaign, files, their results, one write, journal
        results.apply(text=text, campaign=campaign, by=manager, at=noon)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.JURY_PRESIDENT}])
def test_a_medical_verdict_is_read_by_nobody_but_those_who_run_the_selection(role: Role, campaign: Campaign) -> None:
    a_result(a_file(campaign), trial="medical", verdict="not_fit")

    assert not Result.objects.visible_to(a_person(role)).exists()


def test_a_manager_in_conflict_reads_no_result_of_the_file(campaign: Campaign, manager: User) -> None:
    result = a_result(a_file(campaign))
    assert Result.objects.visible_to(manager).exists()

    a_conflict(result.application, reviewer=manager)

    assert not Result.objects.visible_to(manager).exists()
