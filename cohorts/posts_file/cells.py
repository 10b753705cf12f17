"""What one cell may say, column by column: its value, or a sentence that says what is wrong with it."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Branch
from cohorts.models.post import ENGLISH, Fact, Lodging
from cohorts.posts_file.columns import plain

N = TypeVar("N", int, float)
Read = Callable[[str], object]

MOST_PLACES, MOST_KM = 99, 2000  # places a post, kilometres across the country
FRANCE = {"lat": (41.0, 51.5), "lon": (-5.5, 10.0)}  # degrees, Corsica included
YES, NO = frozenset({"oui", "o", "x", "vrai", "true", "yes", "1"}), frozenset({"non", "n", "faux", "false", "no", "0"})
# A spreadsheet counts days from here when a cell has lost its format; these are days of 1990 to 2119.
FIRST_DAY, DAYS = date(1899, 12, 30), range(32_874, 80_000)
NONE = frozenset({"aucun", "aucune", "neant"})


class Wrong(ValueError):
    """This cell cannot be read; the text says why."""


def one_line(typed: str, *, most: int) -> str:
    text = " ".join(typed.split())
    if len(text) > most:
        raise Wrong(_("%(n)s caractères au plus") % {"n": most})
    return text


def department(typed: str) -> str:
    """A spreadsheet takes « 01 » for a number and forgets its zero."""
    return one_line(typed, most=3).upper().zfill(2)


def degrees(typed: str, *, name: str) -> float:
    low, high = FRANCE[name]
    value = _number(typed.replace(",", "."), float)
    if value is None or not low <= value <= high:
        raise Wrong(_("« %(typed)s » n’est pas en France") % {"typed": typed})
    return value


def count(typed: str, *, most: int) -> int:
    value = _number(typed, int)
    if value is None or not 0 <= value <= most:
        raise Wrong(_("« %(typed)s » n’est pas un nombre entre 0 et %(n)s") % {"typed": typed, "n": most})
    return value


def yes_or_no(typed: str) -> bool:
    if plain(typed) not in YES | NO:
        raise Wrong(_("« %(typed)s » n’est ni oui ni non") % {"typed": typed})
    return plain(typed) in YES


def day(typed: str) -> date:
    """`04/10/2027`, `2027-10-04`, or the number a spreadsheet keeps behind a date."""
    first = typed.split()[0]
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"):
        with suppress(ValueError):
            return datetime.strptime(first, form).date()  # noqa: DTZ007  # a date only, no time zone
    if first.isdecimal() and int(first) in DAYS:
        return FIRST_DAY + timedelta(days=int(first))
    raise Wrong(_("« %(typed)s » n’est pas une date : écrivez 04/10/2027") % {"typed": typed})


def one_of(typed: str, *, choices: Callable[[], Iterable[tuple[str, str]]]) -> str:
    """A choice by its value or by its words, in either language."""
    known = _known(choices)
    if plain(typed) not in known:
        listed = ", ".join(str(label) for _value, label in choices())
        raise Wrong(_("« %(typed)s » n’est pas connu : %(known)s") % {"typed": typed, "known": listed})
    return known[plain(typed)]


def email(typed: str) -> str:
    return typed.strip().lower()


def branches() -> Iterable[tuple[str, str]]:
    return [(value, value) for value in Branch.values]


def lodgings() -> Iterable[tuple[str, str]]:
    return [(value, str(label)) for value, label in Lodging.choices]


def levels() -> Iterable[tuple[str, str]]:
    return [(value, str(label)) for value, label in ENGLISH]


def facts() -> Iterable[tuple[str, str]]:
    return [(value, str(label)) for value, label in Fact.choices]


READ: Mapping[str, Read] = {
    "short_name": lambda typed: one_line(typed, most=30),
    "name": lambda typed: one_line(typed, most=120),
    "branch": lambda typed: one_of(typed, choices=branches),
    "branch_school": lambda typed: one_line(typed, most=120),
    "garrison": lambda typed: one_line(typed, most=80),
    "department": department,
    "lat": lambda typed: degrees(typed, name="lat"),
    "lon": lambda typed: degrees(typed, name="lon"),
    "capacity": lambda typed: count(typed, most=MOST_PLACES),
    "minimum": lambda typed: count(typed, most=MOST_PLACES),
    "section": lambda typed: one_line(typed, most=80),
    "supervisor_email": email,
    "starts_on": day,
    "ends_on": day,
    "lodging": lambda typed: one_of(typed, choices=lodgings),
    "needs_fitness": yes_or_no,
    "needs_licence": yes_or_no,
    "needs_english": lambda typed: one_of(typed, choices=levels),
    "within_km": lambda typed: count(typed, most=MOST_KM),
    "conditions": lambda typed: one_line(typed, most=300),
    "reserved": lambda typed: count(typed, most=MOST_PLACES),
    "reserved_for": lambda typed: one_of(typed, choices=facts),
}
# What « aucun » puts in the columns it can empty.
EMPTY: Mapping[str, object] = {
    "section": "",
    "supervisor_email": "",
    "starts_on": None,
    "ends_on": None,
    "lodging": "",
    "needs_english": "",
    "within_km": None,
    "conditions": "",
    "reserved_for": "",
}


def _known(choices: Callable[[], Iterable[tuple[str, str]]]) -> dict[str, str]:
    found = {plain(value): value for value, _label in choices()}
    for language in ("en", "fr"):
        with override(language):
            found |= {plain(label): value for value, label in choices()}
    return found


def _number(typed: str, kind: Callable[[str], N]) -> N | None:
    try:
        return kind(typed)
    except ValueError:
        return None
