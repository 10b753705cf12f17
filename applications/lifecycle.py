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


class Phase(models.TextChoices):
    """Of an announced campaign: exactly one at a time says who may do what (`applications.phases`)."""

    ELIGIBILITY = "eligibility", _("Recevabilité")
    READING = "reading", _("Lecture")
    CALIBRATION = "calibration", _("Calibrage")
    INTERVIEWS = "interviews", _("Entretiens")
    JURY = "jury", _("Jury")
    CLOSED = "closed", _("Sélection close")


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
    LAPSED = "lapsed", _("Condition d’admission non remplie")
    DEFERRED = "deferred", _("Report accordé")
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
    State.LAPSED,
    State.DEFERRED,
)
HANDED_IN = frozenset(State) - {State.DRAFT}
OVER = _from(State.INELIGIBLE, State.REFUSED, State.DECLINED, State.EXPIRED, State.LAPSED, State.WITHDRAWN)

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
    _from(
        State.DRAFT,
        State.SUBMITTED,
        State.ELIGIBLE,
        State.WAITING,
        State.OFFERED,
        State.ACCEPTED,
        State.DEFERRED,
    ),
    State.WITHDRAWN,
)
LAPSE = Move("lapse", _from(State.OFFERED, State.ACCEPTED), State.LAPSED)
DEFER = Move("defer", _from(State.ACCEPTED), State.DEFERRED)
# What was left by mistake comes back: where it stood, to its place, or to the waiting list.
ENDED = _from(State.DECLINED, State.EXPIRED, State.LAPSED, State.WITHDRAWN)
REINSTATE = Move("reinstate", ENDED, State.OFFERED)
LIST_AGAIN = Move("list_again", ENDED, State.WAITING)
COME_BACK = {
    state: Move("come_back", _from(State.WITHDRAWN), state) for state in (State.DRAFT, State.SUBMITTED, State.ELIGIBLE)
}
# A published result was wrong; nothing here takes a place away.
ADMIT_AFTER_ALL = Move("admit_after_all", _from(State.REFUSED, State.WAITING), State.OFFERED)
LIST_AFTER_ALL = Move("list_after_all", _from(State.REFUSED, State.WAITING), State.WAITING)


class Offer(models.TextChoices):
    OPEN = "open", _("En attente de votre réponse")
    ACCEPTED = "accepted", _("Acceptée")
    DECLINED = "declined", _("Déclinée")
    EXPIRED = "expired", _("Expirée")
    RETURNED = "returned", _("Rendue par un désistement")
    LAPSED = "lapsed", _("Condition non remplie")
    DEFERRED = "deferred", _("Reportée à une prochaine session")


# An open or accepted offer occupies a place.
HOLDS_A_PLACE = _from(Offer.OPEN, Offer.ACCEPTED)

ACCEPT_OFFER = Move("accept", _from(Offer.OPEN), Offer.ACCEPTED)
DECLINE_OFFER = Move("decline", _from(Offer.OPEN), Offer.DECLINED)
EXPIRE_OFFER = Move("expire", _from(Offer.OPEN), Offer.EXPIRED)
RETURN_OFFER = Move("return", _from(Offer.OPEN, Offer.ACCEPTED), Offer.RETURNED)
LAPSE_OFFER = Move("lapse", _from(Offer.OPEN, Offer.ACCEPTED), Offer.LAPSED)
DEFER_OFFER = Move("defer", _from(Offer.ACCEPTED), Offer.DEFERRED)
REOPEN_OFFER = Move("reopen", _from(Offer.DECLINED, Offer.EXPIRED, Offer.RETURNED, Offer.LAPSED), Offer.OPEN)


class Deferral(models.TextChoices):
    """Of a place accepted now and wanted in a later session."""

    ASKED = "asked", _("Report demandé")
    REFUSED = "refused", _("Report refusé")
    GRANTED = "granted", _("Report accordé")
    CALLED = "called", _("Confirmation attendue")
    CONFIRMED = "confirmed", _("Place confirmée")
    RELEASED = "released", _("Place laissée")


# A place is kept in the later session from the moment its confirmation is asked.
KEEPS_A_PLACE = _from(Deferral.CALLED, Deferral.CONFIRMED)

