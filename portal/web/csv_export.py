"""Tables for spreadsheets, sent row by row, whose cells can never be taken for formulas."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.http import StreamingHttpResponse
from django.utils import timezone

Cell = str | int | Decimal | date | datetime | None

# What a spreadsheet reads as the start of a formula, behind any space, in both widths.
FORMULA = re.compile(r"^[\s\x00-\x20\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n\x00]")
ROWS_A_CHUNK = 200
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """Gives back what the writer writes."""

    def write(self, text: str) -> str:
        return text


def stream(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """Answer with a CSV file that Excel, LibreOffice and scripts open in UTF-8."""
    response = StreamingHttpResponse(lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Accel-Buffering"] = "no"
    return response


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file, some hundred rows at a time."""
    writer = csv.writer(_Line(), delimiter=";", quoting=csv.QUOTE_NONNUMERIC)
    yield _bytes(BYTE_ORDER_MARK + writer.writerow(header))
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_A_CHUNK)):
        yield _bytes("".join(writer.writerow([plain(cell) for cell in row]) for row in batch))


def plain(cell: Cell) -> str | int | Decimal:
    """Numbers stay numbers; a text that could be taken for a formula is told to be text by a quote."""
    if isinstance(cell, str):
        text = cell.replace("\x00", "")
        return f"'{text}" if FORMULA.match(cell) else text
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def _bytes(line: str) -> bytes:
    return line.encode("utf-8", errors="replace")
