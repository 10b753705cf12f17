"""A PDF handed to readers says nothing of its author, and its pages stay."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from portal.vault.bare import bare
from portal.vault.models import StoredFile
from portal.vault.refusals import FileUnreadable
from tests.build import a_document
from tests.portal.vault.files import a_pdf, a_stream

pytestmark = pytest.mark.django_db


def stored(content: bytes) -> StoredFile:
    return a_document(content=content).file


def a_photo_with_a_past() -> bytes:
    past, photo = Image.Exif(), BytesIO()
    past[0x013B] = "CANARI"  # the artist
    Image.new("RGB", (8, 8), "red").save(photo, "JPEG", exif=past, comment=b"CANARI")
    return photo.getvalue()


def a_told_pdf() -> bytes:
    photo = b"/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    return a_pdf(
        catalog=b"/Metadata 5 0 R/AcroForm<</Fields[7 0 R]/SigFlags 3>>",
        page=b"/Resources<</XObject<</Im0 6 0 R>>>>/PieceInfo<</X(CANARI)>>/Annots[8 0 R]",
        trailer=b"/Info 4 0 R/ID[<43414E415249><43414E415249>]",
        objects=[
            b"<</Author(CANARI)/Title(CANARI)/Producer(CANARI)>>",
            a_stream(b"<xmp>CANARI</xmp>", b"/Type/Metadata/Subtype/XML"),
            a_stream(a_photo_with_a_past(), photo),
            b"<</FT/Sig/T(Signature)/V<</Type/Sig/Name(CANARI)/Reason(CANARI)/ByteRange[0 1 2 3]/Contents<00>>>>>",
            b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(CANARI)/Contents(Une note)>>",
        ],
    )


def test_the_canaries_are_in_the_given_file() -> None:
    assert a_told_pdf().count(b"CANARI") >= 9


def test_author_title_history_signatures_and_pictures_tell_nothing_more() -> None:
    content = bare(stored(a_told_pdf()))

    assert b"CANARI" not in content
    assert b"43414E415249" not in content.upper()
    assert not PdfReader(BytesIO(content)).metadata


def test_the_pages_and_their_pictures_stay() -> None:
    [page] = PdfReader(BytesIO(bare(stored(a_told_pdf())))).pages

    assert page.images[0].image.size == (8, 8)
    assert page["/Annots"][0].get_object()["/Contents"] == "Une note"


def test_the_copy_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    file = stored(a_told_pdf())
    first = bare(file)
    monkeypatch.setattr("portal.vault.bare._strip", lambda *args: pytest.fail("made again"))

    assert bare(file) == first


def test_a_copy_changed_on_disk_is_made_again() -> None:
    file = stored(a_told_pdf())
    content = bare(file)
    [copy] = Path(file.path.parent.parent / "bare").iterdir()
    copy.write_bytes(copy.read_bytes().replace(b"Une note", b"Un canar"))

    assert bare(file) == content


def test_a_file_that_cannot_be_stripped_is_not_handed_out() -> None:
    with pytest.raises(FileUnreadable):
        bare(stored(b"%PDF-1.4 hardly one"))