GRANT_DEFERRAL = Move("grant", _from(Deferral.ASKED, Deferral.REFUSED), Deferral.GRANTED)
REFUSE_DEFERRAL = Move("refuse", _from(Deferral.ASKED), Deferral.REFUSED)
CALL_DEFERRED = Move("call", _from(Deferral.GRANTED), Deferral.CALLED)
CONFIRM_DEFERRED = Move("confirm", _from(Deferral.CALLED), Deferral.CONFIRMED)
RELEASE_DEFERRED = Move("release", _from(Deferral.GRANTED, Deferral.CALLED, Deferral.CONFIRMED), Deferral.RELEASED)


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
RESTORE_REVIEW = Move("restore", _from(Review.RECUSED), Review.STARTED)


class ProposedConflict(models.TextChoices):
    """Of an incompatibility the software found in facts: a person says whether it is one."""

    PROPOSED = "proposed", _("À confirmer")
    CONFIRMED = "confirmed", _("Confirmée")
    DISMISSED = "dismissed", _("Écartée")


CONFIRM_CONFLICT = Move("confirm", _from(ProposedConflict.PROPOSED), ProposedConflict.CONFIRMED)
DISMISS_CONFLICT = Move("dismiss", _from(ProposedConflict.PROPOSED), ProposedConflict.DISMISSED)


class Delegation(models.TextChoices):
    """Of a reader's queue lent to somebody else for some days; it ends by itself."""

    DECLARED = "declared", _("Déclarée")
    CANCELLED = "cancelled", _("Annulée")


CANCEL_DELEGATION = Move("cancel", _from(Delegation.DECLARED), Delegation.CANCELLED)


class Correction(models.TextChoices):
    """Of something the school asks the candidate to correct."""

    ASKED = "asked", _("À corriger")
    ANSWERED = "answered", _("Corrigée, à vérifier")
    SETTLED = "settled", _("En ordre")


ANSWER_CORRECTION = Move("answer", _from(Correction.ASKED), Correction.ANSWERED)
SETTLE_CORRECTION = Move("settle", _from(Correction.ASKED, Correction.ANSWERED), Correction.SETTLED)


class Slot(models.TextChoices):
    """Of a time a panel can meet somebody."""

    OPEN = "open", _("Ouvert")
    CLOSED = "closed", _("Fermé")


CLOSE_SLOT = Move("close", _from(Slot.OPEN), Slot.CLOSED)
REOPEN_SLOT = Move("reopen", _from(Slot.CLOSED), Slot.OPEN)


class Interview(models.TextChoices):
    """Of a meeting between a panel and a person. Moving it ends it and books another."""

    BOOKED = "booked", _("Réservé")
    CONFIRMED = "confirmed", _("Présence confirmée")
    MOVED = "moved", _("Déplacé")
    CANCELLED = "cancelled", _("Annulé")
    HELD = "held", _("Passé")
    NO_SHOW = "no_show", _("Absence")


TO_HOLD = _from(Interview.BOOKED, Interview.CONFIRMED)
# Nobody else can have the slot: of an absence, the time left may still be given to somebody.
HOLDS_ITS_SLOT = TO_HOLD | {Interview.HELD}

CONFIRM_INTERVIEW = Move("confirm", _from(Interview.BOOKED), Interview.CONFIRMED)
MOVE_INTERVIEW = Move("move", TO_HOLD | {Interview.NO_SHOW}, Interview.MOVED)
CANCEL_INTERVIEW = Move("cancel", TO_HOLD, Interview.CANCELLED)
HOLD_INTERVIEW = Move("hold", TO_HOLD | {Interview.NO_SHOW}, Interview.HELD)
MISS_INTERVIEW = Move("miss", TO_HOLD, Interview.NO_SHOW)


class Sitting(models.TextChoices):
    """Of a meeting of the jury. Several may follow one another before anything is published."""

    PREPARED = "prepared", _("Préparée")
    OPEN = "open", _("En cours")
    SUSPENDED = "suspended", _("Suspendue")
    CLOSED = "closed", _("Levée")


# A meeting closed by a wrong click opens again, as long as nothing is published.
OPEN_SITTING = Move("open", _from(Sitting.PREPARED, Sitting.SUSPENDED, Sitting.CLOSED), Sitting.OPEN)
SUSPEND_SITTING = Move("suspend", _from(Sitting.OPEN), Sitting.SUSPENDED)
CLOSE_SITTING = Move("close", _from(Sitting.OPEN, Sitting.SUSPENDED), Sitting.CLOSED)


class Sheet(models.TextChoices):
    """Of what one member of a panel writes about one interview."""

    STARTED = "started", _("En cours")
    SUBMITTED = "submitted", _("Terminée")


SUBMIT_SHEET = Move("submit", _from(Sheet.STARTED), Sheet.SUBMITTED)
REOPEN_SHEET = Move("reopen", _from(Sheet.SUBMITTED), Sheet.STARTED)
