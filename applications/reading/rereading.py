"""What changed in a file since somebody read it, in words that can be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.models import Application, Branch, Redaction, Review, Snapshot
from applications.reading.differences import Kind, Piece, differences
from applications.reading.seen import Content, Seen


@dataclass(frozen=True, slots=True)
class Change:
    """One part of the file that is no longer what it was."""

    title: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Rereading:
    """`is_kept` is false when nothing was kept of the version that was read: then all of it is to be read again."""

    changes: list[Change]
    is_kept: bool = True

    @property
    def is_needed(self) -> bool:
        return bool(self.changes) or not self.is_kept


NOTHING = Rereading([])


def since(version: int | None, seen: Seen, kept: Mapping[int, Content] | None = None) -> Rereading:
    """What readers see differently now than in that version; changes they cannot see are none."""
    if version is None or version == seen.application.version:
        return NOTHING
    kept = kept_versions(seen.application, version) if kept is None else kept
    if version not in kept:
        return Rereading([], is_kept=False)
    return Rereading(list(_changes(kept[version], seen.content)))


def of_readings(reviews: list[Review], seen: Seen) -> dict[int, Rereading]:
    """For each finished or started reading of one file, in one query."""
    kept = kept_versions(seen.application, *{review.version_read for review in reviews if review.version_read})
    return {review.pk: since(review.version_read, seen, kept) for review in reviews}


def kept_versions(application: Application, *versions: int) -> dict[int, Content]:
    if not versions:
        return {}
    rows = Snapshot.objects.filter(application=application, version__in=versions)
    return dict(rows.values_list("version", "content"))


def _changes(before: Content, after: Content) -> Iterator[Change]:
    yield from _texts(before["texts"], after["texts"])
    facts = [
        (_("Niveau"), _level(before["level"]), _level(after["level"])),
        (_("Département ou spécialité"), before["speciality"], after["speciality"]),
        (_("Moyenne générale"), before["average"], after["average"]),
        (_("Armes souhaitées"), _wishes(before["wishes"]), _wishes(after["wishes"])),
    ]
    yield from (Change(title, _replaced(old, new)) for title, old, new in facts if old != new)
    yield from _documents(before["documents"], after["documents"])


def _texts(before: Content, after: Content) -> Iterator[Change]:
    """Only where the person wrote something else: a copy that staff masked further is no change."""
    for name, text in after.items():
        old = before[name]
        if old["original"] != text["original"]:
            yield Change(str(Redaction.Field(name).label), differences(old["words"], text["words"]))


def _documents(before: Content, after: Content) -> Iterator[Change]:
    for code in [*before, *(code for code in after if code not in before)]:
        old, new = before.get(code), after.get(code)
        if old and new and old["sha256"] != new["sha256"]:
            yield Change(new["name"], [Piece(Kind.ADDED, _("Pièce remplacée : ouvrez-la de nouveau."))])
        elif new and not old:
            yield Change(new["name"], [Piece(Kind.ADDED, _("Pièce ajoutée."))])
        elif old and not new:
            yield Change(old["name"], [Piece(Kind.REMOVED, _("Pièce retirée."))])


def _replaced(old: str, new: str) -> list[Piece]:
    pieces = [Piece(Kind.REMOVED, old), Piece(Kind.ADDED, new)]
    return [piece for piece in pieces if piece.words]


def _level(code: str) -> str:
    return str(Application.Level(code).label) if code else ""


def _wishes(codes: list[str]) -> str:
    return ", ".join(str(Branch(code).label) for code in codes)
