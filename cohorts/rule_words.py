"""Each rule of placement in words: its name, what it does, what it guarantees and what it gives up."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.placement import Rule


@dataclass(frozen=True, slots=True)
class RuleWords:
    name: str | Promise
    does: str | Promise
    guarantees: str | Promise
    gives_up: str | Promise


RULES: dict[Rule, RuleWords] = {
    Rule.AMPHI: RuleWords(
        _("Amphi"),
        _("Dans l’ordre du classement, chaque personne prend le meilleur de ses vœux encore ouvert."),
        _("Personne n’est dépassé sans une réservation, et dire ses vrais vœux est toujours le mieux."),
        _("Des personnes peuvent rester sans place alors qu’un autre partage en donnerait une à tout le monde."),
    ),
    Rule.LOOK_AHEAD: RuleWords(
        _("Amphi prévoyant"),
        _("L’amphi, mais un choix qui priverait quelqu’un d’autre de toute place est refusé."),
        _("Autant de personnes que possible ont une place."),
        _("Quelqu’un peut être dépassé par une personne classée plus bas ; chaque cas est expliqué."),
    ),
    Rule.DEFERRED_ACCEPTANCE: RuleWords(
        _("Ordres des régiments"),
        _("Chaque poste garde les personnes les mieux placées dans son ordre, ou dans le classement s’il n’en a pas."),
        _("Aucune personne ni aucun poste ne préférerait s’échanger, et dire ses vrais vœux est toujours le mieux."),
        _("Deux personnes pourraient vouloir échanger leurs places ; le classement ne décide pas seul."),
    ),
    Rule.LEAST_TOTAL_RANK: RuleWords(
        _("Plus petite somme"),
        _("Autant de places que possible, puis la plus petite somme des rangs de vœux."),
        _("Aucun autre partage ne contente mieux l’ensemble."),
        _("Le classement ne départage que les égalités, et arranger sa liste peut faire gagner."),
    ),
    Rule.LEXIMIN: RuleWords(
        _("Plus petit pire vœu"),
        _("Autant de places que possible, puis le moins mauvais sort pour qui est le moins bien servi."),
        _("Personne ne descend plus bas qu’il n’est nécessaire."),
        _("Le classement ne départage que les égalités, et arranger sa liste peut faire gagner."),
    ),
    Rule.WITH_MINIMUM: RuleWords(
        _("Minimum par régiment"),
        _("La plus petite somme, chaque poste ayant au moins son minimum de personnes, ou aucune."),
        _("Personne n’est seul là où un régiment en attend plusieurs."),
        _("Ni le classement ni la sincérité des vœux ne sont protégés : un poste peut fermer à qui l’avait demandé."),
    ),
    Rule.LIVE: RuleWords(
        _("Amphi en séance"),
        _("Chaque personne a choisi à son tour, dans l’ordre du classement."),
        _("Personne n’a été dépassé sans une réservation."),
        _("Des personnes peuvent rester sans place."),
    ),
}
