"""T22, T23, T24: no row ever lacks its file, what nobody uses goes, a changed byte is found."""

import os
import resource
import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from applications.models import Document
from portal.journal.models import Entry
from portal.vault.check import check_vault
from portal.vault.gate import FileRefused, receive
from portal.vault.models import StoredFile
from tests.build import a_campaign, a_person, an_application
from tests.portal.vault import files

TOO_OLD = timedelta(hours=25)


def a_kept_file(at: datetime) -> StoredFile:
    return receive(upload=SimpleUploadedFile("cv.pdf", files.a_pdf()), owner=a_person(), at=at)


def a_document(at: datetime) -> Document:
    campaign = a_campaign(document_types=1)
    return Document.objects.create(
        application=an_application(campaign=campaign),
        type=campaign.document_types.get(),
        file=a_kept_file(at),
        given_at=at,
    )


def aged(settings: LazySettings, at: datetime) -> None:
    """Make every file on disk a day old."""
    for path in Path(settings.VAULT_ROOT).rglob("*"):
        os.utime(path, times=((at - TOO_OLD).timestamp(),) * 2)


@pytest.mark.django_db
def test_24_one_changed_byte_is_found(noon: datetime) -> None:
    whole, changed = a_document(noon), a_document(noon)
    content = bytearray(changed.file.path.read_bytes())
    content[-3] ^= 1
    changed.file.path.write_bytes(content)

    report = check_vault(at=noon)

    assert (report.checked, report.damaged) == (2, [changed.file.pk])
    assert whole.file.path.exists()
    with pytest.raises(CommandError, match="1 fichiers perdus ou modifiés"):
        call_command("vault_check")


@pytest.mark.django_db
def test_a_file_in_use_stays_and_one_unused_for_a_day_goes_with_its_trace(
    noon: datetime, settings: LazySettings
) -> None:
    used, unused = a_document(noon - TOO_OLD).file, a_kept_file(noon - TOO_OLD)
    fresh = a_kept_file(noon)
    aged(settings, noon)

    report = check_vault(at=noon)

    assert (report.deleted, report.damaged) == (1, [])
    assert (used.path.exists(), unused.path.exists(), fresh.path.exists()) == (True, False, True)
    assert Entry.objects.get(event="vault.file.deleted").subject == f"vault.storedfile:{unused.pk}"


@pytest.mark.django_db
def test_22_a_full_disk_refuses_with_a_sentence_and_keeps_nothing(noon: datetime, settings: LazySettings) -> None:
    owner, content = a_person(), files.a_pdf(objects=[files.a_stream(bytes(500_000))])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(FileRefused, match="réessayez plus tard"):
            receive(upload=SimpleUploadedFile("cv.pdf", content), owner=owner, at=noon)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert not StoredFile.objects.exists()
    assert not [path for path in Path(settings.VAULT_ROOT).rglob("*") if path.is_file()]


# The instants at which the power may go: before the bytes, before each flush, before the name, before each row.
INSTANTS = ["open", "fsync file", "rename", "fsync folder", "fsync vault", "insert file", "insert trace"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("instant", range(len(INSTANTS)), ids=INSTANTS)
def test_23_a_killed_server_leaves_no_row_without_its_file(
    instant: int, noon: datetime, settings: LazySettings
) -> None:
    owner = a_person()
    content = files.a_pdf()

    child = os.fork()
    if child == 0:
        die_at(instant)
        receive(upload=SimpleUploadedFile("cv.pdf", content), owner=owner, at=noon)
        os._exit(1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert all(stored.path.exists() for stored in StoredFile.objects.all())
    aged(settings, noon)
    check_vault(at=noon + TOO_OLD)
    assert not [path for path in Path(settings.VAULT_ROOT).rglob("*") if path.is_file()]
    assert not StoredFile.objects.exists()


def die_at(instant: int) -> None:
    """In the forked server: pull the plug at the nth step towards the disk or the database."""
    kept_for_the_parent.append(connection.connection)
    connection.connection = None
    steps = iter(range(len(INSTANTS)))

    def step() -> None:
        if next(steps) == instant:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(call):
        def counting(*args, **kwargs):
            step()
            return call(*args, **kwargs)

        return counting

    Path.open = counted_for_writing(Path.open, step)
    os.fsync, os.rename = counted(os.fsync), counted(os.rename)
    connection.execute_wrappers.append(counted_for_inserting(step))


def counted_for_writing(call, step):
    def counting(self, mode="r", *args, **kwargs):
        if "x" in mode:
            step()
        return call(self, mode, *args, **kwargs)

    return counting


def counted_for_inserting(step):
    def counting(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            step()
        return execute(sql, params, many, context)

    return counting


# A connection must not be closed by the child: its goodbye would end the parent's session.
kept_for_the_parent: list[object] = []
