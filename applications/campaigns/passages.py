"""The phases a selection went through: from where to where, when, by whom, why."""

from dataclasses import dataclass
from datetime import datetime

from applications.lifecycle import Phase
from applications.models import Campaign
from portal.journal.models import Entry
from portal.journal.record import label

NEWEST = 20


@dataclass(frozen=True, slots=True)
class Passage:
    at: datetime
    by: str  # nobody: the clock
    origin: str
    target: str
    reason: str
    unfinished: int


def passages(campaign: Campaign) -> list[Passage]:
    """The newest first, in one query."""
    entries = Entry.objects.filter(subject=label(campaign), event="applications.campaign.enter_phase")
    return [_passage(entry) for entry in entries.select_related("by")[:NEWEST]]


def _passage(entry: Entry) -> Passage:
    facts = entry.facts
    return Passage(
        at=entry.at,
        by=str(entry.by or ""),
        origin=str(Phase(facts["origin"]).label),
        target=str(Phase(facts["target"]).label),
        reason=facts["reason"],
        unfinished=facts["unfinished"],
    )
