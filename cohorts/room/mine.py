"""The room before one of those who sit in it: their turn, what is open to them, what they have and why."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.models import How
from cohorts.room.room import Room, Seat, Taken
from cohorts.room.told import Choice, OpenBranch, choice, first_open, of_ahead, open_to, wished


@dataclass(frozen=True)
class Mine:
    """`asked`: the post this person is about to confirm."""

    room: Room
    seat: Seat
    asked: int | None = None

    @property
    def is_turn(self) -> bool:
        return self.room.turn == self.seat.trainee

    @property
    def may_say_absent(self) -> bool:
        return self.taken is None and self.seat.lock is None and self.room.state != lifecycle.Amphi.CLOSED

    @cached_property
    def taken(self) -> Taken | None:
        """What this person took, or what was reserved for them."""
        found = self.room.by_trainee.get(self.seat.trainee)
        if found is None and self.seat.lock is not None:
            return Taken(self.seat, self.room.posts.get(self.seat.lock), How.LOCKED)
        return found

    @property
    def ahead(self) -> str:
        return of_ahead(self.room.ahead_of(self.seat))

    @cached_property
    def wishes(self) -> list[Choice]:
        return wished(self.room, self.seat)

    @cached_property
    def fallback(self) -> Choice | None:
        """The wish that is kept when nothing is chosen in time."""
        return first_open(self.wishes)

    @property
    def branches(self) -> list[OpenBranch]:
        return open_to(self.room, self.seat)

    @property
    def chosen(self) -> Choice | None:
        post = self.room.posts.get(self.asked or 0)
        return choice(self.room, self.seat, post) if post else None

    @property
    def position(self) -> int | None:
        """Which wish it was; none when it was none of them."""
        post = self.taken.post.pk if self.taken and self.taken.post else None
        return self.seat.wishes.index(post) + 1 if post in self.seat.wishes else None

    @property
    def above(self) -> list[Choice]:
        """The wishes above what was taken, as they stood at that turn."""
        if self.taken is None or self.taken.how == How.LOCKED:
            return []
        then = wished(self.room.before(self.taken), self.seat)
        return [one for one in then if self.position is None or (one.position or 0) < self.position]

    @property
    def how(self) -> str:
        match self.taken.how if self.taken else "":
            case How.OWN:
                return _("Vous avez fait ce choix à votre tour.")
            case How.PROXY if self.seat.is_absent:
                return _("Vous aviez dit que vous ne seriez pas là : vos vœux ont parlé pour vous.")
            case How.PROXY:
                return _("Le temps de votre tour est passé sans choix : vos vœux ont parlé pour vous.")
            case How.OFFICER:
                return _("La personne qui mène l’amphi a noté ce choix à votre demande.")
            case _:
                return _("Cette place vous était réservée avant l’amphi.")

    @property
    def undone(self) -> str:
        """Why a choice already made was taken back, while it has not been made again."""
        if self.taken is not None or self.seat.trainee not in self.room.undone:
            return ""
        reason = self.room.undone[self.seat.trainee]
        return _("Votre choix a été annulé et votre tour revient. Motif donné : %(reason)s") % {"reason": reason}
