"""How the levels of one trainee moved from phase to phase, and the journal of the stay in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts import lifecycle
from cohorts.models import Axis, Evaluation

WORDS: Mapping[str, Promise] = {
    "cohorts.trainee.enrol": _("Entrée dans la promotion"),
    "cohorts.trainee.send_wishes": _("Vœux envoyés"),
    "cohorts.trainee.take_wishes_back": _("Vœux repris"),
    "cohorts.trainee.place_by_hand": _("Place donnée après l’amphi"),
    "cohorts.trainee.change_place": _("Place libérée acceptée"),
    "cohorts.trainee.leave": _("Parcours interrompu"),
    "cohorts.trainee.come_back": _("Départ repris"),
    "cohorts.trainee.record_outcome": _("Suite choisie notée"),
    "cohorts.evaluation.ask": _("Bilan demandé"),
    "cohorts.evaluation.entrust": _("Bilan confié à la personne qui encadre le poste"),
    "cohorts.evaluation.start": _("Bilan commencé"),
    "cohorts.evaluation.submit": _("Bilan remis"),
}


@dataclass(frozen=True, slots=True)
class Growth:
    """One axis over the evaluations handed in, oldest first."""

    axis: Axis
    levels: tuple[int | None, ...]


def growth(evaluations: Iterable[Evaluation]) -> list[Growth]:
    """Evaluations come with their marks; those not handed in say nothing."""
    given = [
        {mark.axis: mark.level for mark in evaluation.marks.all()}
        for evaluation in evaluations
        if evaluation.state == lifecycle.Evaluation.SUBMITTED
    ]
    return [Growth(axis, tuple(levels.get(axis) for levels in given)) for axis in Axis] if given else []
