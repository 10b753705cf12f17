"""Take a table of applications out of the portal, with a trace of who did."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import FilteredRelation, Q, TextChoices
from django.utils.translation import gettext as _

from applications.lifecycle import State
from applications.models import Branch, Campaign
from applications.models.application import ApplicationQuerySet, numbered
from portal.journal.record import record
from portal.people.models import User

Row = tuple[str | int | Decimal | datetime | None, ...]
BATCH = 2000
COLUMNS = (
    "campaign_id", "pk", "last_name", "first_name", "candidate__email", "phone", "speciality", "first_wish__branch",
    "state", "reviews_done", "reviews_expected", "total", "submitted_at",
)  # fmt: skip


def header() -> list[str]:
    return [
        _("Numéro"), _("Nom"), _("Prénom"), _("Adresse électronique"), _("Téléphone"), _("Spécialité"),
        _("Première arme"), _("État"), _("Lectures faites"), _("Lectures attendues"), _("Note sur 100"), _("Dépôt"),
    ]  # fmt: skip


@transaction.atomic
def export(
    *, campaign: Campaign, applications: ApplicationQuerySet, by: User, at: datetime, filters: str
) -> Iterator[Row]:
    """Note who takes what out, then give the rows one by one."""
    record("applications.campaign.export", campaign, by=by, at=at, rows=applications.count(), filters=filters)
    first = FilteredRelation("branch_wishes", condition=Q(branch_wishes__position=1))
    rows = applications.annotate(first_wish=first).values_list(*COLUMNS)
    states, branches = _labels(State), _labels(Branch)
    return (_row(values, states, branches) for values in rows.iterator(chunk_size=BATCH))


def _labels(choices: type[TextChoices]) -> dict[str, str]:
    return {choice.value: str(choice.label) for choice in choices}


def _row(values: tuple[Any, ...], states: dict[str, str], branches: dict[str, str]) -> Row:
    campaign, pk, *identity, branch, state, done, expected, total, submitted_at = values
    return (
        numbered(campaign, pk),
        *identity,
        branches.get(branch, ""),
        states[state],
        done,
        expected,
        total,
        submitted_at,
    )
