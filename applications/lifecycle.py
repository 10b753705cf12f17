"""The life of a campaign, an application, a review, an offer: the states and every step between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.journal.moves import Move


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


class Campaign(models.TextChoices):
    PREPARATION = "preparation", _("En préparation")
    OPEN = "open", _("Annoncée")
    DECIDED = "decided", _("Résultats publiés")
    CLOSED = "closed", _("Terminée")


OPEN_CAMPAIGN = Move("open", _from(Campaign.PREPARATION), Campaign.OPEN)
PUBLISH_RESULTS = Move("publish_results", _from(Campaign.OPEN), Campaign.DECIDED)
CLOSE_CAMPAIGN = Move("close", _from(Campaign.DECIDED), Campaign.CLOSED)


class State(models.TextChoices):
    """Of an application."""

    DRAFT = "draft", _("En préparation")
    SUBMITTED = "submitted", _("Déposée")
    ELIGIBLE = "eligible", _("Recevable")
    INELIGIBLE = "ineligible", _("Non recevable")
    OFFERED = "offered", _("Admission proposée")
    WAITING = "waiting", _("Liste complémentaire")
    REFUSED = "refused", _("Non retenue")
    ACCEPTED = "accepted", _("Place acceptée")
    DECLINED = "declined", _("Place déclinée")
    EXPIRED = "expired", _("Sans réponse dans le délai")
    WITHDRAWN = "withdrawn", _("Désistement")


# Still in the selection, before any published decision.
IN_SELECTION = _from(State.SUBMITTED, State.ELIGIBLE)
# The candidate may still change everything, while the campaign is open.
EDITABLE = _from(State.DRAFT, State.SUBMITTED)
# Files the jury ranks, before and after publication.
RANKED = _from(
    State.ELIGIBLE,
    State.OFFERED,
    State.WAITING,
    State.REFUSED,
    State.ACCEPTED,
    State.DECLINED,
    State.EXPIRED,
)
HANDED_IN = frozenset(State) - {State.DRAFT}
OVER = _from(State.INELIGIBLE, State.REFUSED, State.DECLINED, State.EXPIRED, State.WITHDRAWN)

SUBMIT = Move("submit", _from(State.DRAFT), State.SUBMITTED)
DECLARE_ELIGIBLE = Move("declare_eligible", _from(State.SUBMITTED, State.INELIGIBLE), State.ELIGIBLE)
DECLARE_INELIGIBLE = Move("declare_ineligible", _from(State.SUBMITTED, State.ELIGIBLE), State.INELIGIBLE)
ADMIT = Move("admit", _from(State.ELIGIBLE), State.OFFERED)
PUT_ON_WAITING_LIST = Move("put_on_waiting_list", _from(State.ELIGIBLE), State.WAITING)
REFUSE = Move("refuse", _from(State.ELIGIBLE), State.REFUSED)
CALL_FROM_WAITING_LIST = Move("call_from_waiting_list", _from(State.WAITING), State.OFFERED)
ACCEPT = Move("accept", _from(State.OFFERED), State.ACCEPTED)
DECLINE = Move("decline", _from(State.OFFERED), State.DECLINED)
EXPIRE = Move("expire", _from(State.OFFERED), State.EXPIRED)
WITHDRAW = Move(
    "withdraw",
    _from(State.DRAFT, State.SUBMITTED, State.ELIGIBLE, State.WAITING, State.OFFERED, State.ACCEPTED),
    State.WITHDRAWN,
)


class Offer(models.TextChoices):
    OPEN = "open", _("En attente de votre réponse")
    ACCEPTED = "accepted", _("Acceptée")
    DECLINED = "declined", _("Déclinée")
    EXPIRED = "expired", _("Expirée")
    RETURNED = "returned", _("Rendue par un désistement")


# An open or accepted offer occupies a place.
HOLDS_A_PLACE = _from(Offer.OPEN, Offer.ACCEPTED)

ACCEPT_OFFER = Move("accept", _from(Offer.OPEN), Offer.ACCEPTED)
DECLINE_OFFER = Move("decline", _from(Offer.OPEN), Offer.DECLINED)
EXPIRE_OFFER = Move("expire", _from(Offer.OPEN), Offer.EXPIRED)
RETURN_OFFER = Move("return", _from(Offer.OPEN, Offer.ACCEPTED), Offer.RETURNED)


class Review(models.TextChoices):
    ASSIGNED = "assigned", _("À lire")
    STARTED = "started", _("En cours")
    SUBMITTED = "submitted", _("Terminée")
    RECUSED = "recused", _("Récusation")


TO_READ = _from(Review.ASSIGNED, Review.STARTED)

START_REVIEW = Move("start", _from(Review.ASSIGNED), Review.STARTED)
SUBMIT_REVIEW = Move("submit", TO_READ, Review.SUBMITTED)
REOPEN_REVIEW = Move("reopen", _from(Review.SUBMITTED), Review.STARTED)
RECUSE_REVIEW = Move("recuse", TO_READ, Review.RECUSED)


class Correction(models.TextChoices):
    """Of something the school asks the candidate to correct."""

    ASKED = "asked", _("À corriger")
    ANSWERED = "answered", _("Corrigée, à vérifier")
    SETTLED = "settled", _("En ordre")


ANSWER_CORRECTION = Move("answer", _from(Correction.ASKED), Correction.ANSWERED)
SETTLE_CORRECTION = Move("settle", _from(Correction.ASKED, Correction.ANSWERED), Correction.SETTLED)
