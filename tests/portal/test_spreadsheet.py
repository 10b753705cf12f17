"""Lists people keep in a spreadsheet: the two formats read alike, and what cannot be read says why."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from portal.web.spreadsheet import LARGEST, MOST_UNPACKED, Unreadable, as_text, check_header, rows


def a_workbook(*lines: list[object]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def a_bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (MOST_UNPACKED + 1))
    return kept.getvalue()


def test_a_workbook_reads_like_the_csv_it_would_become() -> None:
    book = a_workbook(["dossier", "note", "date"], ["05-00042", 12.0, date(2026, 11, 23)], [None, None, None])

    assert rows(as_text(book)) == [["dossier", "note", "date"], ["05-00042", "12", "23/11/2026"]]


@pytest.mark.parametrize("text", ["a;b\n1;2,5", "a,b\n1,2.5"])
def test_the_two_ways_of_writing_csv_are_known(text: str) -> None:
    assert len(rows(as_text(text.encode()))[1]) == 2


def test_a_cell_kept_from_being_a_formula_comes_back_as_it_was() -> None:
    assert rows("a\n'=1+1")[1] == ["=1+1"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("é;b\n1;2".encode("latin-1"), "CSV UTF-8"),
        (b"\x00" * 20, "n’est pas un tableau"),
        (b"a" * (LARGEST + 1), "trop lourd"),
        (b"PK but nothing else", "ne s’ouvre pas"),
        (a_bomb(), "trop lourd une fois ouvert"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        as_text(content)


def test_unexpected_columns_are_named() -> None:
    with pytest.raises(Unreadable, match="dossier"):
        check_header(["date"], required=("dossier",))
    with pytest.raises(Unreadable, match="couleur"):
        check_header(["dossier", "couleur"], required=("dossier",))


def test_a_list_too_long_is_refused_whole() -> None:
    with pytest.raises(Unreadable, match="plus de 2 lignes"):
        rows("a\n1\n2\n3", most=2)
