"""A place taken: by the person, by an officer on their behalf, or by their wishes when time is over."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.amphi import refuse_published
from cohorts.actions.live import session as sessions
from cohorts.actions.live.refusals import CannotConduct, NotYourTurn, PostNotOpen, why_closed
from cohorts.actions.live.turns import give, go_on, raised
from cohorts.models import Amphi, How, Pick, Post, Trainee
from portal.people.models import User


@transaction.atomic
def pick(*, amphi: Amphi, trainee: Trainee, post: Post, by: User, at: datetime) -> Pick:
    """Take a place in one's own turn; it stays one's own until time has passed for good."""
    session = _turn_of(amphi, trainee)
    return _take(session, post, how=How.OWN, by=by, at=at)


@transaction.atomic
def pick_for(*, amphi: Amphi, trainee: Trainee, post: Post | None, reason: str, by: User, at: datetime) -> Pick:
    """Take a place for somebody who asks for it aloud, or by telephone; without a post, they take none."""
    session = _turn_of(amphi, trainee)
    if not reason.strip():
        raise CannotConduct(_("Dites comment cette personne vous l’a demandé."))
    return _take(session, post, how=How.OFFICER, by=by, at=at, reason=reason)


@transaction.atomic
def let_time_pass(*, amphi: Amphi, at: datetime) -> Amphi:
    """When time is over the wishes speak, and the turn goes on; harmless when somebody has chosen meanwhile."""
    amphi = sessions.held(amphi)
    if amphi.turn_ends_at is None or at < amphi.turn_ends_at:
        return amphi
    session = sessions.read(amphi)
    give(session, session.proxy(), how=How.PROXY, by=None, at=at)
    return go_on(session, at=at)


def catch_up(*, at: datetime) -> int:
    """Let time pass wherever it is over, and say in how many amphis."""
    late = list(Amphi.objects.running().filter(turn_ends_at__lte=at).select_related("cohort"))
    for amphi in late:
        let_time_pass(amphi=amphi, at=at)
    return len(late)


@transaction.atomic
def look_at(*, amphi: Amphi, trainee: Trainee, post: Post | None) -> Amphi:
    """Show the room what the person choosing is looking at; a glance is not written down."""
    amphi = sessions.held(amphi)
    if amphi.current_id != trainee.pk or amphi.watched == post:
        return amphi
    amphi.watched = post
    return raised(amphi, "watched")


def _turn_of(amphi: Amphi, trainee: Trainee) -> sessions.Session:
    """The amphi, held and running, if it is this person's turn."""
    amphi = sessions.held(amphi)
    refuse_published(amphi.cohort)
    if not amphi.is_running:
        raise NotYourTurn(_stands(amphi))
    if amphi.current_id != trainee.pk:
        raise NotYourTurn(_what_became(amphi, trainee))
    return sessions.read(amphi)


def _take(session: sessions.Session, post: Post | None, *, how: How, by: User, at: datetime, reason: str = "") -> Pick:
    if post is not None and (closed := session.live.refusal(post.pk)):
        who = session.amphi.current_id or 0  # it was checked to be somebody's turn
        raise PostNotOpen(why_closed(session.amphi, who, post.pk, closed, to_person=how == How.OWN))
    taken = give(session, post.pk if post else None, how=how, by=by, at=at, reason=reason)
    go_on(session, at=at)
    return taken


def _stands(amphi: Amphi) -> str:
    match amphi.state:
        case lifecycle.Amphi.READY:
            return _("L’amphi n’a pas commencé.")
        case lifecycle.Amphi.PAUSED:
            return _("L’amphi est suspendu : vous choisirez à la reprise.")
        case _:
            return _("L’amphi est clos.")


def _what_became(amphi: Amphi, trainee: Trainee) -> str:
    """Of somebody whose turn it is not: what they have, or that it is not yet."""
    done = Pick.objects.standing().filter(amphi=amphi, trainee=trainee).select_related("post__regiment").first()
    if done is None:
        return _("Ce n’est pas le tour de cette personne.")
    if done.post is None:
        return _("Ce tour est passé : aucun poste n’a été pris.")
    facts = {"post": done.post.regiment.short_name, "how": done.get_how_display()}
    return _("Ce tour est passé : %(post)s, %(how)s.") % facts
