"""Who meets candidates together: panels, their members, and the time they give."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.models import Availability, Campaign, Cell, Conflict, Interview, Panel, Slot
from applications.models.interview import CELL, Span, cells_of
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import READERS, User

LONGEST = timedelta(hours=14)


class PanelIncomplete(Refusal):
    """A panel has a name of its own and somebody in it who may meet candidates."""


class TimeImpossible(Refusal):
    """A stretch of time begins on a multiple of five minutes, lasts, is to come and says where."""


class AlreadyTaken(Refusal):
    """A person or a room is taken at that time."""


class MustNotMeet(Refusal):
    """Somebody must not meet a person who is booked."""


class PanelInUse(Refusal):
    """A panel that has slots stays."""


@transaction.atomic
def create(*, campaign: Campaign, name: str, members: Sequence[User], by: User, at: datetime) -> Panel:
    """Put people together to meet candidates."""
    _refuse_strangers(members)
    _refuse_a_name_taken(campaign, name)
    panel = Panel.objects.create(campaign=campaign, name=name)
    panel.members.set(members)
    record("applications.panel.create", panel, by=by, at=at, members=_keys(members))
    return panel


@transaction.atomic
def edit(*, panel: Panel, name: str, members: Sequence[User], by: User, at: datetime) -> Panel:
    """Rename a panel, or change who is in it, for every slot that has not begun."""
    panel = lock_panel(panel)
    _refuse_strangers(members)
    _refuse_a_name_taken(panel.campaign, name, but=panel)
    before = set(panel.memberships.values_list("person", flat=True))
    after = {member.pk for member in members}
    slots = list(panel.slots.filter(ends_at__gt=at, state=lifecycle.Slot.OPEN).select_for_update().order_by("pk"))
    _refuse_conflicts(slots, after - before)
    gone = [Cell.of_person(person) for person in before - after]
    Cell.objects.filter(slot__in=slots, interview=None, resource__in=gone).delete()
    panel.members.set(members)
    _claim(slots, after - before)
    panel.name = name
    panel.save(update_fields=["name"])
    record("applications.panel.edit", panel, by=by, at=at, before=sorted(before), members=_keys(members))
    return panel


@transaction.atomic
def remove(*, panel: Panel, by: User, at: datetime) -> Panel:
    """Take away a panel that never had a slot."""
    panel = lock_panel(panel)
    if panel.slots.exists():
        raise PanelInUse(_("Cette commission a des créneaux : fermez-les, ou changez ses membres."))
    record("applications.panel.remove", panel, by=by, at=at, name=panel.name)
    panel.delete()
    return panel


@transaction.atomic
def give_time(
    *, panel: Panel, starts_at: datetime, ends_at: datetime, place: str, link: str, by: User, at: datetime
) -> Availability:
    """Note that a panel is free for a stretch of time, somewhere."""
    given = Availability(panel=panel, starts_at=starts_at, ends_at=ends_at, place=place, link=link)
    refuse_the_impossible(given, at)
    given.save()
    record("applications.availability.give", given, by=by, at=at, panel=panel.pk)
    return given


@transaction.atomic
def take_time_back(*, availability: Availability, by: User, at: datetime) -> Availability:
    """Forget a stretch of time; the slots already made from it stay."""
    record("applications.availability.take_back", availability, by=by, at=at, panel=availability.panel_id)
    availability.delete()
    return availability


def refuse_the_impossible(span: Span, at: datetime) -> None:
    if span.starts_at <= at:
        raise TimeImpossible(_("Cette heure est déjà passée."))
    if not timedelta(0) < span.ends_at - span.starts_at <= LONGEST:
        raise TimeImpossible(_("La fin vient après le début, le même jour."))
    if any(moment.timestamp() % CELL.total_seconds() for moment in (span.starts_at, span.ends_at)):
        raise TimeImpossible(_("Les heures sont des multiples de cinq minutes : 9 h 05, 9 h 10…"))
    if not span.place and not span.link:
        raise TimeImpossible(_("Indiquez une salle ou un lien de visioconférence."))


def lock_panel(panel: Panel) -> Panel:
    """Whoever adds slots to a panel or changes its members goes through this one row."""
    return Panel.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=panel.pk)


def _claim(slots: Sequence[Slot], people: Iterable[int]) -> None:
    """Take these people's time for slots that exist already."""
    cells = [Cell(slot=cell.slot, resource=cell.resource, at=cell.at) for slot in slots for cell in _own(slot, people)]
    try:
        with transaction.atomic():
            Cell.objects.bulk_create(cells)
    except IntegrityError as taken:
        raise AlreadyTaken(
            _("Une des personnes ajoutées est déjà prise ailleurs à l’heure d’un créneau de cette commission.")
        ) from taken


def _own(slot: Slot, people: Iterable[int]) -> list[Cell]:
    persons = {Cell.of_person(person) for person in people}
    return [cell for cell in cells_of(slot, people) if cell.resource in persons]


def _refuse_conflicts(slots: Sequence[Slot], people: set[int]) -> None:
    booked = Interview.objects.to_hold().filter(slot__in=slots).values("application")
    if Conflict.objects.filter(application__in=booked, reviewer__in=people).exists():
        raise MustNotMeet(
            _(
                "Une des personnes ajoutées ne doit pas rencontrer quelqu’un qui a réservé avec cette commission. "
                "Déplacez d’abord cet entretien vers une autre commission."
            )
        )


def _refuse_strangers(members: Sequence[User]) -> None:
    if not members:
        raise PanelIncomplete(_("Choisissez au moins une personne."))
    if any(member.role not in READERS or not member.is_active for member in members):
        raise PanelIncomplete(_("Une de ces personnes ne fait pas partie de celles qui évaluent les candidatures."))


def _refuse_a_name_taken(campaign: Campaign, name: str, *, but: Panel | None = None) -> None:
    named = Panel.objects.filter(campaign=campaign, name=name)
    if (named.exclude(pk=but.pk) if but else named).exists():
        raise PanelIncomplete(_("Une commission de cette campagne porte déjà ce nom."))


def _keys(members: Sequence[User]) -> list[int]:
    return sorted(member.pk for member in members)
