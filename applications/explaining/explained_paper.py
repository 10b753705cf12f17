"""The explanation of one file on paper."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.explaining import explained
from applications.explaining.explanation import Explanation, Line
from portal.web.paper import Paper
from portal.web.words import moment


def paper_of(explanation: Explanation, *, at: datetime) -> bytes:
    """Print what the page says, in the reader's language."""
    paper = Paper(title=_("Comment votre rang a été établi"), language=get_language() or "fr", at=at)
    if explanation.is_draft:
        paper.paragraph(_("Brouillon : rien n’est décidé tant que les résultats ne sont pas publiés."))
    paper.fact(_("École"), settings.SCHOOL_NAME)
    for fact in explained.facts(explanation):
        paper.fact(fact.label, fact.words)
    _criteria(paper, _("Les lectures de votre dossier"), explanation.lines)
    _criteria(paper, _("Votre entretien"), explanation.met)
    paper.part(_("Le calcul"))
    for said in explained.rule(explanation):
        paper.paragraph(said)
    paper.part(_("Votre droit"))
    paper.paragraph(explained.right())
    paper.small(_("Document établi par Galon le %(when)s.") % {"when": moment(at)})
    return paper.pdf()


def _criteria(paper: Paper, title: str, lines: Iterable[Line]) -> None:
    lines = list(lines)
    if not lines:
        return
    paper.part(title)
    for line in lines:
        paper.paragraph(f"{line.criterion.name} : {explained.sentence(line)}.")
        if line.nearest:
            level = {"level": line.nearest.level, "words": line.nearest.words}
            paper.small(_("Niveau %(level)s : %(words)s") % level)
            paper.ln(2)
