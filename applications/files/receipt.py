"""The receipt of a file handed in, on paper."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.files.answers import answers
from applications.files.file import File
from applications.files.sections import BRANCHES, DOCUMENTS
from portal.web.paper import Paper
from portal.web.words import day, deadline, moment


def receipt(file: File, *, at: datetime) -> bytes:
    """Print who handed in what, when, in the reader's language."""
    application = file.application
    title = _("Accusé de dépôt du dossier %(number)s") % {"number": application.number}
    paper = Paper(title=title, language=get_language() or "fr", at=at)
    paper.fact(_("Programme"), _("Partenariat Grandes Écoles de l’armée de Terre"))
    paper.fact(_("École"), settings.SCHOOL_NAME)
    paper.fact(_("Campagne"), application.campaign.name)
    paper.fact(_("Candidature de"), application.full_name)
    paper.fact(_("Déposée le"), moment(application.submitted_at))
    paper.fact(_("Dernière modification"), moment(application.saved_at))
    for section in (BRANCHES, DOCUMENTS):
        paper.ln(5)
        paper.paragraph(str(section.title))
        for answer in answers(file, section):
            if answer.words and not answer.is_long:
                paper.fact(answer.label, answer.words)
    paper.ln(8)
    paper.paragraph(
        _("Ce dossier pouvait être modifié jusqu’au %(closes)s. Les résultats sont prévus le %(results)s.")
        % {"closes": deadline(application.campaign.closes_at), "results": day(application.campaign.results_on)}
    )
    paper.small(
        _("Document établi par Galon le %(when)s. Il prouve le dépôt ; il ne préjuge pas de la décision.")
        % {"when": moment(at)}
    )
    return paper.pdf()
