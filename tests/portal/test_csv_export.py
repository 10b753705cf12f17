import csv
from datetime import date
from decimal import Decimal

import pytest

from portal.web.csv_export import Cell, lines, plain
from tests.build import NOON

DANGEROUS = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "＝1", "＋1", "－1", "＠x", "\u00a0=1",
    "\u2028=1", "\ufeff=1", "-", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', '@IMPORTXML("x")', "+33 6 12",
    "=" * 40_000,
]  # fmt: skip
HARMLESS = ["", "Besson", "a=b", "12 rue -", 'dit "Jo"', "x;=1", 'x"=1', "deux\nlignes", "Élise ; Tran"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_be_a_formula_is_told_to_be_text(text: str) -> None:
    assert plain(text) == "'" + text.replace("\x00", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_what_was_written_is_read_back_cell_by_cell() -> None:
    row: list[Cell] = [*HARMLESS, *DANGEROUS, -4, Decimal("-12.5"), date(2026, 11, 23), NOON, None]

    text = b"".join(lines(["tête"] * len(row), [row])).decode("utf-8-sig")

    _head, read = csv.reader(text.splitlines(keepends=True), delimiter=";")
    assert read[: len(HARMLESS)] == HARMLESS
    assert all(cell.startswith("'") for cell in read[len(HARMLESS) : -5])
    assert read[-5:] == ["-4", "-12.5", "2026-11-23", "2026-11-23 12:00", ""]


def test_a_lone_surrogate_does_not_stop_the_export() -> None:
    assert b"?" in b"".join(lines(["tête"], [["a\ud800"]]))
