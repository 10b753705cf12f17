"""In what order a meeting discusses the files, and which one it discusses now."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from applications.lifecycle import State
from applications.models import AgendaItem, Application, Ballot, Conflict, Member, Sitting
from applications.scoring import discussion_order
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User


class NotOnTheAgenda(Refusal):
    """The file cannot be called, or moved, in this meeting."""


def left(sitting: Sitting) -> list[Application]:
    """The files no meeting has decided yet, best first."""
    files = Application.objects.filter(campaign=sitting.campaign_id, state=State.ELIGIBLE)
    return list(files.exclude(decision__sitting__isnull=False).ranked())


def write(sitting: Sitting) -> None:
    """Put what is left on the agenda of a new meeting, in the order that sends members out least often."""
    _append(sitting, _in_order(sitting, left(sitting)), after=0)


def complete(sitting: Sitting) -> None:
    """Before a meeting begins: add the files that came since, take away those that left the selection."""
    remaining = left(sitting)
    decided = AgendaItem.objects.filter(sitting=sitting, decided_at__isnull=False)
    known = set(AgendaItem.objects.filter(sitting=sitting).values_list("application", flat=True))
    gone = known - {file.pk for file in remaining} - set(decided.values_list("application", flat=True))
    AgendaItem.objects.filter(sitting=sitting, application__in=gone).delete()
    last = AgendaItem.objects.filter(sitting=sitting).aggregate(last=Max("position"))["last"]
    _append(sitting, _in_order(sitting, [file for file in remaining if file.pk not in known]), after=last or 0)


@transaction.atomic
def reorder(*, sitting: Sitting, by: User, at: datetime) -> Sitting:
    """Compute the order again for what is left, after conflicts were declared or the ranking changed."""
    sitting = _locked(sitting)
    undecided = [item for item in _items(sitting) if item.decided_at is None]
    places = sorted(item.position for item in undecided)
    of_file = {item.application_id: item for item in undecided}
    files = Application.objects.filter(pk__in=of_file).ranked()
    for place, file in zip(places, _in_order(sitting, list(files)), strict=True):
        of_file[file.pk].position = place
    AgendaItem.objects.bulk_update(undecided, ["position"], batch_size=500)
    record("applications.sitting.reorder", sitting, by=by, at=at, files=len(undecided))
    return sitting


@transaction.atomic
def shift(*, item: AgendaItem, up: bool, by: User, at: datetime) -> AgendaItem:
    """Move one file a place up or down among those left to discuss."""
    sitting = _locked(item.sitting)
    undecided = [one for one in _items(sitting) if one.decided_at is None]
    at_now = next((n for n, one in enumerate(undecided) if one.pk == item.pk), None)
    if at_now is None:
        raise NotOnTheAgenda(_("Ce dossier est déjà décidé : sa place ne change plus."))
    other = at_now + (-1 if up else 1)
    if 0 <= other < len(undecided):
        one, two = undecided[at_now], undecided[other]
        one.position, two.position = two.position, one.position
        AgendaItem.objects.bulk_update([one, two], ["position"])
        record("applications.sitting.shift", sitting, by=by, at=at, file=item.application_id, up=up)
    return undecided[at_now]


@transaction.atomic
def call(*, item: AgendaItem, by: User, at: datetime) -> Sitting:
    """Go straight to one file of the agenda."""
    sitting = _free(item.sitting)
    return _call(sitting, item, by=by, at=at)


@transaction.atomic
def call_next(*, sitting: Sitting, after: int | None, by: User, at: datetime) -> Sitting:
    """Leave the file under discussion for the next one left to decide; what was put off comes back at the end.

    `after` is the file the person saw: a second press on the same button moves nothing.
    """
    sitting = _free(sitting)
    if sitting.current_id != after:
        return sitting
    return _call(sitting, _following(_items(sitting), after), by=by, at=at)


def call_first(sitting: Sitting, *, at: datetime) -> None:
    """Begin with the first file left; part of opening a meeting."""
    _set_current(sitting, _following(_items(sitting), None), at=at)


def _following(items: Sequence[AgendaItem], current: int | None) -> AgendaItem | None:
    here = next((n for n, item in enumerate(items) if item.application_id == current), -1)
    turned = [*items[here + 1 :], *items[: max(here, 0)]]
    return next((item for item in turned if item.decided_at is None), None)


def _call(sitting: Sitting, item: AgendaItem | None, *, by: User, at: datetime) -> Sitting:
    before = sitting.current_id
    _set_current(sitting, item, at=at)
    record("applications.sitting.call", sitting, by=by, at=at, file=sitting.current_id, before=before)
    return Sitting.objects.get(pk=sitting.pk)


def _set_current(sitting: Sitting, item: AgendaItem | None, *, at: datetime) -> None:
    before = sitting.current_id
    sitting.current_id = item.application_id if item else None
    sitting.save(update_fields=["current"])
    if item is not None:
        AgendaItem.objects.filter(pk=item.pk, called_at=None).update(called_at=at)
        _keep_out(sitting, before)


def _keep_out(sitting: Sitting, before: int | None) -> None:
    """Who is outside and must stay outside for the next file as well is not asked to leave a second time."""
    outside = Member.objects.filter(sitting=sitting, out_for__isnull=False, out_for=before)
    apart = Conflict.objects.filter(application=sitting.current_id).values("reviewer")
    outside.filter(person__in=apart).update(out_for=sitting.current_id)


def _append(sitting: Sitting, files: Sequence[Application], *, after: int) -> None:
    AgendaItem.objects.bulk_create(
        [AgendaItem(sitting=sitting, application=file, position=n) for n, file in enumerate(files, after + 1)],
        batch_size=500,
    )


def _in_order(sitting: Sitting, files: Sequence[Application]) -> list[Application]:
    by_key = {file.pk: file for file in files}
    members = Member.objects.filter(sitting=sitting).values("person")
    pairs = Conflict.objects.filter(application__in=by_key, reviewer__in=members).order_by("pk")
    order = discussion_order(list(by_key), pairs.values_list("application", "reviewer"))
    return [by_key[pk] for pk in order]


def _items(sitting: Sitting) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(sitting=sitting).order_by("position", "pk"))


def _locked(sitting: Sitting) -> Sitting:
    sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if sitting.is_over:
        raise NotOnTheAgenda(_("La séance est levée : l’ordre du jour ne change plus."))
    return sitting


def _free(sitting: Sitting) -> Sitting:
    sitting = _locked(sitting)
    if not sitting.is_open:
        raise NotOnTheAgenda(_("La séance n’est pas ouverte : ouvrez-la pour appeler un dossier."))
    if Ballot.objects.open().filter(sitting=sitting).exists():
        raise NotOnTheAgenda(_("Un vote est ouvert sur le dossier en cours : clôturez-le, ou renoncez-y."))
    return sitting
