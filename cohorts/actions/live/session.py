"""One live amphi as it stands: its inputs, fixed when it started, and what has been taken since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohorts.actions.amphi import hold
from cohorts.actions.inputs import problem_of
from cohorts.models import Amphi, How, Pick, Trainee
from cohorts.placement import Live


@dataclass(frozen=True)
class Session:
    """`away`: those whose wishes speak for them; `gone`: those who have left the cohort since the start."""

    amphi: Amphi
    live: Live[int, int]
    away: frozenset[int]
    gone: frozenset[int]

    def proxy(self) -> int | None:
        """What is taken for the person whose turn it is, when they do not say."""
        return None if self.live.turn in self.gone else self.live.first_open()


def held(amphi: Amphi) -> Amphi:
    """Wait for the cohort's turn, then the amphi's: nobody else changes either until the end."""
    hold(amphi.cohort)
    return Amphi.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=amphi.pk)


def read(amphi: Amphi) -> Session:
    """Where a started amphi stands, in three queries whatever the number of people."""
    picks = Pick.objects.standing().filter(amphi=amphi).exclude(how=How.LOCKED)
    merit = amphi.inputs["merit"]
    enrolled = set(Trainee.objects.enrolled().filter(pk__in=merit).values_list("pk", flat=True))
    return Session(
        amphi=amphi,
        live=Live(problem_of(amphi.inputs), list(picks.order_by("pk").values_list("trainee", "post"))),
        away=frozenset(amphi.absences.values_list("trainee", flat=True)),
        gone=frozenset(merit) - enrolled,
    )


def taken_of(amphi: Amphi) -> Sequence[list[Any]]:
    """What each took, in order, with how it came to them; locked places apart, since inputs name them."""
    picks = Pick.objects.standing().filter(amphi=amphi).exclude(how=How.LOCKED).order_by("pk")
    return [list(pick) for pick in picks.values_list("trainee", "post", "how")]
