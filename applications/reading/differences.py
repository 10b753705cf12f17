"""What changed between two texts, word by word, in pieces short enough to be read. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT = 24  # words kept on each side of a change


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    words: str


def differences(before: str, after: str, *, context: int | None = CONTEXT) -> list[Piece]:
    """The pieces that lead from one text to the other; long stretches that stay are cut to their ends.

    Without context nothing is cut: same and removed pieces make `before`, same and added ones `after`.
    """
    old, new = _cut(before), _cut(after)
    pieces = list(_pieces(old, new))
    if context is None:
        return pieces
    last = len(pieces) - 1
    return [_shortened(piece, context, at_start=not place, at_end=place == last) for place, piece in enumerate(pieces)]


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Kind.SAME, "".join(old[a:b]))
            continue
        if b > a:
            yield Piece(Kind.REMOVED, "".join(old[a:b]))
        if d > c:
            yield Piece(Kind.ADDED, "".join(new[c:d]))


def _cut(text: str) -> list[str]:
    """Words with the space that follows: a change is then whole words, not the gaps between them."""
    return re.findall(r"\S+\s*|\s+", text)


def _shortened(piece: Piece, context: int, *, at_start: bool, at_end: bool) -> Piece:
    words = _cut(piece.words)
    if piece.kind != Kind.SAME or len(words) <= 2 * context:
        return piece
    head = [] if at_start else words[:context]
    tail = [] if at_end else words[-context:]
    return Piece(Kind.SAME, "".join([*head, "[…] ", *tail]))
