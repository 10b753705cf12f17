"""Tables for spreadsheets as XLSX workbooks: as safe as the CSV ones, with real numbers and real dates."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.http import HttpResponse

from portal.web.csv_export import Cell, plain

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # refused by the format


def workbook(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Answer with a workbook of one sheet, its header kept in sight."""
    from openpyxl import Workbook  # noqa: PLC0415  # half a second to load, for the rare page that needs it

    book = Workbook()
    sheet = book.worksheets[0]
    for row in (header, *rows):
        sheet.append([_cell(cell) for cell in row])
    sheet.freeze_panes = "B2"
    kept = io.BytesIO()
    book.save(kept)
    response = HttpResponse(kept.getvalue(), content_type=TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(cell: Cell) -> object:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell
    written = plain(cell)
    return UNWRITABLE.sub("", written) if isinstance(written, str) else written
