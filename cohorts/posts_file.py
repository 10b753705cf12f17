"""The file of regiments and posts as people keep it in a spreadsheet: what each line says, what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Branch
from portal.web.spreadsheet import check_header, rows

N = TypeVar("N", int, float)

LONGEST = {"short_name": 30, "name": 120, "branch_school": 120, "garrison": 80, "department": 3}
REQUIRED = ("short_name", "name", "branch", "branch_school", "garrison", "department", "lat", "lon")
# `confidence` stands in the public lists of regiments; it says nothing of a post and is read over.
OPTIONAL = ("confidence", "capacity", "section", "supervisor_email")
MOST_ROWS, MOST_PLACES = 500, 99  # lines, places a post
FRANCE = {"lat": (41.0, 51.5), "lon": (-5.5, 10.0)}  # degrees, Corsica included


@dataclass(frozen=True)
class Given:
    """One line of the file. What it leaves empty is None: it changes nothing."""

    line: int
    short_name: str
    regiment: Mapping[str, str | float] = field(default_factory=dict)
    capacity: int | None = None
    section: str | None = None
    supervisor_email: str | None = None
    errors: tuple[str, ...] = ()


def read(text: str) -> list[Given]:
    """Every line of the file, its own errors beside it."""
    header, *lines = rows(text, most=MOST_ROWS)
    check_header(header, required=REQUIRED, optional=OPTIONAL)
    return [_given(number, header, line) for number, line in enumerate(lines, 2) if any(line)]


def _given(number: int, header: list[str], row: list[str]) -> Given:
    if len(row) != len(header):
        words = ngettext(
            "Cette ligne a %(n)s case ; les en-têtes en annoncent %(all)s.",
            "Cette ligne a %(n)s cases ; les en-têtes en annoncent %(all)s.",
            len(row),
        )
        return Given(number, row[0], errors=(words % {"n": len(row), "all": len(header)},))
    cells = dict(zip(header, row, strict=True))
    errors: list[str] = []
    regiment: dict[str, str | float] = {name: _text(cells, name, errors) for name in LONGEST}
    regiment["branch"] = _branch(cells["branch"], errors)
    regiment["latitude"] = _degrees(cells, "lat", errors)
    regiment["longitude"] = _degrees(cells, "lon", errors)
    capacity = _places(cells.get("capacity", ""), errors)
    section = cells.get("section") or None
    if section and len(section) > 80:
        errors.append(_("La section dépasse 80 caractères."))
    email = (cells.get("supervisor_email") or "").lower() or None
    return Given(number, cells["short_name"], regiment, capacity, section, email, tuple(errors))


def _text(cells: Mapping[str, str], name: str, errors: list[str]) -> str:
    if not cells[name]:
        errors.append(_("La case « %(name)s » est vide.") % {"name": name})
    elif len(cells[name]) > LONGEST[name]:
        facts = {"name": name, "n": LONGEST[name]}
        errors.append(_("La case « %(name)s » dépasse %(n)s caractères.") % facts)
    return cells[name]


def _branch(typed: str, errors: list[str]) -> str:
    if typed.casefold() not in Branch.values:
        facts = {"typed": typed, "known": ", ".join(Branch.values)}
        errors.append(_("L’arme « %(typed)s » n’est pas connue : %(known)s.") % facts)
    return typed.casefold()


def _degrees(cells: Mapping[str, str], name: str, errors: list[str]) -> float:
    low, high = FRANCE[name]
    value = _number(cells[name].replace(",", "."), float)
    if value is None or not low <= value <= high:
        facts = {"name": name, "typed": cells[name]}
        errors.append(_("La coordonnée %(name)s « %(typed)s » n’est pas en France.") % facts)
    return value or 0.0


def _places(typed: str, errors: list[str]) -> int | None:
    if not typed:
        return None
    value = _number(typed, int)
    if value is None or not 0 <= value <= MOST_PLACES:
        facts = {"typed": typed, "n": MOST_PLACES}
        errors.append(_("Le nombre de places « %(typed)s » n’est pas entre 0 et %(n)s.") % facts)
        return None
    return value


def _number(typed: str, kind: Callable[[str], N]) -> N | None:
    try:
        return kind(typed)
    except ValueError:
        return None
