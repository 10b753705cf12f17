"""Readings given from a spreadsheet: the effect of each line is shown, then all of it is applied, or nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import sharing_plan
from applications.actions.assign import PlanOutdated, alone_with, carry_out
from applications.lifecycle import State
from applications.models import Application, Campaign, Conflict, Review
from portal.journal.moves import Refusal
from portal.people.models import READERS, User
from portal.web.spreadsheet import check_header, rows

HEADER = ("dossier", "adresse")
MOST_ROWS = 5000
NUMBER = re.compile(r"(\d{1,6})-(\d{1,9})")


class CannotImport(Refusal):
    """Some line is wrong, or none says anything new: nothing is given."""


class Effect(StrEnum):
    NEW = "new"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class Row:
    """What one line would do."""

    line: int
    number: str
    email: str
    effect: Effect
    words: str = ""
    pair: sharing_plan.Pair = (0, 0)


@dataclass(frozen=True)
class Plan:
    rows: Sequence[Row]

    @property
    def faulty(self) -> list[Row]:
        return [row for row in self.rows if row.effect == Effect.WRONG]

    @property
    def given(self) -> tuple[sharing_plan.Pair, ...]:
        return tuple(sorted(row.pair for row in self.rows if row.effect == Effect.NEW))

    @property
    def readers(self) -> int:
        return len({reader for _file, reader in self.given})

    @property
    def counts(self) -> Counter[Effect]:
        return Counter(row.effect for row in self.rows)


@dataclass(frozen=True)
class Known:
    """What the lines are compared with, read once."""

    campaign: Campaign
    files: Mapping[int, str]  # the state of each, without those kept from whoever imports
    readers: Mapping[str, int]
    held: Mapping[sharing_plan.Pair, str]
    apart: frozenset[sharing_plan.Pair]


def plan(*, text: str, campaign: Campaign, by: User) -> Plan:
    """Read the table and say what each line would do; nothing is written."""
    header, *lines = rows(text, most=MOST_ROWS)
    check_header(header, required=HEADER)
    known = _known(campaign, by)
    seen: set[tuple[str, str]] = set()
    return Plan([_row(number, header, line, known, seen) for number, line in enumerate(lines, 2) if any(line)])


@transaction.atomic
def apply(*, text: str, campaign: Campaign, expected: Sequence[sharing_plan.Pair], by: User, at: datetime) -> Plan:
    """Give what was shown, all of it or nothing, and tell each reader."""
    campaign = alone_with(campaign)
    planned = plan(text=text, campaign=campaign, by=by)
    if planned.faulty:
        raise CannotImport(_("Des lignes sont à corriger : rien n’a été confié."))
    if not planned.given:
        raise CannotImport(_("Toutes ces lectures sont déjà confiées : il n’y a rien à changer."))
    if planned.given != tuple(expected):
        raise PlanOutdated(
            _("La situation a changé depuis cet aperçu. Rien n’a été confié : donnez de nouveau le fichier.")
        )
    change = sharing_plan.Plan(given=planned.given, taken=(), before=Counter(), after=Counter())
    carry_out(plan=change, campaign=campaign, event="applications.campaign.import_readings", by=by, at=at)
    return planned


def table(*, campaign: Campaign, by: User) -> Iterator[tuple[str, str]]:
    """The readings of a campaign in the shape an import takes."""
    mine = Review.objects.visible_to(by).filter(application__campaign=campaign, application__state=State.ELIGIBLE)
    standing = mine.exclude(state=lifecycle.Review.RECUSED).select_related("application", "reviewer")
    for review in standing.order_by("application", "reviewer").iterator(chunk_size=500):
        yield review.application.number, review.reviewer.email


def _known(campaign: Campaign, by: User) -> Known:
    files = Application.objects.visible_to(by).filter(campaign=campaign)
    here = {"application__campaign": campaign}
    readings = Review.objects.filter(**here).values_list("application_id", "reviewer_id", "state")
    return Known(
        campaign=campaign,
        files=dict(files.values_list("pk", "state")),
        readers={email.lower(): pk for pk, email in _readers()},
        held={(file, reader): state for file, reader, state in readings},
        apart=frozenset(Conflict.objects.filter(**here).values_list("application_id", "reviewer_id")),
    )


def _readers() -> Iterator[tuple[int, str]]:
    yield from User.objects.filter(role__in=READERS, is_active=True).values_list("pk", "email")


def _row(line: int, header: list[str], cells: list[str], known: Known, seen: set[tuple[str, str]]) -> Row:
    if len(cells) != len(header):
        return Row(line, cells[0], "", Effect.WRONG, _("Cette ligne n’a pas deux cases."))
    given = dict(zip(header, cells, strict=True))
    number, email = given["dossier"], given["adresse"].lower()
    pair, wrong = _pair(number, email, known)
    if not wrong and (number, email) in seen:
        wrong = _("Cette lecture figure deux fois dans le fichier.")
    seen.add((number, email))
    if wrong:
        return Row(line, number, email, Effect.WRONG, wrong)
    if pair in known.held:
        return Row(line, number, email, Effect.SAME, _same(known.held[pair]), pair)
    return Row(line, number, email, Effect.NEW, _("Ce dossier lui sera confié."), pair)


def _pair(number: str, email: str, known: Known) -> tuple[sharing_plan.Pair, str]:
    """The file and the reader of a line, or what is wrong with it in words."""
    asked = NUMBER.fullmatch(number)
    file = int(asked[2]) if asked and int(asked[1]) == known.campaign.pk else 0
    reader = known.readers.get(email, 0)
    pair = (file, reader)
    errors = (
        (file not in known.files, _("Ce numéro de dossier n’existe pas dans cette campagne, ou vous est réservé.")),
        (not reader, _("Personne qui lit n’a cette adresse : invitez cette personne, ou corrigez l’adresse.")),
        (pair in known.apart, _("Une incompatibilité est déclarée entre cette personne et ce dossier.")),
        (
            known.held.get(pair) == lifecycle.Review.RECUSED,
            _("Cette personne a rendu ce dossier : il ne lui revient pas."),
        ),
        (pair not in known.held and known.files.get(file) != State.ELIGIBLE, _("Ce dossier n’est pas à lire.")),
    )
    return pair, next((words for is_wrong, words in errors if is_wrong), "")


def _same(state: str) -> str:
    if state == lifecycle.Review.SUBMITTED:
        return _("Elle a déjà lu ce dossier : rien ne change.")
    return _("Ce dossier lui est déjà confié : rien ne change.")
