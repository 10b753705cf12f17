"""Who is in the room for the file under discussion, who leads, and whether anything may be decided. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from portal.people.models import Role, User

STAFF = frozenset({Role.MANAGER, Role.JURY_PRESIDENT})


@dataclass(frozen=True, slots=True)
class Seat:
    """One member: there or not, and the file for which they were seen leaving the room."""

    person: User
    arrived_at: datetime | None
    left_at: datetime | None
    out_for: int | None

    @property
    def is_present(self) -> bool:
        return self.arrived_at is not None and self.left_at is None


@dataclass(frozen=True)
class Room:
    """Seats in the order people arrived; conflicts as (file, person) pairs of the whole agenda."""

    seats: tuple[Seat, ...]
    president: int
    quorum: int
    current: int | None
    conflicts: frozenset[tuple[int, int]]

    @cached_property
    def present(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_present]

    @cached_property
    def out(self) -> list[Seat]:
        """Present at the meeting, but who must not be there for this file."""
        return [seat for seat in self.present if self.keeps_out(seat.person)]

    @cached_property
    def inside(self) -> list[Seat]:
        """Those who discuss this file and vote on it."""
        return [seat for seat in self.present if not self.keeps_out(seat.person)]

    @cached_property
    def still_inside(self) -> list[Seat]:
        """Those who must be out and whom nobody has seen leave yet."""
        return [seat for seat in self.out if seat.out_for != self.current]

    @property
    def is_clear(self) -> bool:
        """The room may look at the file: everybody who must be out was seen leaving."""
        return not self.still_inside

    @property
    def has_quorum(self) -> bool:
        return len(self.inside) >= self.quorum

    @property
    def missing(self) -> int:
        return max(0, self.quorum - len(self.inside))

    @cached_property
    def leader(self) -> User | None:
        """Whoever presides; if they are out for this file or away, somebody present leads in their place."""
        by_right = sorted(
            self.inside, key=lambda seat: (seat.person.pk != self.president, seat.person.role not in STAFF)
        )
        return by_right[0].person if by_right else None

    @property
    def is_led_by_another(self) -> bool:
        return self.leader is not None and self.leader.pk != self.president

    def keeps_out(self, person: User) -> bool:
        return self.is_apart(self.current, person)

    def is_apart(self, application: int | None, person: User) -> bool:
        return (application, person.pk) in self.conflicts

    def leaving_for(self, application: int) -> list[Seat]:
        """The members who would go out for this file."""
        return [seat for seat in self.seats if self.is_apart(application, seat.person)]

    def seat_of(self, person: User) -> Seat | None:
        return _of(self.seats, person)

    def may_be_led_by(self, person: User) -> bool:
        if self.keeps_out(person):
            return False
        return person.role in STAFF or (self.leader is not None and self.leader.pk == person.pk)

    def may_be_moved_on_by(self, person: User) -> bool:
        return self.may_be_led_by(person) or (person.role in STAFF and self.leader is None)


def _of(seats: Iterable[Seat], person: User) -> Seat | None:
    return next((seat for seat in seats if seat.person.pk == person.pk), None)
