"""What each phase of a selection allows. One phase is active at a time; nothing else opens or closes a door."""

from dataclasses import dataclass

from applications.lifecycle import Phase


@dataclass(frozen=True, slots=True)
class Rights:
    """A bundle of permissions. Whoever runs the selection sees scores in every phase; this is for everybody else."""

    score: bool = False  # readers write scores and hand readings in
    see_others_scores: bool = False  # a reader who has finished a file sees what the others gave it
    interview: bool = False  # panels meet people and fill the sheet
    decide: bool = False  # the jury drafts decisions, votes and publishes
    weigh: bool = False  # the weights may change: a new version of the grid, recomputed


RIGHTS: dict[str, Rights] = {
    Phase.ELIGIBILITY: Rights(weigh=True),
    Phase.READING: Rights(score=True, weigh=True),
    Phase.CALIBRATION: Rights(see_others_scores=True, weigh=True),
    Phase.INTERVIEWS: Rights(see_others_scores=True, interview=True),
    Phase.JURY: Rights(see_others_scores=True, decide=True),
    Phase.CLOSED: Rights(),
}

# In the order of a selection.
ORDER = tuple(Phase)
# Eligibility begins when the campaign is announced, and a selection closes with its published results.
BY_DATE = (Phase.READING, Phase.CALIBRATION, Phase.INTERVIEWS, Phase.JURY)
SCORING = frozenset(phase for phase, rights in RIGHTS.items() if rights.score)
SEE_OTHERS_SCORES = frozenset(phase for phase, rights in RIGHTS.items() if rights.see_others_scores)


def is_back(origin: str, target: str) -> bool:
    """Whether going from one phase to the other undoes a step."""
    return ORDER.index(Phase(target)) < ORDER.index(Phase(origin))


def following(phase: str) -> Phase | None:
    """The phase that usually comes next."""
    after = ORDER.index(Phase(phase)) + 1
    return ORDER[after] if after < len(ORDER) else None
