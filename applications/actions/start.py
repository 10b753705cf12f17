"""Begin a file."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Campaign
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class CampaignNotOpen(Refusal):
    """Files are begun while the campaign is open."""


@transaction.atomic
def start(*, campaign: Campaign, by: User, at: datetime) -> Application:
    """Begin one's only file in a campaign; beginning twice leads to the same one."""
    if not campaign.is_open(at):
        raise CampaignNotOpen(_("Cette campagne n’accepte pas de nouveau dossier en ce moment."))
    application, is_new = Application.objects.get_or_create(
        campaign=campaign,
        candidate=by,
        defaults={
            "created_at": at,
            "saved_at": at,
            "first_name": by.first_name,
            "last_name": by.last_name,
            "phone": by.phone,
        },
    )
    if is_new:
        record("applications.application.start", application, by=by, at=at)
    return application
