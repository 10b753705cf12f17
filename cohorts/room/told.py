"""What the screens of the room say of a post, a turn, a choice. Of others only ranks, unless names are shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Branch
from cohorts import lifecycle
from cohorts.models import Fact, Post
from cohorts.places import OfBranch
from cohorts.room.room import Room, Seat, Shut


@dataclass(frozen=True, slots=True)
class Choice:
    """One post before one person: how many places are left, or why it is shut. `position`: as a wish, else none."""

    post: Post
    left: int
    shut: Shut | None
    position: int | None = None

    @property
    def is_open(self) -> bool:
        return self.shut is None

    @property
    def words(self) -> str:
        return of_shut(self.shut) if self.shut else of_places(self.left)


@dataclass(frozen=True, slots=True)
class OpenBranch:
    branch: Branch
    choices: list[Choice]

    @property
    def opened(self) -> int:
        return sum(choice.is_open for choice in self.choices)


def choice(room: Room, seat: Seat, post: Post) -> Choice:
    position = seat.wishes.index(post.pk) + 1 if post.pk in seat.wishes else None
    return Choice(post, room.left(post), room.shut(post, seat), position)


def wished(room: Room, seat: Seat) -> list[Choice]:
    """The wishes of one person, first wish first, and what has become of each."""
    return [choice(room, seat, room.posts[pk]) for pk in seat.wishes if pk in room.posts]


def open_to(room: Room, seat: Seat) -> list[OpenBranch]:
    """Every post by branch, as it stands for one person."""
    return [_branch(room, seat, group) for group in room.branches]


def first_open(choices: Iterable[Choice]) -> Choice | None:
    return next((one for one in choices if one.is_open), None)


def of_places(left: int) -> str:
    return _("libre, une place") if left == 1 else _("libre, %(n)s places") % {"n": left}


def of_shut(shut: Shut) -> str:
    """Facts and ranks; never a name, never what concerns somebody else."""
    if shut.is_unfit:
        return _asked(shut.fact)
    if shut.limit:
        return _("complet : la limite « %(name)s » est atteinte") % {"name": shut.limit.name}
    if shut.rank is not None:
        return _("pris : dernière place au rang %(rank)s") % {"rank": shut.rank}
    return _("réservé avant l’amphi") if shut.is_kept else _("n’ouvre pas de place")


def of_turn(room: Room) -> str:
    """One sentence for those who listen, at each change."""
    match room.state:
        case lifecycle.Amphi.READY:
            return _("L’amphi n’a pas commencé.")
        case lifecycle.Amphi.PAUSED:
            return _("L’amphi est suspendu.")
        case lifecycle.Amphi.CLOSED:
            return _("L’amphi est terminé.")
    latest = room.latest[0] if room.latest else None
    said = _("Rang %(rank)s : %(post)s.") % {"rank": latest.seat.rank, "post": _where(latest.post)} if latest else ""
    turn = _("C’est le tour du rang %(rank)s.") % {"rank": room.current.rank} if room.current else ""
    return f"{said} {turn}".strip()


def of_ahead(number: int) -> str:
    words = ngettext("%(n)s personne choisit avant vous.", "%(n)s personnes choisissent avant vous.", number)
    return words % {"n": number} if number else _("Vous êtes la prochaine personne à choisir.")


def of_map(room: Room) -> str:
    opened = sum(room.left(post) > 0 for post in room.posts.values())
    facts = {"all": len(room.posts), "open": opened}
    words = _("Carte de France : %(all)s garnisons, dont %(open)s ont encore une place.") % facts
    seen = room.posts.get(room.watched or 0)
    return f"{words} {_('Poste regardé : %(post)s.') % {'post': _where(seen)}}" if seen else words


def _where(post: Post | None) -> str:
    return f"{post.regiment.short_name}, {post.regiment.garrison}" if post else _("aucun poste")


def _asked(fact: str) -> str:
    match fact:
        case Fact.FITNESS:
            return _("demande d’être apte sans restriction")
        case Fact.LICENCE:
            return _("demande le permis de conduire")
        case Fact.ENGLISH:
            return _("demande un niveau d’anglais plus élevé que celui qui est connu")
        case Fact.NEAR:
            return _("demande d’habiter plus près")
        case _:
            return _("fermé pour vous par l’équipe du programme")


def _branch(room: Room, seat: Seat, group: OfBranch) -> OpenBranch:
    return OpenBranch(group.branch, [choice(room, seat, places.post) for places in group.places])
