"""What each phase allows, in the words that staff and readers see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from applications.lifecycle import Phase
from applications.models import Campaign, PlannedPhase
from applications.phases import ORDER, RIGHTS
from portal.web.words import day


@dataclass(frozen=True, slots=True)
class Step:
    """One phase as it is drawn: where it stands, and what it allows to whom."""

    phase: Phase
    is_active: bool
    is_past: bool
    starts_at: datetime | None  # planned, not there yet
    answers: list[tuple[str, str]]

    @property
    def name(self) -> str:
        return str(self.phase.label)


def steps(campaign: Campaign, planned: Sequence[PlannedPhase]) -> list[Step]:
    """The six phases in their order, around the active one."""
    here = ORDER.index(Phase(campaign.phase))
    to_come = {row.phase: row.starts_at for row in planned if row.dealt_with_at is None}
    return [
        Step(phase, index == here, index < here, to_come.get(phase) if index > here else None, answers(phase))
        for index, phase in enumerate(ORDER)
    ]


def answers(phase: Phase) -> list[tuple[str, str]]:
    """Who scores, who sees names, who sees other people's scores, who decides."""
    rights = RIGHTS[phase]
    team = _("L’équipe et la présidence du jury")
    met = _("L’équipe, la présidence et qui mène les entretiens")
    seated = _("L’équipe, la présidence, et le jury si la séance les montre")
    compared = _("L’équipe, la présidence et qui a terminé le dossier")
    return [
        (_("Qui note"), _scorers(phase)),
        (_("Qui voit les noms"), seated if rights.decide else met if rights.interview else team),
        (_("Qui voit les notes des autres"), compared if rights.see_others_scores else team),
        (_("Qui décide"), _("Le jury") if rights.decide else _("Personne")),
        (_("Poids de la grille"), _("Modifiables") if rights.weigh else _("Figés")),
    ]


def reading_note(campaign: Campaign, planned: Sequence[PlannedPhase]) -> str:
    """Why nothing can be scored now, for readers; nothing to say while they can."""
    if campaign.rights.score:
        return ""
    if campaign.phase == Phase.ELIGIBILITY:
        return _not_yet(planned)
    if campaign.phase == Phase.CALIBRATION and campaign.phase_since:
        return _("La lecture est close depuis le %(day)s. Une lecture non terminée ne compte pas.") % {
            "day": day(campaign.phase_since)
        }
    return _("La lecture est close : la campagne en est à « %(phase)s ». Une lecture non terminée ne compte pas.") % {
        "phase": campaign.get_phase_display()
    }


def _scorers(phase: Phase) -> str:
    if RIGHTS[phase].score:
        return _("Les personnes qui lisent")
    return _("Les personnes qui mènent les entretiens") if RIGHTS[phase].interview else _("Personne")


def _not_yet(planned: Sequence[PlannedPhase]) -> str:
    starts_at = next((row.starts_at for row in planned if row.phase == Phase.READING and not row.dealt_with_at), None)
    if starts_at is None:
        return _("La lecture n’est pas encore ouverte : vous pouvez déjà lire les dossiers, et noter bientôt.")
    return _("La lecture n’est pas encore ouverte : vous pouvez déjà lire les dossiers, et noter dès le %(day)s.") % {
        "day": day(starts_at)
    }
