"""A wrong click undone: a place declined or a file withdrawn by mistake comes back, as far as nobody loses by it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import call_next, expiry, lock_campaign
from applications.actions.places import free_places, open_offers
from applications.actions.waiting_list import FIRST, enter
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision, Offer
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post_many
from portal.people.models import User

# What a person may take back alone, for a short while; the school takes back the rest.
ONE_S_OWN = frozenset({State.DECLINED, State.WITHDRAWN})
HERE_AGAIN: dict[str, object] = {"withdrawn_from": "", "withdrawn_at": None}


class CannotComeBack(Refusal):
    """This cannot be undone, or not by this person; the text says what is left to do."""


@transaction.atomic
def reinstate(*, application: Application, by: User, at: datetime, reason: str = "") -> Application:
    """Undo a place declined, expired or ended, or a withdrawal: the place if one is free, else the top of the list."""
    campaign = lock_campaign(application.campaign_id)
    application = Application.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=application.pk)
    application.campaign = campaign
    _refuse_unless_undoable(application, by, at)
    application = _put_back(application, campaign, by, at)
    record("applications.application.undo", application, by=by, at=at, reason=reason)
    call_next(campaign=campaign, at=at)
    return application


def undo_until(application: Application, offer: Offer | None) -> datetime | None:
    """Until when the person may undo their own click; nothing if there is none to undo."""
    clicked_at = application.withdrawn_at if application.state == State.WITHDRAWN else offer and offer.answered_at
    if application.state not in ONE_S_OWN or not clicked_at or application.withdrawn_from == State.DEFERRED:
        return None
    return clicked_at + timedelta(minutes=application.campaign.undo_minutes)


def _refuse_unless_undoable(application: Application, by: User, at: datetime) -> None:
    if application.state not in lifecycle.ENDED or application.withdrawn_from == State.DEFERRED:
        raise CannotComeBack(_("Il n’y a rien à reprendre : rien n’est terminé, ou c’est un report laissé."))
    if application.campaign.state == lifecycle.Campaign.CLOSED:
        raise CannotComeBack(_("Cette campagne est terminée : une prochaine campagne reste ouverte à la personne."))
    until = undo_until(application, Offer.objects.filter(application=application).first())
    if by.pk == application.candidate_id and (until is None or at >= until):
        raise CannotComeBack(_("Le temps pour annuler est passé : écrivez à l’équipe du programme."))


def _put_back(application: Application, campaign: Campaign, by: User, at: datetime) -> Application:
    if Offer.objects.filter(application=application).exists():
        return _back_to_a_place(application, campaign, by, at)
    if application.withdrawn_from == State.WAITING:
        return _back_on_the_list(application, campaign, by, at)
    return _back_where_it_stood(application, campaign, by, at)


def _back_where_it_stood(application: Application, campaign: Campaign, by: User, at: datetime) -> Application:
    """Before any result: the very state it was withdrawn from."""
    if campaign.is_published:
        raise CannotComeBack(_("Les résultats ont été publiés sans cette candidature : elle ne revient plus ici."))
    stood = application.withdrawn_from or (State.SUBMITTED if application.submitted_at else State.DRAFT)
    application = move(
        application, lifecycle.COME_BACK[State(stood)], by=by, at=at, withdrawn_from="", withdrawn_at=None
    )
    _tell("reinstated", application, at)
    return application


def _back_on_the_list(application: Application, campaign: Campaign, by: User, at: datetime) -> Application:
    """The rank the jury gave still holds; those called meanwhile keep their place."""
    application = move(application, lifecycle.LIST_AGAIN, by=by, at=at, **HERE_AGAIN)
    Decision.objects.filter(application=application).update(listed_at=at)
    _tell("reinstated", application, at)
    return application


def _back_to_a_place(application: Application, campaign: Campaign, by: User, at: datetime) -> Application:
    """The place if it is free; else the top of the list, since a place given is never taken back."""
    if free_places(campaign):
        application = move(application, lifecycle.REINSTATE, by=by, at=at, **HERE_AGAIN)
        expires_at = expiry(campaign, at)
        open_offers(applications=[application], campaign=campaign, expires_at=expires_at, by=by, at=at)
        _tell("reinstated_place", application, at, expires_at=expires_at)
        return application
    application = move(application, lifecycle.LIST_AGAIN, by=by, at=at, **HERE_AGAIN)
    decision = Decision.objects.get(application=application)
    moved = enter(decision=decision, campaign=campaign, position=FIRST, by=by, at=at)
    _tell("reinstated_waiting", application, at, waiting_rank=decision.waiting_rank)
    for one, new in moved:
        _tell("waiting_rank_moved", one.application, at, waiting_rank=new)
    return application


def _tell(kind: str, application: Application, at: datetime, **facts: datetime | int | None) -> None:
    letter = Envelope(
        kind=f"applications/{kind}",
        to=application.candidate,
        key=f"application-{application.pk}-{kind}-{at:%Y%m%d%H%M%S%f}",
        context={"url": reverse("applications:status"), **facts},
    )
    post_many([letter], at=at, category=Category.CRITICAL)
