"""The only way a state changes: lock, guard, save, write it down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from portal.journal.models import Stateful
from portal.journal.record import record, record_many
from portal.people.models import User

S = TypeVar("S", bound=Stateful)


class Refusal(Exception):
    """A step that cannot be taken now. The text is fit for people and says what to do."""


class IllegalMove(Refusal):
    """The step is not open from where the thing stands."""


@dataclass(frozen=True, slots=True)
class Move:
    name: str
    sources: frozenset[str]
    target: str


def move(subject: S, step: Move, *, by: User | None, at: datetime, **changes: object) -> S:
    """Take one thing from one state to the next, once, with its trace; returns it fresh and locked."""
    locked = type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    _refuse_unless_open(locked, step)
    origin = locked.state
    _set(locked, step, changes)
    locked.save(update_fields=["state", *changes])
    record(f"{locked._meta.label_lower}.{step.name}", locked, by=by, at=at, origin=origin, target=step.target)
    return locked


def move_many(subjects: Iterable[S], step: Move, *, by: User | None, at: datetime) -> list[S]:
    """Take many things through the same step in a fixed number of queries; all of them, or none."""
    subjects = list(subjects)
    if not subjects:
        return []
    model = type(subjects[0])
    rows = model._default_manager.filter(pk__in=[subject.pk for subject in subjects])
    locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for subject in locked:
        _refuse_unless_open(subject, step)
        subject.state = step.target
    rows.update(state=step.target)
    record_many(f"{model._meta.label_lower}.{step.name}", locked, by=by, at=at, target=step.target)
    return locked


def _refuse_unless_open(subject: Stateful, step: Move) -> None:
    if subject.state not in step.sources:
        stands = subject.get_state_display() if hasattr(subject, "get_state_display") else subject.state
        raise IllegalMove(_("Cette étape n’est plus possible : l’état actuel est « %(state)s ».") % {"state": stands})


def _set(subject: Stateful, step: Move, changes: dict[str, object]) -> None:
    subject.state = step.target
    for name, value in changes.items():
        setattr(subject, name, value)
