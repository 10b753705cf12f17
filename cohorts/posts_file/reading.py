"""What each line of the file says, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.posts_file.cells import EMPTY, NONE, READ, Wrong
from cohorts.posts_file.columns import BY_HEADER, HEADERS, READ_OVER, REQUIRED, Column, headers, plain
from portal.web.spreadsheet import check_header, rows

MOST_ROWS = 500
OF_REGIMENT = {
    "short_name": "short_name",
    "name": "name",
    "branch": "branch",
    "branch_school": "branch_school",
    "garrison": "garrison",
    "department": "department",
    "lat": "latitude",
    "lon": "longitude",
}


@dataclass(frozen=True)
class Given:
    """One line of the file. What it leaves empty stands nowhere here: it changes nothing."""

    line: int
    short_name: str
    regiment: Mapping[str, object] = field(default_factory=dict)
    post: Mapping[str, object] = field(default_factory=dict)
    supervisor_email: str | None = None
    errors: tuple[str, ...] = ()


def read(text: str) -> list[Given]:
    """Every line of the file, its own errors beside it."""
    first, *lines = rows(text, most=MOST_ROWS)
    header = headers(_bare(first))
    check_header(header, required=REQUIRED, optional=(*HEADERS, READ_OVER))
    return [_given(number, header, line) for number, line in enumerate(lines, 2) if any(line)]


def _bare(row: Sequence[str], least: int = 0) -> list[str]:
    """Without the empty cells that a spreadsheet adds on the right."""
    last = max((n for n, cell in enumerate(row, 1) if cell), default=0)
    return list(row[: max(last, least)])


def _given(number: int, header: Sequence[str], row: Sequence[str]) -> Given:
    row = _bare(row, least=len(header))
    if len(row) != len(header):
        words = ngettext(
            "Cette ligne a %(n)s case ; les en-têtes en annoncent %(all)s.",
            "Cette ligne a %(n)s cases ; les en-têtes en annoncent %(all)s.",
            len(row),
        )
        return Given(number, row[0], errors=(words % {"n": len(row), "all": len(header)},))
    typed = {BY_HEADER[name].name: cell for name, cell in zip(header, row, strict=True) if name != READ_OVER}
    values, errors = _values(header, typed)
    email = values.pop("supervisor_email", None)
    return Given(
        line=number,
        short_name=typed["short_name"],
        regiment={OF_REGIMENT[name]: value for name, value in values.items() if name in OF_REGIMENT},
        post={name: value for name, value in values.items() if name not in OF_REGIMENT},
        supervisor_email=None if email is None else str(email),
        errors=tuple(errors),
    )


def _values(header: Sequence[str], typed: Mapping[str, str]) -> tuple[dict[str, object], list[str]]:
    values: dict[str, object] = {}
    errors: list[str] = []
    for column in (BY_HEADER[name] for name in header if name != READ_OVER):
        cell = typed[column.name]
        try:
            if cell or column.is_required:
                values[column.name] = _value(column, cell)
        except Wrong as wrong:
            errors.append(_("%(column)s : %(wrong)s.") % {"column": column.header, "wrong": wrong})
    return values, errors


def _value(column: Column, cell: str) -> object:
    if not cell:
        raise Wrong(_("la case est vide"))
    if column.name in EMPTY and plain(cell) in NONE:
        return EMPTY[column.name]
    return READ[column.name](cell)
