"""Tables people keep in a spreadsheet, as CSV or XLSX, read into rows of text with the reason when they cannot be."""

import csv
import io
import zipfile
from datetime import date, datetime

from django.utils.translation import gettext as _

from portal.journal.moves import Refusal
from portal.web.csv_export import FORMULA

LARGEST = 512 * 1024  # bytes, of the file as it is given
MOST_UNPACKED = 8 * 1024 * 1024  # bytes, of an XLSX once it is opened
MOST_ROWS = 1000


class Unreadable(Refusal):
    """The file as a whole cannot be read; the text says why and what to do."""


def as_text(content: bytes) -> str:
    """The first sheet of the file as CSV text, whichever of the two formats it was given in."""
    if len(content) > LARGEST:
        raise Unreadable(_("Ce fichier est trop lourd pour une liste : 512 Ko au plus."))
    return _workbook_as_text(content) if content.startswith(b"PK") else _decoded(content)


def rows(text: str, *, most: int = MOST_ROWS) -> list[list[str]]:
    """The header, then every line; what looks like a formula loses the quote that an export put before it."""
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        found = [
            [bare(cell) for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise Unreadable(_("Ce fichier n’est pas un tableau CSV : un guillemet n’est pas refermé.")) from error
    if len(found) < 2:
        raise Unreadable(_("Ce fichier n’a pas de ligne sous ses en-têtes."))
    if len(found) > most + 1:
        raise Unreadable(_("Ce fichier a plus de %(n)s lignes : partagez-le.") % {"n": most})
    return found


def check_header(header: list[str], *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    """Refuse a table whose columns are not the expected ones, in any order."""
    if missing := [name for name in required if name not in header]:
        raise Unreadable(_("Il manque des en-têtes : %(names)s.") % {"names": ", ".join(missing)})
    if unknown := [name or "?" for name in header if name not in required + optional]:
        raise Unreadable(_("Des en-têtes ne sont pas connus : %(names)s.") % {"names": ", ".join(unknown)})
    if len(set(header)) < len(header):
        raise Unreadable(_("Un en-tête figure deux fois."))


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("Les accents de ce fichier ne se lisent pas : enregistrez-le au format « CSV UTF-8 ».")
        ) from error
    if "\x00" in text:
        raise Unreadable(_("Ce fichier n’est pas un tableau : enregistrez-le en CSV ou en XLSX depuis votre tableur."))
    return text


def _workbook_as_text(content: bytes) -> str:
    from openpyxl import load_workbook  # noqa: PLC0415  # half a second to load, for the rare page that needs it

    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        lines = [[_cell(value) for value in row] for row in sheet.iter_rows(max_row=MOST_ROWS + 2, values_only=True)]
    except Exception as error:  # the library raises whatever a broken file makes it meet
        raise Unreadable(_("Ce classeur ne s’ouvre pas : enregistrez-le de nouveau, ou exportez-le en CSV.")) from error
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(line for line in lines if any(line))
    return text.getvalue()


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable(_("Ce classeur ne s’ouvre pas : enregistrez-le de nouveau, ou exportez-le en CSV.")) from error
    if unpacked > MOST_UNPACKED:
        raise Unreadable(_("Ce classeur est trop lourd une fois ouvert : gardez la seule liste à importer."))


def _cell(value: object) -> str:
    """As people read it: whole numbers without a point, dates as written in France, one line a cell."""
    match value:
        case None:
            return ""
        case datetime() | date():
            return value.strftime("%d/%m/%Y")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return " ".join(str(value).split())


def bare(cell: str) -> str:
    """Without the quote that an export puts before what looks like a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell
