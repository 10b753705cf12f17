"""Which campaign a staff page is about: the one in its address, else the current one."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone

from applications import lifecycle
from applications.models import Campaign


def chosen(request: HttpRequest, campaigns: Sequence[Campaign]) -> Campaign | None:
    """Among campaigns given newest first: the one in the address, else the newest that has opened.

    Announcing next year's early must not empty the pages people work on today.
    """
    asked = request.GET.get("campaign", "")
    by_key = {str(campaign.pk): campaign for campaign in campaigns}
    announced = [one for one in campaigns if one.state != lifecycle.Campaign.PREPARATION]
    opened = [one for one in announced if one.opens_at <= timezone.now()]
    return by_key.get(asked) or next(iter([*opened, *announced]), None)
