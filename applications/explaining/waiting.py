"""What a rank on the waiting list means today: who was called, who comes first."""

from dataclasses import dataclass

from applications.lifecycle import State
from applications.models import Application, Decision, Offer


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """The rank the jury gave, how many people are still before it, how many have been called so far."""

    rank: int
    ahead: int
    called: int


def waiting_line(decision: Decision) -> WaitingLine:
    """Count where somebody stands on the list of their campaign, in two queries."""
    assert decision.waiting_rank is not None
    campaign = decision.application.campaign_id
    before = Application.objects.filter(
        campaign=campaign, state=State.WAITING, decision__waiting_rank__lt=decision.waiting_rank
    )
    called = Offer.objects.filter(application__campaign=campaign, from_waiting_list=True)
    return WaitingLine(rank=decision.waiting_rank, ahead=before.count(), called=called.count())
