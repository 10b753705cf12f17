from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.journal.models import Entry
from portal.vault.gate import receive
from portal.vault.models import StoredFile
from portal.vault.refusals import FileUnreadable
from portal.vault.serve import respond
from tests.build import a_person
from tests.portal.vault import files

pytestmark = pytest.mark.django_db


def a_kept_file(at: datetime, *, name: str = "résumé.pdf", content: bytes = b"") -> StoredFile:
    upload = SimpleUploadedFile(name, content or files.a_pdf(pages=2))
    return receive(upload=upload, owner=a_person(), at=at)


def test_a_file_keeps_its_fingerprint_and_its_number_of_pages(noon: datetime) -> None:
    stored = a_kept_file(noon)

    assert (stored.content_type, stored.pages, stored.size) == ("application/pdf", 2, stored.path.stat().st_size)
    assert stored.path.stat().st_mode & 0o077 == 0
    assert Entry.objects.get(event="vault.file.kept").facts == {"sha256": stored.sha256}


def test_a_download_is_named_sandboxed_and_kept_by_nobody(noon: datetime) -> None:
    stored = a_kept_file(noon)

    answer = respond(stored, by=stored.owner, at=noon)

    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''r%C3%A9sum%C3%A9.pdf"
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert (answer["Content-Type"], answer.content) == ("application/pdf", stored.path.read_bytes())


def test_a_file_may_go_out_under_a_name_that_says_nothing(noon: datetime) -> None:
    answer = respond(a_kept_file(noon, name="cv-camille-besson.pdf"), by=a_person(), at=noon, name="cv.pdf")

    assert answer["Content-Disposition"] == 'attachment; filename="cv.pdf"'


def test_a_pdf_is_shown_in_place_where_the_browser_can_draw_it(noon: datetime) -> None:
    answer = respond(a_kept_file(noon), by=a_person(), at=noon, inline=True)

    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" not in answer["Content-Security-Policy"]


def test_a_picture_shown_in_place_stays_sandboxed(noon: datetime) -> None:
    stored = a_kept_file(noon, name="photo.png", content=files.a_picture())

    answer = respond(stored, by=a_person(), at=noon, inline=True)

    assert (answer["Content-Type"], answer["Content-Security-Policy"][-9:]) == ("image/png", "; sandbox")


def test_who_opened_it_is_written_before_the_first_byte(noon: datetime) -> None:
    stored, reader = a_kept_file(noon), a_person()

    respond(stored, by=reader, at=noon)

    opened = Entry.objects.get(event="vault.file.opened")
    assert (opened.by, opened.subject) == (reader, f"vault.storedfile:{stored.pk}")


def test_a_file_changed_on_disk_is_not_served(noon: datetime) -> None:
    stored = a_kept_file(noon)
    changed = bytearray(stored.path.read_bytes())
    changed[100] ^= 1
    stored.path.write_bytes(changed)

    with pytest.raises(FileUnreadable):
        respond(stored, by=stored.owner, at=noon)

    assert not Entry.objects.filter(event="vault.file.opened").exists()


def test_a_file_missing_on_disk_answers_with_a_sentence(noon: datetime) -> None:
    stored = a_kept_file(noon)
    stored.path.unlink()

    with pytest.raises(FileUnreadable, match="ne peut pas être ouvert"):
        respond(stored, by=stored.owner, at=noon)
