"""T41: a table of readings is given whole or not at all, says what is wrong in words, and twice changes nothing."""

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from applications import lifecycle
from applications.actions.assign import PlanOutdated
from applications.actions.import_readings import CannotImport, Effect, Plan, apply, plan
from applications.lifecycle import State
from applications.models import Application, Campaign, Reader, Review
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role, User
from portal.web.spreadsheet import Unreadable
from tests.build import a_campaign, a_conflict, a_person, a_review, a_rubric, an_application
from tests.races import REFUSED, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    campaign = a_campaign()
    a_rubric(campaign)
    return campaign


@pytest.fixture
def by() -> User:
    return a_person(Role.MANAGER)


def a_file(campaign: Campaign) -> Application:
    return an_application(state=State.ELIGIBLE, campaign=campaign)


def table(*pairs: tuple[object, object]) -> str:
    lines = [(getattr(file, "number", file), getattr(reader, "email", reader)) for file, reader in pairs]
    return "\n".join(["dossier;adresse", *(f"{number};{email}" for number, email in lines)])


def give(text: str, campaign: Campaign, by: User, at: datetime) -> Plan:
    expected = plan(text=text, campaign=campaign, by=by).given
    return apply(text=text, campaign=campaign, expected=expected, by=by, at=at)


def test_the_dry_run_writes_nothing(campaign: Campaign, by: User) -> None:
    plan(text=table((a_file(campaign), a_person(Role.REVIEWER))), campaign=campaign, by=by)

    assert not Review.objects.exists()
    assert not Letter.objects.exists()


def test_every_line_gives_a_reading_and_each_reader_is_told_once(campaign: Campaign, by: User, noon: datetime) -> None:
    reader, files = a_person(Role.REVIEWER), [a_file(campaign) for _ in range(3)]

    give(table(*((file, reader) for file in files)), campaign, by, noon)

    assert Review.objects.filter(reviewer=reader).count() == 3
    assert Letter.objects.get().context["count"] == 3
    assert Entry.objects.get().event == "applications.campaign.import_readings"
    assert {file.reviews_expected for file in Application.objects.all()} == {1}


def test_the_same_table_twice_changes_nothing(campaign: Campaign, by: User, noon: datetime) -> None:
    text = table((a_file(campaign), a_person(Role.REVIEWER)))
    give(text, campaign, by, noon)

    assert [row.effect for row in plan(text=text, campaign=campaign, by=by).rows] == [Effect.SAME]
    with pytest.raises(CannotImport):
        give(text, campaign, by, noon)
    assert (Review.objects.count(), Letter.objects.count()) == (1, 1)


def test_what_is_taken_out_can_be_given_back(campaign: Campaign, by: User, client: Client) -> None:
    a_review(a_file(campaign))
    a_review(a_file(campaign), state=lifecycle.Review.SUBMITTED)
    client.force_login(by)

    answer = client.get(reverse("applications:export_readings", args=[campaign.pk]))
    text = b"".join(answer).decode("utf-8-sig")

    assert plan(text=text, campaign=campaign, by=by).counts == {Effect.SAME: 2}


WRONG = {
    "unknown number": ("n’existe pas", lambda c: ("99-99999", a_person(Role.REVIEWER))),
    "another campaign's number": ("n’existe pas", lambda c: (a_file(a_campaign()), a_person(Role.REVIEWER))),
    "unknown reader": ("Personne qui lit", lambda c: (a_file(c), "personne@example.org")),
    "a candidate": ("Personne qui lit", lambda c: (a_file(c), a_person())),
    "in conflict": ("incompatibilité", lambda c: in_conflict(a_file(c))),
    "given back": ("a rendu", lambda c: given_back(a_file(c))),
    "not to be read": (
        "pas à lire",
        lambda c: (an_application(state=State.SUBMITTED, campaign=c), a_person(Role.REVIEWER)),
    ),
}


def in_conflict(file: Application) -> tuple[Application, User]:
    return file, a_conflict(file).reviewer


def given_back(file: Application) -> tuple[Application, User]:
    return file, a_review(file, state=lifecycle.Review.RECUSED).reviewer


