"""The part of the minutes on paper that says what the panels gave: members are numbers, as in the record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from applications.jury.proceedings import Inputs


class Page(Protocol):
    def part(self, words: str) -> None: ...
    def small(self, words: str) -> None: ...
    def rows(
        self, heads: Sequence[str], widths: Sequence[int], lines: Iterable[Sequence[str]], right: str = ""
    ) -> None: ...


def interviews(paper: Page, inputs: Inputs) -> None:
    """Each person who was met, by number: the sheets, their mean, and the readings they are put together with."""
    given: dict[int, list[str]] = defaultdict(list)
    for sheet in inputs["sheets"]:
        facts = {"member": sheet["member"], "total": _tenth(sheet["total"])}
        given[sheet["file"]].append(_("membre %(member)s : %(total)s") % facts)
    if not given:
        return
    paper.part(_("Entretiens"))
    heads = [_("Dossier"), _("Fiches terminées"), _("Entretien"), _("Lectures"), _("Note")]
    met = [file for file in inputs["files"] if file["file"] in given]
    lines = [_line(file, given[file["file"]]) for file in met]
    paper.rows(heads, (20, 66, 18, 18, 16), lines, right="LLRRR")
    share = inputs["campaign"]["interview_share"]
    paper.small(
        _(
            "La note d’entretien est la moyenne des fiches ; elle fait %(share)s %% de la note, les lectures "
            "%(rest)s %%. Les membres des commissions sont des numéros."
        )
        % {"share": share, "rest": 100 - share}
    )


def _line(file: Inputs, sheets: Sequence[str]) -> list[str]:
    return [file["number"], " ; ".join(sheets), *(_tenth(file[name]) for name in TOTALS)]


TOTALS = ("interview_total", "reading_total", "total")


def _tenth(value: str | None) -> str:
    return "–" if value is None else f"{float(value):.1f}".replace(".", ",")
