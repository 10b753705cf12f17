"""Why one wish was not granted, in one sentence: to the person themselves, or to those who run the placement.

To the person, a rank at most is said of others. To the others, a fact that closes a post is never said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications.models import Branch
from cohorts.models import Fact, Trainee
from cohorts.placement import Kind

Reason = Mapping[str, Any]


@dataclass(frozen=True)
class Reasons:
    """The sentences of one stored run."""

    inputs: Mapping[str, Any]
    trainees: Mapping[int, Trainee]

    def in_full(self, post: int, reason: Reason) -> str:
        """For those who run the placement: with the ranks that a reservation puts first."""
        match reason["kind"]:
            case Kind.OWN_LOCK:
                return _("Une autre place a été réservée d’avance pour cette personne.")
            case Kind.UNFIT:
                return _("Pas accessible à cette personne.")
            case Kind.LOCKED:
                return _("Réservé avant l’amphi : %(who)s.") % {"who": self._ranks(reason["by"])}
            case Kind.UNRANKED:
                return _("Ce régiment n’a pas classé cette personne.")
            case Kind.OUTRANKED if self._has_order(post):
                words = _("Le régiment a retenu d’autres personnes, jusqu’à la place %(n)s de son ordre.")
                return words % {"n": reason["last_rank"]}
        words = self._about_places(post, reason)
        if reason["kind"] == Kind.QUOTA and reason["by"]:
            words += " " + _("Une réservation y compte : %(who)s.") % {"who": self._ranks(reason["by"])}
        return words

    def to_person(self, trainee: int, post: int, reason: Reason) -> str:
        """For the person: it may name a rank, never somebody nor a reason that is somebody else's."""
        match reason["kind"]:
            case Kind.OWN_LOCK:
                return _("Une autre place vous était réservée d’avance.")
            case Kind.UNFIT:
                return self._unfit(trainee, post)
            case Kind.LOCKED:
                return _("La place était réservée avant l’amphi.")
            case Kind.UNRANKED:
                return _("Vous n’êtes pas dans l’ordre de ce régiment.")
            case Kind.OUTRANKED if self._has_order(post):
                return _("Le régiment a retenu des personnes placées avant vous dans son ordre.")
        return self._about_places(post, reason)

    def rank(self, trainee: int) -> int:
        return self.trainees[trainee].merit_rank

    def _about_places(self, post: int, reason: Reason) -> str:
        """What became of the places, said alike to everybody."""
        match reason["kind"]:
            case Kind.TAKEN | Kind.OUTRANKED:
                return _("Pris : dernière place au rang %(rank)s.") % {"rank": self._rank_of_place(reason["last_rank"])}
            case Kind.QUOTA:
                return self._quota(reason)
            case Kind.RESERVED:
                return self._reserved(post, reason)
            case Kind.CLOSED if reason["minimum"]:
                return _("Ce poste n’ouvre pas : moins de %(n)s personnes y seraient allées.") % {
                    "n": reason["minimum"]
                }
            case Kind.LOOK_AHEAD:
                words = _(
                    "Refusé pour que %(n)s personnes aient une place : ce choix en aurait laissé une de plus sans."
                )
                return words % {"n": reason["fullest"]}
            case Kind.WHOLE:
                return _("Donné à d’autres : cette règle cherche le meilleur résultat pour l’ensemble.")
            case _:
                return _("Ce poste n’ouvre pas de place.")

    def _unfit(self, trainee: int, post: int) -> str:
        closed = self.inputs["unfit"][str(trainee)].index(post)
        match self.inputs["unfit_by"][str(trainee)][closed]:
            case Fact.FITNESS:
                return _("Ce poste demande une aptitude sans restriction, qui n’était pas établie.")
            case Fact.LICENCE:
                return _("Ce poste demande le permis de conduire, que vous n’aviez pas déclaré.")
            case Fact.ENGLISH:
                return _("Ce poste demande un niveau d’anglais qui n’était pas établi pour vous.")
            case Fact.NEAR:
                return _("Ce poste demande d’habiter plus près, d’après le département que vous avez dit.")
            case _:
                return _("Ce poste vous avait été fermé avant l’amphi, pour un motif écrit.")

    def _quota(self, reason: Reason) -> str:
        group = self.inputs["groups"][reason["group"]]
        name = Branch(group["branch"]).label if "branch" in group else group["name"]
        facts = {"branch": name, "cap": group["cap"]}
        if reason["last_rank"] is None:
            if "branch" in group:
                return _("%(branch)s : aucune place n’est ouverte dans cette arme.") % facts
            return _("%(branch)s : aucune place n’est ouverte dans ce groupe.") % facts
        facts["rank"] = self._rank_of_place(reason["last_rank"])
        if "branch" in group:
            return _("%(branch)s : les %(cap)s places de l’arme sont prises, la dernière au rang %(rank)s.") % facts
        return _("%(branch)s : le groupe est au complet (%(cap)s au plus), sa dernière place au rang %(rank)s.") % facts

    def _reserved(self, post: int, reason: Reason) -> str:
        kept = self.inputs["reserved"][str(post)]
        facts = {"n": kept["places"], "whom": whom(kept["fact"])}
        if reason["last_rank"] is None:
            return _("Ses places étaient gardées d’abord pour %(whom)s, qui les ont prises.") % facts
        facts["rank"] = self._rank_of_place(reason["last_rank"])
        words = _(
            "Des places y étaient gardées d’abord pour %(whom)s ; la dernière des autres est allée au rang %(rank)s."
        )
        return words % facts

    def _has_order(self, post: int) -> bool:
        return str(post) in self.inputs.get("priorities", {})

    def _ranks(self, trainees: list[int]) -> str:
        return ", ".join(pgettext("rang", "rang %(n)s") % {"n": self.rank(trainee)} for trainee in trainees)

    def _rank_of_place(self, place: int) -> int:
        """Ranks stand as they were given, though somebody before may have left since."""
        return self.rank(self.inputs["merit"][place - 1])


def whom(fact: str) -> str:
    """Those of whom a fact is true, as a post that keeps places for them says it."""
    match fact:
        case Fact.FITNESS:
            return _("les personnes aptes sans restriction")
        case Fact.LICENCE:
            return _("les personnes qui ont le permis de conduire")
        case Fact.ENGLISH:
            return _("les personnes qui ont le niveau d’anglais demandé")
        case _:
            return _("les personnes qui habitent à proximité")
