"""Hand a file in."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.save import hold
from applications.eligibility import refused
from applications.files.file import File, Missing
from applications.files.reasons import reason
from applications.models import Application
from portal.journal.moves import Refusal, move
from portal.outbox.post import post
from portal.people.models import User
from portal.web.words import deadline


class CampaignClosed(Refusal):
    """The closing hour has passed, for everybody."""


class FileIncomplete(Refusal):
    """Something required is missing."""


class ConditionNotMet(Refusal):
    """A condition of the campaign is surely not met."""


class AlreadySubmitted(Refusal):
    """A file is handed in once."""


@transaction.atomic
def submit(*, application: Application, by: User, at: datetime) -> Application:
    """Hand the file in, once, complete, while the campaign is open."""
    application = hold(application)
    _refuse(application, at)
    application = move(application, lifecycle.SUBMIT, by=by, at=at, submitted_at=at)
    post(
        "applications/received",
        key=f"application-{application.pk}-received",
        to=application.candidate,
        at=at,
        url=reverse("applications:status"),
        number=application.number,
        campaign=application.campaign.name,
        submitted_at=at,
        closes_at=application.campaign.closes_at,
        results_on=application.campaign.results_on,
    )
    return application


def _refuse(application: Application, at: datetime) -> None:
    campaign = application.campaign
    if application.state in lifecycle.HANDED_IN:
        raise AlreadySubmitted(_("Ce dossier est déjà déposé."))
    if not campaign.is_open(at):
        raise CampaignClosed(
            _("La campagne est close depuis le %(when)s : le dossier ne peut plus être déposé.")
            % {"when": deadline(campaign.closes_at)}
        )
    if missing := File.of(application).missing:
        raise FileIncomplete(_("Le dossier n’est pas complet. Il manque : %(what)s.") % {"what": _listed(missing)})
    if findings := refused(application.findings):
        raise ConditionNotMet(
            _("Une condition n’est pas remplie. %(why)s Un doute ? Écrivez à %(team)s.")
            % {
                "why": " ".join(reason(finding, campaign.conditions) for finding in findings),
                "team": campaign.contact_email or _("l’équipe du programme"),
            }
        )


def _listed(missing: list[Missing]) -> str:
    return ", ".join(each.label for each in missing)
