"""The journal of one file in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.journal.models import Entry
from portal.journal.record import label

NEWEST = 100

WORDS: dict[str, Promise] = {
    "applications.application.start": _("Dossier commencé"),
    "applications.application.submit": _("Dossier déposé"),
    "applications.application.save": _("Dossier modifié"),
    "applications.application.check": _("Recevabilité examinée"),
    "applications.application.declare_eligible": _("Dossier déclaré recevable"),
    "applications.application.declare_ineligible": _("Dossier déclaré non recevable"),
    "applications.application.ineligible_because": _("Motif donné à la personne"),
    "applications.application.admit": _("Admission publiée"),
    "applications.application.put_on_waiting_list": _("Mise en liste complémentaire publiée"),
    "applications.application.refuse": _("Décision publiée : non retenue"),
    "applications.application.call_from_waiting_list": _("Appel depuis la liste complémentaire"),
    "applications.application.accept": _("Place acceptée"),
    "applications.application.decline": _("Place déclinée"),
    "applications.application.expire": _("Délai de réponse passé"),
    "applications.application.withdraw": _("Désistement"),
    "applications.application.lapse": _("Condition non remplie : l’admission prend fin"),
    "applications.application.defer": _("Report accordé"),
    "applications.application.undo": _("Erreur reprise"),
    "applications.application.amend": _("Résultat publié corrigé"),
    "applications.correction.ask": _("Correction demandée"),
    "applications.correction.answer": _("Correction faite par la personne"),
    "applications.correction.settle": _("Correction vérifiée"),
    "applications.redaction.check": _("Copie sans nom vérifiée"),
    "applications.document.mask": _("Pièce remplacée par une copie masquée, pour la lecture"),
    "applications.document.hide": _("Pièce retirée de la lecture"),
    "applications.document.show": _("Pièce remise à la lecture"),
    "applications.review.acknowledge": _("Dossier relu après un changement"),
    "applications.review.ask_again": _("Nouvelle lecture demandée après un changement"),
    "applications.review.start": _("Lecture commencée"),
    "applications.review.submit": _("Lecture terminée"),
    "applications.review.reopen": _("Lecture reprise"),
    "applications.review.recuse": _("Récusation"),
    "applications.offer.make": _("Place proposée"),
    "applications.offer.return": _("Place rendue"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    words: str | Promise
    by: str


def history(things: Iterable[Model], words: Mapping[str, Promise] = WORDS) -> list[Moment]:
    """What happened to these things, the newest first, in one query; events without words are not told."""
    subjects = [label(thing) for thing in things]
    entries = Entry.objects.filter(subject__in=subjects, event__in=words).select_related("by")
    return [Moment(entry.at, words[entry.event], str(entry.by or "")) for entry in entries[:NEWEST]]
