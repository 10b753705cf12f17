"""The stages of an application with their dates: what is done, what is happening, what comes next, who must act."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from applications import lifecycle
from applications.interviewing.agenda import may_choose
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, Interview, Offer
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


# How far each state has come: the index of the stage under way. Only people who are invited have the interview.
SUBMISSION, CHECK, READING, INTERVIEW, RESULT, ANSWER, DEPARTURE = range(7)
UNDER_WAY = {
    State.DRAFT: SUBMISSION,
    State.SUBMITTED: CHECK,
    State.ELIGIBLE: READING,
    State.WAITING: ANSWER,
    State.OFFERED: ANSWER,
    State.ACCEPTED: DEPARTURE,
}


def stages(
    application: Application, *, offer: Offer | None, interview: Interview | None, at: datetime, must_correct: bool
) -> list[Stage]:
    """Every stage of the way. A way that has ended keeps only what happened."""
    under_way = _under_way(application, interview, at)
    if under_way is None:
        return _what_happened(application, interview)
    acts = application.state == State.OFFERED or must_correct or _is_to_submit(application, at)
    acts = acts or (under_way == INTERVIEW and interview is None)
    meets = application.invited_at and (interview or under_way <= INTERVIEW)
    return [
        Stage(title, words, _standing(index, under_way, acts=acts))
        for index, (title, words) in enumerate(_all(application, offer, interview))
        if index != INTERVIEW or meets
    ]


def now(campaign: Campaign) -> str:
    """What happens to an eligible file, in words that are true of its phase and say nothing of its scores."""
    words = {
        Phase.ELIGIBILITY: _("Des membres de l’école le liront, sans votre nom, puis le jury se réunira."),
        Phase.READING: _("Des membres de l’école le lisent, sans votre nom, puis le jury se réunira."),
        Phase.CALIBRATION: _("La lecture des dossiers est close ; l’école compare les lectures avant le jury."),
        Phase.INTERVIEWS: _(
            "La lecture des dossiers est close et des entretiens ont lieu : si l’on souhaite vous rencontrer, vous "
            "recevez un message."
        ),
        Phase.JURY: _("La lecture des dossiers est close : le jury examine les candidatures."),
        Phase.CLOSED: _("La sélection est close : les résultats se préparent."),
    }
    return words[Phase(campaign.phase)]


def _under_way(application: Application, interview: Interview | None, at: datetime) -> int | None:
    """The stage somebody is at; an interview waits to be held, whatever the readings still do."""
    if _is_to_meet(application, interview, at):
        return INTERVIEW
    return RESULT if _is_read(application) else UNDER_WAY.get(State(application.state))


def _is_to_meet(application: Application, interview: Interview | None, at: datetime) -> bool:
    return may_choose(application, interview, at) and application.campaign.phase not in {Phase.JURY, Phase.CLOSED}


def _is_read(application: Application) -> bool:
    return application.state == State.ELIGIBLE and application.campaign.phase not in {Phase.ELIGIBILITY, Phase.READING}


def _standing(index: int, under_way: int, *, acts: bool) -> Standing:
    if index < under_way:
        return Standing.DONE
    if index > under_way or index == DEPARTURE:
        return Standing.TO_COME  # nobody acts on the departure: it comes on its day
    return Standing.YOURS if acts else Standing.OTHERS


def _is_to_submit(application: Application, at: datetime) -> bool:
    return application.state == State.DRAFT and application.is_editable(at)


def _all(application: Application, offer: Offer | None, interview: Interview | None) -> list[tuple[str, str]]:
    campaign = application.campaign
    return [
        (_("Dossier déposé"), _submission(application)),
        (_("Conditions et pièces vérifiées"), _("par l’école, au fil des dépôts")),
        (_("Lecture des dossiers"), _("par des membres de l’école, sans votre nom")),
        (_("Entretien"), _met(interview)),
        (_("Jury et résultats"), _results(campaign)),
        (_("Votre réponse"), _answer(campaign, offer)),
        (_("Départ pour Saint-Cyr Coëtquidan"), day(campaign.starts_on)),
    ]


def _submission(application: Application) -> str:
    if application.submitted_at:
        return moment(application.submitted_at)
    return _("avant le %(when)s") % {"when": deadline(application.campaign.closes_at)}


def _met(interview: Interview | None) -> str:
    """When and where, or what was noted on the day."""
    if interview is None:
        return _("l’école souhaite vous rencontrer : choisissez votre heure")
    if interview.state == lifecycle.Interview.HELD:
        return _("a eu lieu le %(when)s") % {"when": day(interview.slot.starts_at)}
    if interview.state == lifecycle.Interview.NO_SHOW:
        return _("votre absence a été notée")
    facts = {"when": moment(interview.slot.starts_at), "place": interview.slot.place or _("en visioconférence")}
    return _("%(when)s, %(place)s") % facts


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


def _what_happened(application: Application, interview: Interview | None) -> list[Stage]:
    happened = []
    if application.submitted_at:
        happened.append(Stage(_("Dossier déposé"), moment(application.submitted_at), Standing.DONE))
    if interview and interview.state == lifecycle.Interview.HELD:
        happened.append(Stage(_("Entretien"), _met(interview), Standing.DONE))
    if application.campaign.published_at and application.state in {State.REFUSED, State.DECLINED, State.EXPIRED}:
        happened.append(Stage(_("Jury et résultats"), _results(application.campaign), Standing.DONE))
    return [*happened, Stage(str(application.get_state_display()), "", Standing.DONE)]
