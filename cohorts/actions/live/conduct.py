"""A live amphi opened, started, paused, resumed and closed by those who run it."""

from datetime import date, datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import lifecycle
from cohorts.actions.amphi import as_result, hold, place, refuse_published
from cohorts.actions.inputs import Read, fingerprint, problem_of, read
from cohorts.actions.live import session as sessions
from cohorts.actions.live.refusals import CannotConduct
from cohorts.actions.live.turns import free_seat, go_on, raised
from cohorts.impossible import impossible
from cohorts.models import Amphi, Cohort, How, Pick, Run
from cohorts.placement import VERSION, Rule
from cohorts.placement.errors import InvalidPlacement
from portal.journal.moves import move
from portal.journal.record import record
from portal.people.models import User

MORE = timedelta(minutes=2)


@transaction.atomic
def open_amphi(
    *, cohort: Cohort, held_on: date, by: User, at: datetime, seconds_a_turn: int = 120, shows_names: bool = False
) -> Amphi:
    """Prepare the amphi of a cohort; nothing is fixed until it starts."""
    cohort = hold(cohort)
    refuse_published(cohort)
    if cohort.amphis.not_over().exists():
        raise CannotConduct(_("Un amphi de cette promotion est déjà ouvert."))
    amphi = Amphi.objects.create(
        cohort=cohort,
        held_on=held_on,
        seconds_a_turn=seconds_a_turn,
        shows_names=shows_names,
        opened_by=by,
        opened_at=at,
    )
    record("cohorts.amphi.open", amphi, by=by, at=at, cohort=cohort.pk, seconds_a_turn=seconds_a_turn)
    return amphi


@transaction.atomic
def start(*, amphi: Amphi, by: User, at: datetime) -> Amphi:
    """Fix who chooses among what, seat those whose place is reserved, and give the first person their turn."""
    amphi = sessions.held(amphi)
    refuse_published(amphi.cohort)
    _refuse_open_wishes(amphi.cohort, at)
    found = read(amphi.cohort, Rule.LIVE)
    _refuse_impossible(found)
    amphi = move(amphi, lifecycle.START_AMPHI, by=by, at=at, inputs=found.inputs)
    for trainee, post in found.inputs["locks"].items():
        seat = free_seat(amphi, post)
        Pick.objects.create(amphi=amphi, trainee_id=trainee, post_id=post, seat=seat, how=How.LOCKED, by=by, at=at)
    return go_on(sessions.read(amphi), at=at)


@transaction.atomic
def pause(*, amphi: Amphi, by: User, at: datetime) -> Amphi:
    """Stop the clock and keep what is left of it."""
    amphi = sessions.held(amphi)
    left = None if amphi.turn_ends_at is None else max(0, ceil((amphi.turn_ends_at - at).total_seconds()))
    amphi = move(amphi, lifecycle.PAUSE_AMPHI, by=by, at=at, turn_ends_at=None, seconds_left=left)
    return raised(amphi)


@transaction.atomic
def resume(*, amphi: Amphi, by: User, at: datetime) -> Amphi:
    """Go on where the pause began, with as many seconds."""
    seconds = sessions.held(amphi).seconds_left
    amphi = move(amphi, lifecycle.RESUME_AMPHI, by=by, at=at, seconds_left=None)
    return go_on(sessions.read(amphi), at=at, seconds=seconds)


@transaction.atomic
def add_time(*, amphi: Amphi, by: User, at: datetime) -> Amphi:
    """Two minutes more for the person choosing."""
    amphi = sessions.held(amphi)
    if amphi.current_id is None:
        raise CannotConduct(_("Personne n’est en train de choisir."))
    if amphi.turn_ends_at is not None:
        amphi.turn_ends_at = max(amphi.turn_ends_at, at) + MORE
    else:
        amphi.seconds_left = (amphi.seconds_left or 0) + int(MORE.total_seconds())
    record("cohorts.amphi.add_time", amphi, by=by, at=at, trainee=amphi.current_id)
    return raised(amphi, "turn_ends_at", "seconds_left")


@transaction.atomic
def show_names(*, amphi: Amphi, shown: bool, by: User, at: datetime) -> Amphi:
    """Say whether the screen of the room shows names or ranks."""
    amphi = sessions.held(amphi)
    amphi.shows_names = shown
    record("cohorts.amphi.show_names", amphi, by=by, at=at, shown=shown)
    return raised(amphi, "shows_names")


@transaction.atomic
def close(*, amphi: Amphi, by: User, at: datetime) -> Amphi:
    """End it once everybody has had their turn, and write the draft to publish; one never started just ends."""
    amphi = sessions.held(amphi)
    run = _drafted(amphi, by, at) if amphi.has_started else None
    amphi = move(
        amphi, lifecycle.CLOSE_AMPHI, by=by, at=at, closed_at=at, turn_ends_at=None, seconds_left=None, run=run
    )
    return raised(amphi)


def _drafted(amphi: Amphi, by: User, at: datetime) -> Run:
    if waiting := _waiting(amphi):
        words = ngettext(
            "%(n)s personne n’a pas encore choisi : l’amphi se clôt quand chaque personne a eu son tour.",
            "%(n)s personnes n’ont pas encore choisi : l’amphi se clôt quand chaque personne a eu son tour.",
            waiting,
        )
        raise CannotConduct(words % {"n": waiting})
    inputs = amphi.inputs | {"picks": sessions.taken_of(amphi)}
    run = Run.objects.create(
        cohort=amphi.cohort,
        rule=Rule.LIVE,
        version=str(VERSION),
        inputs=inputs,
        inputs_hash=fingerprint(inputs),
        result=as_result(place(inputs)),
        drafted_by=by,
        drafted_at=at,
    )
    record("cohorts.run.draft", run, by=by, at=at, hash=run.inputs_hash, amphi=amphi.pk)
    return run


def _waiting(amphi: Amphi) -> int:
    return len(amphi.inputs["merit"]) - Pick.objects.standing().filter(amphi=amphi).count()


def _refuse_open_wishes(cohort: Cohort, at: datetime) -> None:
    if cohort.wishes_close_at is not None and at < cohort.wishes_close_at:
        raise CannotConduct(_("Les vœux sont encore ouverts : commencez après leur clôture."))


def _refuse_impossible(found: Read) -> None:
    if not found.trainees:
        raise CannotConduct(_("Cette promotion ne compte personne à placer."))
    try:
        problem_of(found.inputs)
    except InvalidPlacement as error:
        raise CannotConduct(impossible(error, found.posts)) from error
