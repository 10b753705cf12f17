"""The room before whoever runs it: the whole order with names, what each took or would take, what is open now."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.models import How, Post
from cohorts.places import OfBranch, Places
from cohorts.room.room import Room, Seat, Taken
from cohorts.room.told import Choice, choice, first_open, wished

BEFORE, AFTER = 3, 5


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the order. `may_be_absent`: their turn is not over, so that it can still be said."""

    seat: Seat
    is_now: bool
    post: Post | None
    words: str
    may_be_absent: bool


@dataclass(frozen=True)
class Desk:
    """`shows_all`: the whole order rather than what stands around the present turn."""

    room: Room
    shows_all: bool = False

    @cached_property
    def wishes(self) -> list[Choice]:
        """Those of the person choosing."""
        return wished(self.room, self.room.current) if self.room.current else []

    @property
    def fallback(self) -> Post | None:
        """The wish that is kept for them when nothing is chosen in time."""
        found = first_open(self.wishes)
        return found.post if found else None

    @property
    def is_complete(self) -> bool:
        """Everybody has had their turn: the amphi can be closed."""
        return self.room.state != lifecycle.Amphi.READY and not self.room.to_come

    @property
    def order(self) -> list[Line]:
        seats = list(self.room.seats)
        if not self.shows_all and (now := self.room.current):
            place = seats.index(now)
            seats = seats[max(0, place - BEFORE) : place + AFTER]
        return [self._line(seat) for seat in seats]

    @property
    def branches(self) -> list[tuple[OfBranch, list[tuple[Places, Choice]]]]:
        """Every post with its places, and as it stands for the person choosing."""
        now = self.room.current
        if now is None:
            return []
        return [
            (group, [(places, choice(self.room, now, places.post)) for places in group.places])
            for group in self.room.branches
        ]

    @property
    def watched(self) -> Post | None:
        return self.room.posts.get(self.room.watched or 0)

    def _line(self, seat: Seat) -> Line:
        taken, is_now = self.room.by_trainee.get(seat.trainee), seat is self.room.current
        if taken:
            return Line(seat, False, taken.post, _of_taken(taken), may_be_absent=False)
        words = _("choisit maintenant") if is_now else self._of_future(seat)
        return Line(seat, is_now, None, words, may_be_absent=seat.lock is None and not is_now)

    def _of_future(self, seat: Seat) -> str:
        """What their wishes would give now, for whoever prepares the next turns."""
        if seat.lock is not None:
            return _("place réservée d’avance")
        words = _of_wishes(wished(self.room, seat))
        return _("absent ou absente, %(wishes)s") % {"wishes": words} if seat.is_absent else words


def _of_wishes(wishes: list[Choice]) -> str:
    if not wishes:
        return _("n’a pas fait de vœu")
    first = next((wish.position for wish in wishes if wish.is_open), None)
    if first is None:
        return _("aucun vœu libre")
    return _("1er vœu libre") if first == 1 else _("1er vœu pris, %(n)se libre") % {"n": first}


def _of_taken(taken: Taken) -> str:
    if taken.post is None:
        return _("aucun poste")
    where = f"{taken.post.regiment}, {taken.post.regiment.garrison}"
    words = [where, _position(taken)]
    if taken.how != How.OWN:
        words.append(str(How(taken.how).label))
    return ", ".join(words)


def _position(taken: Taken) -> str:
    wishes = taken.seat.wishes
    if taken.post is None or taken.post.pk not in wishes:
        return _("hors de ses vœux")
    position = wishes.index(taken.post.pk) + 1
    return _("son 1er vœu") if position == 1 else _("son %(n)se vœu") % {"n": position}
