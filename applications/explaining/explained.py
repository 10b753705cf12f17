"""The sentences of an explanation, the same on the page and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.explaining.explanation import FEWEST_PEOPLE, Explanation, Line
from applications.models import Decision
from portal.web.words import day


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    words: str


def facts(explanation: Explanation) -> list[Fact]:
    """The result: what was decided, at which rank, with which total, when."""
    decision, used = explanation.decision, explanation.used
    found = [Fact(_("Dossier"), explanation.application.number), Fact(_("Campagne"), explanation.campaign.name)]
    if used.total is not None:
        found.append(Fact(_("Total"), _("%(total)s sur 100") % {"total": _figure(used.total)}))
    if decision is None:
        return found
    found.append(Fact(_("Décision du jury"), decision.get_outcome_display()))
    found.append(Fact(_("Rang"), _("%(rank)s sur %(ranked)s") % {"rank": decision.rank, "ranked": explanation.ranked}))
    if decision.waiting_rank:
        found.append(Fact(_("Rang en liste complémentaire"), str(decision.waiting_rank)))
    if decision.reason:
        found.append(Fact(_("Motif"), decision.reason))
    if decision.published_at:
        found.append(Fact(_("Publiée le"), day(decision.published_at)))
    if used.minutes:
        found.append(Fact(_("Procès-verbal"), used.minutes))
    return found


def rule(explanation: Explanation) -> list[str]:
    """How the figures follow from each other, in the order in which they are computed."""
    said = [
        _(
            "Chaque critère est ramené sur la même échelle, du niveau le plus bas au plus haut, puis multiplié par son "
            "poids : un niveau au milieu de l’échelle apporte la moitié des points. Un critère que le dossier ne "
            "permet pas de juger ne compte ni en plus ni en moins."
        ),
        _total_of(explanation),
    ]
    if any(line.people and line.mean is None for line in (*explanation.lines, *explanation.met)):
        said.append(
            _(
                "Un niveau donné par moins de %(n)s personnes n’est pas montré, pour que personne ne puisse être "
                "reconnu ; il compte dans le total."
            )
            % {"n": FEWEST_PEOPLE}
        )
    if explanation.adjusted is not None:
        said.append(
            _(
                "Le jury a aussi vu un total corrigé de la sévérité de chaque personne qui lit : %(adjusted)s sur 100. "
                "C’est une indication, elle ne change pas l’ordre."
            )
            % {"adjusted": _figure(explanation.adjusted)}
        )
    return [*said, *_order(explanation)]


def right() -> str:
    """What the law promises, and that it is kept here."""
    return _(
        "Cette fiche répond à votre droit de savoir comment vous avez été classé ou classée (article L. 311-3-1 du "
        "code des relations entre le public et l’administration) : elle dit le traitement suivi, les données "
        "utilisées, les paramètres et les poids appliqués à votre dossier. Le calcul propose un ordre ; le jury décide."
    )


def sentence(line: Line) -> str:
    """One criterion on one line: what it weighs, what was given, what it brings."""
    if line.mean is None:
        given = _("niveau non montré") if line.people else _("sans note")
    else:
        given = ngettext(
            "%(mean)s sur %(highest)s, donné par %(n)s personne",
            "%(mean)s sur %(highest)s, moyenne de %(n)s personnes",
            line.people,
        ) % {"mean": _figure(line.mean), "highest": line.criterion.highest, "n": line.people}
    if not line.criterion.counted:
        return _("%(given)s ; ce critère ne compte pas dans le total") % {"given": given}
    weighs = _("poids %(share)s %%") % {"share": round(line.share)}
    if line.points is None:
        return f"{given}, {weighs}"
    brings = _("%(points)s points sur %(share)s") % {"points": _figure(line.points), "share": round(line.share)}
    return f"{given}, {weighs} : {brings}"


def _total_of(explanation: Explanation) -> str:
    used, share = explanation.used, explanation.interview_share
    done = used.readings
    readings = ngettext(
        "Le total des lectures, %(total)s sur 100, vient de %(n)s lecture terminée.",
        "Le total des lectures, %(total)s sur 100, est la moyenne de %(n)s lectures terminées.",
        done,
    ) % {"n": done, "total": _figure(used.reading_total)}
    if not share:
        return readings
    met = _("L’entretien, %(total)s sur 100, compte pour %(share)s %% du total et les lectures pour %(rest)s %%.")
    facts = {"total": _figure(used.interview_total), "share": share, "rest": explanation.reading_share}
    return " ".join([readings, met % facts, *_sheets(used.sheets)])


def _sheets(totals: Sequence[Decimal]) -> list[str]:
    """From how many sheets; what one member gave stays between the panel and the jury, as for readings."""
    if len(totals) < FEWEST_PEOPLE:
        return []
    return [_("La note d’entretien est la moyenne de %(n)s fiches.") % {"n": len(totals)}]


def _order(explanation: Explanation) -> list[str]:
    places = explanation.used.places
    said = [
        _(
            "Le classement suit le total, du plus haut au plus bas. Une égalité qui change une décision est départagée "
            "par le jury, par écrit."
        ),
        ngettext(
            "Il y avait %(n)s place. Les premiers rangs forment la liste principale, les suivants la liste "
            "complémentaire ; le jury peut s’écarter de cette ligne.",
            "Il y avait %(n)s places. Les premiers rangs forment la liste principale, les suivants la liste "
            "complémentaire ; le jury peut s’écarter de cette ligne.",
            places,
        )
        % {"n": places},
    ]
    if explanation.decision and explanation.decision.outcome == Decision.Outcome.WAITING:
        said.append(_("La liste complémentaire n’est pas un refus : chaque place qui se libère va à la suivante."))
    return said


def _figure(value: Decimal | None) -> str:
    return "–" if value is None else str(number_format(round(value, 1), 1))
