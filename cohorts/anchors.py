"""What a supervisor has seen, level by level: six axes, five sentences each, about acts and never about the person."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Axis


@dataclass(frozen=True, slots=True)
class Anchors:
    """The question to ask oneself, and the sentence of each level from 1 to 5."""

    question: Promise
    levels: tuple[Promise, Promise, Promise, Promise, Promise]


ANCHORS: dict[Axis, Anchors] = {
    Axis.PHYSICAL: Anchors(
        _("Qu’avez-vous vu pendant les séances et sur le terrain ?"),
        (
            _("Ne termine pas les séances courantes, sans cause médicale"),
            _("Termine les séances courantes avec de l’aide"),
            _("Termine les séances courantes au rythme de la section"),
            _("Garde de la lucidité sous l’effort et soutient un camarade"),
            _("Entraîne la section et garde sa lucidité quand la fatigue s’installe"),
        ),
    ),
    Axis.KNOWLEDGE: Anchors(
        _("Que sait faire la personne sans qu’on le lui redise ?"),
        (
            _("Ne restitue pas les règles de base, même après rappel"),
            _("Applique les règles de base quand on les rappelle"),
            _("Applique les règles de base sans rappel, sécurité comprise"),
            _("Explique le pourquoi des règles et les adapte au terrain"),
            _("Enseigne aux autres et prépare une instruction complète"),
        ),
    ),
    Axis.QUALITIES: Anchors(
        _("Comment les autres vivent-ils à ses côtés ?"),
        (
            _("Reste à l’écart, ou reporte ses erreurs sur les autres"),
            _("Participe quand on l’y invite"),
            _("Écoute, aide, et reconnaît ses erreurs"),
            _("Va vers qui est en difficulté sans qu’on le demande"),
            _("Apaise un désaccord et fait avancer le groupe"),
        ),
    ),
    Axis.COMMAND: Anchors(
        _("Ses subordonnés savent-ils ce qui est attendu d’eux ?"),
        (
            _("Attend qu’on décide à sa place"),
            _("Donne des consignes, mais tard ou sans les suivre"),
            _("Donne des consignes claires et contrôle leur exécution"),
            _("Décide à temps, explique, et corrige si les faits changent"),
            _("Délègue, contrôle, et fait progresser ses chefs de groupe"),
        ),
    ),
    Axis.ADAPTATION: Anchors(
        _("Que se passe-t-il quand le plan change ?"),
        (
            _("S’arrête quand le plan change"),
            _("Reprend après qu’on a tout réexpliqué"),
            _("Reprend avec les nouvelles consignes, sans perdre de temps"),
            _("Voit venir le changement et prévient à temps"),
            _("Propose une autre solution et la met en œuvre avec les autres"),
        ),
    ),
    Axis.VALUES: Anchors(
        _("Que fait la personne quand personne ne regarde ?"),
        (
            _("Manque à une règle importante et ne le dit pas"),
            _("Suit les règles quand on contrôle"),
            _("Suit les règles et rend compte, même de ses fautes"),
            _("Rappelle les règles aux autres avec tact"),
            _("Fait passer la mission et les autres avant son confort, par l’exemple"),
        ),
    ),
}
