"""Who could read what: a proposal to look at before anything is changed. Nothing here writes."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Campaign, Conflict, Reader, Review
from applications.reading.proximity import folded
from applications.scoring import CannotAssign, assign_reviewers
from portal.journal.moves import Refusal

Pair = tuple[int, int]  # a file and a reader
SHOWN = 12
LIKED = 2.0  # files of load


class NotEnoughReaders(Refusal):
    """Some files cannot have their readings, whoever reads the others."""

    def __init__(self, *, campaign: Campaign, lacking: Mapping[int, int]) -> None:
        numbers = [Application(pk=pk, campaign_id=campaign.pk).number for pk in list(lacking)[:SHOWN]]
        more = len(lacking) - len(numbers)
        names = ", ".join(numbers) + (_(" et %(n)s autres") % {"n": more} if more else "")
        super().__init__(
            ngettext(
                "Un dossier ne peut pas avoir toutes ses lectures : %(names)s.",
                "%(n)s dossiers ne peuvent pas avoir toutes leurs lectures : %(names)s.",
                len(lacking),
            )
            % {"n": len(lacking), "names": names}
            + " "
            + _("Ajoutez des personnes, relevez leur maximum ou vérifiez les incompatibilités.")
        )


class NobodyToRead(Refusal):
    """A proposal needs at least one reader."""


@dataclass(frozen=True)
class Held:
    """One reading as it stands."""

    review: int
    pair: Pair
    state: str

    @property
    def may_move(self) -> bool:
        return self.state == lifecycle.Review.ASSIGNED


@dataclass(frozen=True)
class Plan:
    """What would change: readings given, readings not yet started taken back, and each person's load."""

    given: tuple[Pair, ...]
    taken: tuple[Held, ...]
    before: Counter[int]
    after: Counter[int]

    @cached_property
    def fingerprint(self) -> str:
        """The name of exactly this change: what is applied is what was looked at."""
        words = repr((self.given, sorted(held.review for held in self.taken)))
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    @property
    def readers(self) -> list[int]:
        return sorted({reader for _file, reader in self.given})

    @property
    def files(self) -> set[int]:
        return {file for file, _reader in self.given} | {held.pair[0] for held in self.taken}


def propose(*, campaign: Campaign, caps: Mapping[int, int]) -> Plan:
    """Complete every eligible file's readings in balance, changing as little as possible.

    Readings begun stay where they are; incompatibilities and recusals are never relaxed.
    """
    if not caps:
        raise NobodyToRead(_("Choisissez au moins une personne pour lire."))
    files = _files(campaign)
    held = held_in(campaign)
    standing = [one for one in held if one.state != lifecycle.Review.RECUSED]
    apart = _conflicts(campaign) | {one.pair for one in held if one.state == lifecycle.Review.RECUSED}
    begun = {one.pair for one in standing if not one.may_move}
    wanted = _unfinished(files, begun, campaign.reviews_per_file)
    try:
        pairs = _solve(wanted, standing, apart, caps, campaign.reviews_per_file, likings(campaign, caps))
    except CannotAssign as refusal:
        raise NotEnoughReaders(campaign=campaign, lacking=refusal.lacking) from refusal
    return _difference(wanted, standing, pairs)


def _files(campaign: Campaign) -> list[int]:
    return list(campaign.applications.filter(state=State.ELIGIBLE).order_by("pk").values_list("pk", flat=True))


def held_in(campaign: Campaign) -> list[Held]:
    """Every reading of the files to read, as it stands."""
    reviews = Review.objects.filter(application__campaign=campaign, application__state=State.ELIGIBLE).order_by("pk")
    rows = reviews.values_list("pk", "application_id", "reviewer_id", "state")
    return [Held(review=pk, pair=(file, reader), state=state) for pk, file, reader, state in rows]


def _conflicts(campaign: Campaign) -> set[Pair]:
    pairs = Conflict.objects.filter(application__campaign=campaign)
    return set(pairs.values_list("application_id", "reviewer_id"))


def likings(campaign: Campaign, readers: Iterable[int]) -> dict[Pair, float]:
    """A speciality in common is worth two files of load: its reader is preferred until they hold two more."""
    known = Reader.objects.filter(person__in=list(readers)).exclude(specialities="")
    by_speciality: dict[str, list[int]] = defaultdict(list)
    for person, specialities in known.values_list("person", "specialities"):
        for one in {folded(line) for line in specialities.splitlines()} - {""}:
            by_speciality[one].append(person)
    if not by_speciality:
        return {}
    files = campaign.applications.filter(state=State.ELIGIBLE).values_list("pk", "speciality")
    return {(file, person): -LIKED for file, one in files for person in by_speciality.get(folded(one), ())}


def _unfinished(files: Iterable[int], begun: Iterable[Pair], per_file: int) -> list[int]:
    """Files whose readings are not all begun: the others have nothing left to share."""
    readings = Counter(file for file, _reader in begun)
    return [file for file in files if readings[file] < per_file]


def _solve(
    files: list[int],
    standing: list[Held],
    apart: set[Pair],
    caps: Mapping[int, int],
    per_file: int,
    cost: Mapping[Pair, float],
) -> set[Pair]:
    """Share; a reading begun is never exchanged, even where that would keep more of the others in place."""
    begun = {one.pair for one in standing if not one.may_move}
    here = set(files)
    readers, room, closed = _room(begun, here, caps)
    for current in ({one.pair for one in standing}, begun):
        kept = {file: [reader for one, reader in sorted(current) if one == file] for file in files}
        shared = assign_reviewers(files, readers, per_file, room, conflicts=apart | closed, cost=cost, current=kept)
        pairs = {(file, reader) for file, found in shared.items() for reader in found}
        if {pair for pair in begun if pair[0] in here} <= pairs:
            return pairs
    raise CannotAssign({file: 1 for file, reader in sorted(begun - pairs) if file in here})


def _room(begun: set[Pair], here: set[int], caps: Mapping[int, int]) -> tuple[list[int], dict[int, int], set[Pair]]:
    """Who takes part, with how much room: those chosen, and those whose begun readings must stay."""
    inside = Counter(reader for file, reader in begun if file in here)
    outside = Counter(reader for file, reader in begun if file not in here)
    readers = sorted(set(caps) | set(inside))
    room = {reader: max(caps.get(reader, 0) - outside[reader], inside[reader]) for reader in readers}
    closed = {(file, reader) for reader in set(inside) - set(caps) for file in here if (file, reader) not in begun}
    return readers, room, closed


def _difference(files: list[int], standing: list[Held], pairs: set[Pair]) -> Plan:
    here = set(files)
    known = {one.pair for one in standing}
    given = tuple(sorted(pairs - known))
    taken = tuple(one for one in standing if one.may_move and one.pair[0] in here and one.pair not in pairs)
    before = Counter(reader for _file, reader in known)
    after = before + Counter(reader for _file, reader in given)
    after.subtract(held.pair[1] for held in taken)
    return Plan(given=given, taken=taken, before=before, after=after)
