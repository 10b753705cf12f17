"""The stages of an application with their dates: what is done, what is happening, what comes next, who must act."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from applications.lifecycle import State
from applications.models import Application, Campaign, Offer
from portal.web.words import day, deadline, moment


class Standing(StrEnum):
    DONE = "done"
    YOURS = "now"  # the reader must act
    OTHERS = "wait"  # somebody else is acting
    TO_COME = ""


@dataclass(frozen=True, slots=True)
class Stage:
    title: str
    words: str
    standing: Standing


# How far each state has come: the index of the stage under way.
SUBMISSION, CHECK, READING, RESULT, ANSWER, DEPARTURE = range(6)
UNDER_WAY = {
    State.DRAFT: SUBMISSION,
    State.SUBMITTED: CHECK,
    State.ELIGIBLE: READING,
    State.WAITING: ANSWER,
    State.OFFERED: ANSWER,
    State.ACCEPTED: DEPARTURE,
}


def stages(application: Application, *, offer: Offer | None, at: datetime, must_correct: bool) -> list[Stage]:
    """Every stage of the way. A way that has ended keeps only what happened."""
    under_way = UNDER_WAY.get(State(application.state))
    if under_way is None:
        return _what_happened(application)
    acts = application.state == State.OFFERED or must_correct or _is_to_submit(application, at)
    return [
        Stage(title, words, _standing(index, under_way, acts=acts))
        for index, (title, words) in enumerate(_all(application, offer))
    ]


def _standing(index: int, under_way: int, *, acts: bool) -> Standing:
    if index < under_way:
        return Standing.DONE
    if index > under_way or index == DEPARTURE:
        return Standing.TO_COME  # nobody acts on the departure: it comes on its day
    return Standing.YOURS if acts else Standing.OTHERS


def _is_to_submit(application: Application, at: datetime) -> bool:
    return application.state == State.DRAFT and application.is_editable(at)


def _all(application: Application, offer: Offer | None) -> list[tuple[str, str]]:
    campaign = application.campaign
    return [
        (_("Dossier déposé"), _submission(application)),
        (_("Conditions et pièces vérifiées"), _("par l’école, au fil des dépôts")),
        (_("Dossier lu"), _("par des membres de l’école, sans votre nom")),
        (_("Jury et résultats"), _results(campaign)),
        (_("Votre réponse"), _answer(campaign, offer)),
        (_("Départ pour Saint-Cyr Coëtquidan"), day(campaign.starts_on)),
    ]


def _submission(application: Application) -> str:
    if application.submitted_at:
        return moment(application.submitted_at)
    return _("avant le %(when)s") % {"when": deadline(application.campaign.closes_at)}


def _results(campaign: Campaign) -> str:
    if campaign.published_at:
        return _("publiés le %(when)s") % {"when": day(campaign.published_at)}
    return _("prévus le %(when)s") % {"when": day(campaign.results_on)}


def _answer(campaign: Campaign, offer: Offer | None) -> str:
    if offer is None:
        return _("si une place vous est proposée, %(n)s jours pour répondre") % {"n": campaign.answer_days}
    if offer.answered_at:
        return moment(offer.answered_at)
    return _("avant le %(when)s") % {"when": deadline(offer.expires_at)}


def _what_happened(application: Application) -> list[Stage]:
    happened = []
    if application.submitted_at:
        happened.append(Stage(_("Dossier déposé"), moment(application.submitted_at), Standing.DONE))
    if application.campaign.published_at and application.state in {State.REFUSED, State.DECLINED, State.EXPIRED}:
        happened.append(Stage(_("Jury et résultats"), _results(application.campaign), Standing.DONE))
    return [*happened, Stage(str(application.get_state_display()), "", Standing.DONE)]
