"""How much the interview counts in the total, beside the readings."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actions.campaign import locked_for_setting_up
from applications.actions.phase import NotInThisPhase
from applications.actions.totals import weigh
from applications.models import Campaign
from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def set_share(*, campaign: Campaign, share: int, by: User, at: datetime) -> Campaign:
    """Set the interview's part, in percent, and bring every total up to date with it; until the jury sits."""
    campaign = locked_for_setting_up(campaign)
    if not (campaign.rights.weigh or campaign.rights.interview):
        raise NotInThisPhase(
            _("Le jury délibère sur les notes telles qu’elles sont : la part de l’entretien est fixée.")
        )
    if campaign.interview_share == share:
        return campaign
    files = campaign.applications.all()
    list(files.select_for_update().order_by("pk").values_list("pk"))
    before, campaign.interview_share = campaign.interview_share, share
    campaign.save(update_fields=["interview_share"])
    weigh(files)
    record("applications.campaign.share_interview", campaign, by=by, at=at, before=before, after=share)
    return campaign
