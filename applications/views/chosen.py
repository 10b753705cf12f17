"""Which campaign a staff page is about: the one in its address, else the current one."""

from collections.abc import Sequence

from django.http import HttpRequest

from applications import lifecycle
from applications.models import Campaign


def chosen(request: HttpRequest, campaigns: Sequence[Campaign]) -> Campaign | None:
    """Among campaigns given newest first; an unknown one in the address is the current one."""
    asked = request.GET.get("campaign", "")
    by_key = {str(campaign.pk): campaign for campaign in campaigns}
    announced = (one for one in campaigns if one.state != lifecycle.Campaign.PREPARATION)
    return by_key.get(asked) or next(announced, None)