@pytest.mark.parametrize("case", WRONG)
def test_one_wrong_line_keeps_all_the_others_from_being_given(
    case: str, campaign: Campaign, by: User, noon: datetime
) -> None:
    words, make = WRONG[case]
    text = table((a_file(campaign), a_person(Role.REVIEWER)), make(campaign))

    [row] = plan(text=text, campaign=campaign, by=by).faulty
    assert (row.line, words in row.words) == (3, True)
    with pytest.raises(CannotImport):
        give(text, campaign, by, noon)
    assert not Review.objects.exclude(state=lifecycle.Review.RECUSED).exists()


def test_a_line_given_twice_is_said(campaign: Campaign, by: User) -> None:
    pair = (a_file(campaign), a_person(Role.REVIEWER))

    assert "deux fois" in plan(text=table(pair, pair), campaign=campaign, by=by).faulty[0].words


def test_a_file_kept_from_whoever_imports_is_unknown_to_them(campaign: Campaign, by: User) -> None:
    file = a_file(campaign)
    a_conflict(file, reviewer=by)

    assert plan(text=table((file, a_person(Role.REVIEWER))), campaign=campaign, by=by).faulty


def test_other_columns_are_refused_in_words(campaign: Campaign, by: User) -> None:
    with pytest.raises(Unreadable, match="adresse"):
        plan(text="dossier;nom\n1;x", campaign=campaign, by=by)


def test_what_changed_since_the_dry_run_is_refused(campaign: Campaign, by: User, noon: datetime) -> None:
    file, reader = a_file(campaign), a_person(Role.REVIEWER)
    text = table((file, reader), (a_file(campaign), reader))
    expected = plan(text=text, campaign=campaign, by=by).given
    a_review(file, reviewer=reader)

    with pytest.raises(PlanOutdated):
        apply(text=text, campaign=campaign, expected=expected, by=by, at=noon)


def test_a_hundred_lines_cost_what_one_costs(campaign: Campaign, by: User) -> None:
    def cost(lines: int) -> int:
        text = table(*((a_file(campaign), a_person(Role.REVIEWER)) for _ in range(lines)))
        with CaptureQueriesContext(connection) as captured:
            plan(text=text, campaign=campaign, by=by)
        return len(captured)

    assert cost(1) == cost(20) == 4


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_table_given_by_two_at_once_is_given_once(noon: datetime) -> None:
    campaign, by = a_campaign(), a_person(Role.MANAGER)
    a_rubric(campaign)
    text = table((a_file(campaign), a_person(Role.REVIEWER)))
    expected = plan(text=text, campaign=campaign, by=by).given

    def hand() -> int:
        return len(apply(text=text, campaign=campaign, expected=expected, by=by, at=noon).given)

    assert sorted(map(str, at_once([hand, hand]))) == ["1", REFUSED]


# -- The pages


def a_workbook(*lines: tuple[str, str]) -> bytes:
    book = Workbook()
    for line in (("dossier", "adresse"), *lines):
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_is_shown_then_given(campaign: Campaign, by: User, client: Client) -> None:
    file, reader = a_file(campaign), a_person(Role.REVIEWER)
    client.force_login(by)
    sent = SimpleUploadedFile("lectures.xlsx", a_workbook((file.number, reader.email.upper())))

    look = client.post(reverse("applications:import_readings", args=[campaign.pk]), {"file": sent})
    assert "Affecter 1 lecture" in look.text
    assert not Review.objects.exists()

    client.post(reverse("applications:apply_readings", args=[campaign.pk]), {"kept": look.context["kept"]})
    assert Review.objects.get().reviewer == reader


def test_a_reader_s_specialities_and_maximum_are_noted(by: User, client: Client) -> None:
    reader = a_person(Role.REVIEWER)
    client.force_login(by)

    client.post(reverse("applications:reader", args=[reader.pk]), {"specialities": "Génie civil", "cap": "12"})

    known = Reader.objects.get(person=reader)
    assert (known.specialities, known.cap) == ("Génie civil", 12)
