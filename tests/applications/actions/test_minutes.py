"""Minutes: written once, replaced by a new one, proved years later from the paper alone."""

from datetime import datetime, timedelta
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pypdf import PdfReader

from applications.actions import ballot, decide, totals
from applications.actions import minutes as actions
from applications.jury.proceedings import fingerprint, proceedings
from applications.lifecycle import Interview, Sheet, State
from applications.models import Application, Campaign, Decision, Minutes, Rubric, SheetScore, Standing
from portal.journal.models import Entry
from portal.people.models import Role, User
from portal.vault.check import check_vault
from portal.vault.models import StoredFile
from tests.build import (
    NOON,
    a_ballot,
    a_campaign,
    a_conflict,
    a_decided_campaign,
    a_panel,
    a_person,
    a_rubric,
    a_sheet,
    a_sitting,
    a_slot,
    an_application,
    an_interview,
)
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return a_decided_campaign()


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


@pytest.fixture
def made(campaign: Campaign, manager: User, noon: datetime) -> Minutes:
    return actions.make(campaign=campaign, by=manager, at=noon)


def paper(minutes: Minutes) -> bytes:
    return minutes.file.path.read_bytes()


def words(minutes: Minutes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(paper(minutes))).pages)


def verified(file: Path) -> str:
    """What the command says; the refusal included."""
    said = StringIO()
    try:
        call_command("verify_minutes", str(file), stdout=said)
    except CommandError as refusal:
        said.write(str(refusal))
    return said.getvalue()


def on_disk(minutes: Minutes, folder: Path, content: bytes | None = None) -> Path:
    file = folder / "pv.pdf"
    file.write_bytes(paper(minutes) if content is None else content)
    return file


def test_keeps_everything_and_the_paper_and_writes_it_down(made: Minutes, campaign: Campaign) -> None:
    assert (made.number, made.reference) == (1, f"PV-{campaign.pk:02d}-001")
    assert fingerprint(made.inputs) == made.inputs_hash == fingerprint(proceedings(campaign))
    assert len(made.inputs["decisions"]) == 4
    assert len(made.inputs["readings"]) == 12
    assert made.sha256 == made.file.sha256
    assert Entry.objects.filter(event="applications.minutes.make").count() == 1


def test_readers_are_numbers(made: Minutes) -> None:
    text = words(made)

    readers = User.objects.filter(reviews__isnull=False).distinct()
    assert {row["reader"] for row in made.inputs["readings"]} == {1, 2, 3}
    assert not any(reader.last_name in text or reader.last_name in str(made.inputs) for reader in readers)


def test_conflicts_are_counts_only(campaign: Campaign, manager: User, noon: datetime) -> None:
    pair = a_conflict(campaign.applications.first(), reason="Ancienne voisine.")

    made = actions.make(campaign=campaign, by=manager, at=noon)

    assert made.inputs["conflicts"] == 1
    assert pair.reason not in str(made.inputs)
    assert pair.reviewer.last_name not in str(made.inputs)


def test_every_page_says_which_record_it_belongs_to(made: Minutes) -> None:
    pages = PdfReader(BytesIO(paper(made))).pages

    assert len(pages) > 1
    assert all(made.reference in page.extract_text() for page in pages)
    assert all(made.inputs_hash[:16] in page.extract_text() for page in pages)
    assert f"page 1 sur {len(pages)}" in pages[0].extract_text()


def test_the_paper_tells_meetings_votes_and_reasons_and_is_signed(campaign: Campaign, noon: datetime) -> None:
    held = a_sitting(campaign)
    put = a_ballot(held)
    for member in held.members.all():
        ballot.vote(ballot=put, choice="for", by=member.person, at=noon)
    ballot.close_ballot(ballot=put, by=held.president, at=noon)
    assert held.current is not None
    decide.take(
        sitting=held, application=held.current, outcome="refused", reason="Projet vague.", by=held.president, at=noon
    )

    made = actions.make(campaign=campaign, by=held.president, at=noon)
    text = words(made)

    for expected in ("Séance du lundi 23 novembre 2026", put.question, "Adopté", "Projet vague.", "Présidence du jury"):
        assert expected in text
    assert text.count("Date et signature") == 3
    (sitting,) = made.inputs["sittings"]
    assert (sitting["quorum"], len(sitting["members"]), sitting["ballots"][0]["for"]) == (2, 3, 3)
    assert sitting["discussed"][0]["inside"] == 3


