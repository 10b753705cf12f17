"""The last pick undone: the turn comes back, and the journal keeps both."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.live import session as sessions
from cohorts.actions.live.refusals import CannotUndo
from cohorts.actions.live.turns import raised
from cohorts.models import Absence, Amphi, How, Pick
from portal.journal.record import record
from portal.people.models import User


@transaction.atomic
def undo(*, pick: Pick, reason: str, by: User, at: datetime) -> Pick:
    """Take the last standing pick back, with a reason; its person chooses again, with a whole turn, as if present."""
    amphi = sessions.held(pick.amphi)
    _refuse_unless_last(amphi, pick)
    if not reason.strip():
        raise CannotUndo(_("Dites pourquoi ce choix est annulé."))
    pick.undone_at, pick.undone_by, pick.undo_reason = at, by, reason
    pick.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    Absence.objects.filter(amphi=amphi, trainee=pick.trainee_id).delete()
    facts = {"pick": pick.pk, "trainee": pick.trainee_id, "post": pick.post_id, "reason": reason}
    record("cohorts.amphi.undo", amphi, by=by, at=at, **facts)
    _give_back(amphi, pick.trainee_id, at)
    return pick


def last_standing(amphi: Amphi) -> Pick | None:
    """The only pick that may be undone: places reserved beforehand are not picks of the room."""
    picks = Pick.objects.standing().filter(amphi=amphi).exclude(how=How.LOCKED)
    return picks.select_related("post__regiment", "trainee__person").order_by("-pk").first()


def _refuse_unless_last(amphi: Amphi, pick: Pick) -> None:
    if amphi.is_closed:
        raise CannotUndo(_("L’amphi est clos."))
    last = last_standing(amphi)
    if last is None or last.pk != pick.pk:
        raise CannotUndo(_("Ce choix n’est plus le dernier : annulez d’abord celui qui l’a suivi."))


def _give_back(amphi: Amphi, trainee: int, at: datetime) -> None:
    amphi.current_id, amphi.watched = trainee, None
    if amphi.is_running:
        amphi.turn_ends_at = at + timedelta(seconds=amphi.seconds_a_turn)
    elif amphi.is_paused:
        amphi.seconds_left = amphi.seconds_a_turn
    raised(amphi, "current", "watched", "turn_ends_at", "seconds_left")
