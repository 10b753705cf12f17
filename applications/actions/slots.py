"""The times at which panels meet people: looked at first, then made all at once; closed and opened again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import lifecycle
from applications.actions.panels import AlreadyTaken, TimeImpossible, lock_panel, refuse_the_impossible
from applications.interviewing.timetable import Cut, cut
from applications.models import Cell, Panel, Slot
from applications.models.interview import CELL, cells_of
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.people.models import User


class SlotBooked(Refusal):
    """Somebody is booked: move them first."""


class PlanOutdated(Refusal):
    """Something moved since the slots were shown; nothing was written."""


class NothingToMake(Refusal):
    """No slot fits."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A slot that cannot be made, and what it would collide with."""

    slot: Slot
    resources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The slots that would be made, and those that cannot."""

    slots: list[Slot]
    overlaps: list[Overlap]

    @property
    def fingerprint(self) -> str:
        """The same as long as the same slots would be made."""
        spans = [f"{slot.starts_at.timestamp()} {slot.ends_at.timestamp()} {slot.place}" for slot in self.slots]
        return sha256("\n".join(spans).encode()).hexdigest()[:16]


def plan(*, panel: Panel, how: Cut, at: datetime) -> Plan:
    """Cut what the panel gives into slots, without writing: what is past is left out, what collides is named."""
    zone = timezone.get_default_timezone()
    wanted = [
        Slot(panel=panel, starts_at=start, ends_at=end, place=given.place, link=given.link)
        for given in panel.availabilities.filter(ends_at__gt=at)
        for start, end in cut(given.starts_at, given.ends_at, how, zone)
        if start > at
    ]
    return _sorted_out(wanted, people_of(panel))


@transaction.atomic
def generate(*, panel: Panel, how: Cut, expected: str, by: User, at: datetime) -> list[Slot]:
    """Make the slots that were shown, all at once."""
    panel = lock_panel(panel)
    planned = plan(panel=panel, how=how, at=at)
    if planned.fingerprint != expected:
        raise PlanOutdated(_("La situation a changé depuis cet aperçu. Rien n’a été créé : regardez-le de nouveau."))
    if not planned.slots:
        raise NothingToMake(_("Aucun créneau ne tient dans ces disponibilités."))
    slots = _make(planned.slots, people_of(panel))
    record("applications.panel.generate", panel, by=by, at=at, slots=[slot.pk for slot in slots])
    return slots


@transaction.atomic
def add(*, panel: Panel, starts_at: datetime, ends_at: datetime, place: str, link: str, by: User, at: datetime) -> Slot:
    """Make one slot by hand."""
    panel = lock_panel(panel)
    slot = Slot(panel=panel, starts_at=starts_at, ends_at=ends_at, place=place, link=link)
    refuse_the_impossible(slot, at)
    overlaps = _sorted_out([slot], people_of(panel)).overlaps
    if overlaps:
        raise AlreadyTaken(said(overlaps))
    (slot,) = _make([slot], people_of(panel))
    record("applications.slot.add", slot, by=by, at=at, panel=panel.pk)
    return slot


@transaction.atomic
def close(*, slot: Slot, by: User, at: datetime) -> Slot:
    """Take a free slot away; its people and its room are free again."""
    slot = lock_slot(slot)
    if slot.interviews.holding_their_slot().exists():
        raise SlotBooked(_("Quelqu’un a réservé ce créneau : déplacez d’abord cet entretien."))
    slot = move(slot, lifecycle.CLOSE_SLOT, by=by, at=at)
    slot.cells.all().delete()
    return slot


@transaction.atomic
def reopen(*, slot: Slot, by: User, at: datetime) -> Slot:
    """Offer a slot again, if nobody in its panel and nobody in its room was taken meanwhile."""
    panel = lock_panel(slot.panel)
    slot = move(slot, lifecycle.REOPEN_SLOT, by=by, at=at)
    if slot.starts_at <= at:
        raise TimeImpossible(_("Ce créneau est passé."))
    overlaps = _sorted_out([slot], people_of(panel)).overlaps
    if overlaps:
        raise AlreadyTaken(said(overlaps))
    _hold([slot], people_of(panel))
    return slot


def said(overlaps: Sequence[Overlap]) -> str:
    """What collides, in one sentence that names the people or the room."""
    names = _names({resource for overlap in overlaps for resource in overlap.resources})
    return ngettext(
        "%(n)s créneau en chevauche un autre, à une heure déjà prise pour : %(names)s.",
        "%(n)s créneaux en chevauchent d’autres, à une heure déjà prise pour : %(names)s.",
        len(overlaps),
    ) % {"n": len(overlaps), "names": ", ".join(names)}


def people_of(panel: Panel) -> list[int]:
    return list(panel.memberships.values_list("person", flat=True))


def lock_slot(slot: Slot) -> Slot:
    return Slot.objects.select_for_update(of=("self",)).select_related("panel__campaign").get(pk=slot.pk)


def _sorted_out(wanted: Sequence[Slot], people: Sequence[int]) -> Plan:
    taken, slots, overlaps = _taken(wanted, people), [], []
    for slot in wanted:
        needed = {(cell.resource, cell.at) for cell in cells_of(slot, people)}
        clash = frozenset(resource for resource, _at in needed & taken)
        if clash:
            overlaps.append(Overlap(slot, clash))
        else:
            taken |= needed
            slots.append(slot)
    return Plan(slots, overlaps)


def _taken(wanted: Sequence[Slot], people: Sequence[int]) -> set[tuple[str, datetime]]:
    """Every five minutes of these people and rooms that is taken already, from the first to the last slot."""
    if not wanted:
        return set()
    resources = {cell.resource for slot in wanted for cell in cells_of(slot, people)}
    found = Cell.objects.filter(
        resource__in=resources,
        at__gte=min(slot.starts_at for slot in wanted) - CELL,
        at__lt=max(slot.ends_at for slot in wanted),
    )
    return set(found.values_list("resource", "at"))


def _make(slots: Sequence[Slot], people: Sequence[int]) -> list[Slot]:
    made = Slot.objects.bulk_create(slots)
    _hold(made, people)
    return made


def _hold(slots: Iterable[Slot], people: Sequence[int]) -> None:
    """Take the time of the people and the rooms; the database has the last word."""
    try:
        with transaction.atomic():
            Cell.objects.bulk_create([cell for slot in slots for cell in cells_of(slot, people)], batch_size=1000)
    except IntegrityError as taken:
        raise AlreadyTaken(
            _("Une personne ou une salle vient d’être prise à la même heure. Regardez l’aperçu de nouveau.")
        ) from taken


def _names(resources: set[str]) -> list[str]:
    """The people's names, and the rooms as they were typed."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for resource in resources:
        kind, _colon, name = resource.partition(":")
        kinds[kind].append(name)
    people = User.objects.filter(pk__in=map(int, kinds["person"]))
    return sorted([*map(str, people), *kinds["room"]])