def a_met_file(campaign: Campaign) -> Application:
    """The first of the ranking, met by two members whose sheets come to 75 and 25."""
    rubric = a_rubric(campaign, use=Rubric.Use.INTERVIEW)
    file = campaign.applications.order_by("pk").first()
    assert file is not None
    panel = a_panel(campaign, members=[a_person(Role.REVIEWER), a_person(Role.REVIEWER)])
    interview = an_interview(a_slot(panel), application=file, state=Interview.HELD)
    for member, level, total in zip(panel.members.order_by("pk"), (4, 2), ("75", "25"), strict=True):
        sheet = a_sheet(interview, author=member, state=Sheet.SUBMITTED, total=total)
        SheetScore.objects.bulk_create(
            SheetScore(sheet=sheet, criterion=one, value=level) for one in rubric.criteria.all()
        )
    with transaction.atomic():
        totals.refresh_many(applications=[file.pk])
    return Application.objects.get(pk=file.pk)


def test_the_paper_tells_the_sheets_of_the_interviews_with_members_as_numbers(
    campaign: Campaign, manager: User, noon: datetime, tmp_path: Path
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(interview_share=40)
    file = a_met_file(campaign)
    decide.draft(campaign=campaign, by=manager, at=noon, waiting=1)

    made = actions.make(campaign=campaign, by=manager, at=noon)

    told = " ".join(words(made).replace("\u00a0", " ").split())
    assert "Grille d’entretien, version 1" in told
    assert f"{file.number} membre 1 : 75,0 ; membre 2 : 25,0 50,0" in told
    assert "elle fait 40 % de la note, les lectures 60 %" in told
    assert not any(str(sheet.author) in told for sheet in file.interviews.get().sheets.all())
    assert "est conforme" in verified(on_disk(made, tmp_path))


def test_one_changed_level_of_a_sheet_is_found_and_named(
    campaign: Campaign, manager: User, noon: datetime, tmp_path: Path
) -> None:
    a_met_file(campaign)
    decide.draft(campaign=campaign, by=manager, at=noon, waiting=1)
    made = actions.make(campaign=campaign, by=manager, at=noon)
    made.inputs["sheets"][0]["levels"][0] = 1
    Minutes.objects.filter(pk=made.pk).update(inputs=made.inputs, inputs_hash=fingerprint(made.inputs))

    assert "fiche d’entretien 1" in verified(on_disk(made, tmp_path))


def test_without_decisions_there_is_nothing_to_record(manager: User, noon: datetime) -> None:
    with pytest.raises(actions.NothingToRecord):
        actions.make(campaign=a_campaign(), by=manager, at=noon)


def test_the_same_facts_leave_the_last_in_force(made: Minutes, campaign: Campaign, manager: User) -> None:
    again = actions.make(campaign=campaign, by=manager, at=NOON + timedelta(hours=1))

    assert again == made
    assert StoredFile.objects.count() == 1


def test_a_new_one_replaces_and_the_old_one_stays(made: Minutes, campaign: Campaign, manager: User) -> None:
    before = paper(made)
    decision = Decision.objects.filter(application__campaign=campaign).last()
    assert decision is not None
    decide.revise(decision=decision, outcome="refused", reason="Autre motif.", by=manager, at=NOON)

    second = actions.make(campaign=campaign, by=manager, at=NOON)
    made.refresh_from_db()

    assert (second.number, made.superseded_by, second.superseded_by) == (2, second, None)
    assert paper(made) == before


def test_minutes_are_never_overwritten(made: Minutes) -> None:
    with pytest.raises(TypeError):
        made.save()


def test_the_night_keeps_the_paper(made: Minutes) -> None:
    report = check_vault(at=NOON + timedelta(days=3))

    assert (report.damaged, report.deleted) == ([], 0)
    assert made.file.path.exists()


def test_the_paper_alone_proves_itself(made: Minutes, tmp_path: Path) -> None:
    assert "est conforme" in verified(on_disk(made, tmp_path))


def test_a_replaced_one_still_proves_itself_and_says_by_which(
    made: Minutes, campaign: Campaign, manager: User, tmp_path: Path
) -> None:
    Application.objects.filter(campaign=campaign).update(last_name="Renommée")
    second = actions.make(campaign=campaign, by=manager, at=NOON)

    assert f"conforme, remplacé par {second.reference}" in verified(on_disk(made, tmp_path))


@pytest.mark.parametrize("where", ["early", "middle", "late"])
def test_one_changed_byte_of_the_paper_is_found(where: str, made: Minutes, tmp_path: Path) -> None:
    content = bytearray(paper(made))
    at = {"early": 30, "middle": len(content) // 2, "late": len(content) - 8}[where]
    content[at] ^= 1

    said = verified(on_disk(made, tmp_path, bytes(content)))

    assert "à l’octet près" in said
    assert "n’est pas conforme" in said


def test_an_altered_number_is_found_by_the_hash(made: Minutes, tmp_path: Path) -> None:
    content = paper(made).replace(b"galon-pv PV-", b"galon-pv PV-9", 1)

    assert "à l’octet près" in verified(on_disk(made, tmp_path, content))


def test_one_changed_score_is_found_and_named(made: Minutes, tmp_path: Path) -> None:
    inputs = made.inputs
    level = inputs["readings"][0]["levels"][0]
    inputs["readings"][0]["levels"][0] = level - 1 if level > 1 else level + 1
    Minutes.objects.filter(pk=made.pk).update(inputs=inputs)

    said = verified(on_disk(made, tmp_path))

    assert "ne sont plus celles dont l’empreinte" in said
    assert f"dossier {inputs['files'][0]['number']}, lecture 1" in said


def a_changed(inputs: dict, part: str, name: str, value: object) -> None:
    row = inputs["figures"]["standings"][0] if part == "standings" else inputs[part][0]
    row[name] = value


@pytest.mark.parametrize(
    ("part", "name", "value", "named"),
    [
        ("files", "total", "12.000", "note"),
        ("files", "reading_total", "12.000", "note des lectures"),
        ("standings", "adjusted", "12.000", "note ajustée"),
        ("standings", "probability", "0.0100", "chances"),
        ("standings", "low", 90, "intervalle"),
    ],
)
def test_even_with_a_forged_hash_each_figure_is_computed_again(
    part: str, name: str, value: object, named: str, made: Minutes, tmp_path: Path
) -> None:
    inputs = made.inputs
    a_changed(inputs, part, name, value)
    Minutes.objects.filter(pk=made.pk).update(inputs=inputs, inputs_hash=fingerprint(inputs))

    assert named in verified(on_disk(made, tmp_path))


def test_two_ranks_exchanged_are_found(made: Minutes, tmp_path: Path) -> None:
    inputs = made.inputs
    first, *_, last = inputs["decisions"]
    first["file"], last["file"] = last["file"], first["file"]
    Minutes.objects.filter(pk=made.pk).update(inputs=inputs, inputs_hash=fingerprint(inputs))

    assert "sa note dépasse celle du rang précédent" in verified(on_disk(made, tmp_path))


def test_a_paper_from_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pv.pdf").write_bytes(b"%PDF-1.4 something else")

    assert "n’est pas un procès-verbal de ce portail" in verified(tmp_path / "pv.pdf")


def test_a_withdrawal_after_publication_takes_nothing_from_the_proof(
    campaign: Campaign, manager: User, tmp_path: Path, noon: datetime
) -> None:
    actions.make(campaign=campaign, by=manager, at=noon)
    Decision.objects.update(published_at=noon)
    Campaign.objects.filter(pk=campaign.pk).update(state="decided", published_at=noon)
    gone = campaign.applications.filter(pk=Standing.objects.get(rank=1).application_id)
    gone.update(state=State.WITHDRAWN)

    after = actions.make(campaign=campaign, by=manager, at=noon)

    assert after.number == 2
    assert len(after.inputs["decisions"]) == 4
    assert "est conforme" in verified(on_disk(after, tmp_path))


def test_another_campaign_changes_no_record(made: Minutes, campaign: Campaign) -> None:
    an_application(state=State.ELIGIBLE, campaign=a_campaign(), total=90)

    assert fingerprint(proceedings(campaign)) == made.inputs_hash


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hands_make_one_record(noon: datetime) -> None:
    campaign, manager = a_decided_campaign(), a_person(Role.MANAGER)

    at_once([partial(actions.make, campaign=campaign, by=manager, at=noon)] * 2)

    assert Minutes.objects.count() == 1


def test_a_copy_changed_in_the_archive_is_found_though_the_paper_in_hand_is_right(
    made: Minutes, tmp_path: Path
) -> None:
    in_hand = on_disk(made, tmp_path)
    made.file.path.write_bytes(paper(made) + b" ")

    assert "l’exemplaire gardé par le portail manque ou a changé" in verified(in_hand)
