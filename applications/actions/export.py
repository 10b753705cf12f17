"""Take a table of applications out of the portal, with a trace of who did."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Branch, Campaign
from applications.models.application import ApplicationQuerySet
from portal.journal.record import record
from portal.people.models import User

Row = tuple[str | int | Decimal | datetime | None, ...]
BATCH = 2000


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
    return map(_row, applications.iterator(chunk_size=BATCH))


def _row(application: Application) -> Row:
    branch = getattr(application, "first_branch", None)
    return (
        application.number,
        application.last_name,
        application.first_name,
        application.candidate.email,
        application.phone,
        application.speciality,
        str(Branch(branch).label) if branch else "",
        application.get_state_display(),
        application.reviews_done,
        application.reviews_expected,
        application.total,
        application.submitted_at,
    )
