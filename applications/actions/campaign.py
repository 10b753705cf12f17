"""Set a campaign up and announce it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import lock_campaign
from applications.campaigns import suggested
from applications.campaigns.dates import contradictions
from applications.models import Campaign, DocumentType
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.people.models import User


class CampaignOver(Refusal):
    """Its results are published: it is read, no longer changed."""


class CampaignNotReady(Refusal):
    """It cannot be announced yet; the text names every reason."""


@transaction.atomic
def create(*, by: User, at: datetime, **fields: Any) -> Campaign:
    """Prepare a new campaign, with the documents the programme usually asks for."""
    campaign = Campaign.objects.create(**{"age_on": fields["starts_on"], **fields})
    DocumentType.objects.bulk_create(
        DocumentType(
            campaign=campaign,
            position=position,
            **{name: getattr(document, name) for name in document.__slots__},
        )
        for position, document in enumerate(suggested.DOCUMENTS)
    )
    record("applications.campaign.create", campaign, by=by, at=at, name=campaign.name)
    return campaign


@transaction.atomic
def edit(*, campaign: Campaign, by: User, at: datetime, changes: dict[str, Any]) -> Campaign:
    """Change some of its fields until its results are published, and note what each was before."""
    campaign = locked_for_setting_up(campaign)
    changed = {name: value for name, value in changes.items() if getattr(campaign, name) != value}
    if not changed:
        return campaign
    before = [f"{name}: {getattr(campaign, name)} → {value}" for name, value in changed.items()]
    for name, value in changed.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=list(changed))
    record("applications.campaign.edit", campaign, by=by, at=at, changed=before)
    return campaign


@transaction.atomic
def announce(*, campaign: Campaign, by: User, at: datetime) -> Campaign:
    """Show the campaign to everybody; files can be handed in from its opening date."""
    missing = obstacles(campaign=campaign, at=at)
    if missing:
        raise CampaignNotReady(" ".join(missing))
    return move(campaign, lifecycle.OPEN_CAMPAIGN, by=by, at=at, phase=lifecycle.Phase.ELIGIBILITY, phase_since=at)


def obstacles(*, campaign: Campaign, at: datetime) -> list[str]:
    """Why the campaign cannot be announced yet, one sentence each."""
    found = [sentence for _field, sentence in _contradictions_of(campaign)]
    if campaign.closes_at <= at:
        found.append(_("La clôture est déjà passée."))
    rubric = campaign.reading_grid
    if rubric is None or not rubric.criteria.filter(counted=True, weight__gt=0).exists():
        found.append(_("La grille d’évaluation n’a pas encore de critère qui compte."))
    return found


def locked_for_setting_up(campaign: Campaign) -> Campaign:
    """The campaign, alone in hand and still open to changes."""
    campaign = lock_campaign(campaign.pk)
    if campaign.state in {lifecycle.Campaign.DECIDED, lifecycle.Campaign.CLOSED}:
        raise CampaignOver(_("Les résultats de cette campagne sont publiés : elle se lit, elle ne se change plus."))
    if campaign.is_armed:
        raise CampaignOver(_("Les résultats sont sur le point de partir : annulez d’abord le départ des lettres."))
    return campaign


def _contradictions_of(campaign: Campaign) -> list[tuple[str, str]]:
    return contradictions(
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        reviews_due_on=campaign.reviews_due_on,
        results_on=campaign.results_on,
        starts_on=campaign.starts_on,
    )
