"""Read a text without case, accents or hidden signs, and know where each sign stood."""

import unicodedata
from dataclasses import dataclass

JOINED = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is the plain reading; `origins[i]` is where its sign i stood in the original."""

    original: str
    text: str
    origins: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the plain reading stands in the original, with the accents that follow its last letter."""
        first, last = self.origins[start], self.origins[end - 1] + 1
        while last < len(self.original) and not plain(self.original[last]):
            last += 1
        return first, last


def fold(text: str) -> Folded:
    signs = [(sign, place) for place, original in enumerate(text) for sign in plain(original)]
    return Folded(text, "".join(sign for sign, _ in signs), tuple(place for _, place in signs))


def plain(sign: str) -> str:
    """One sign as zero, one or several plain small ones: `É` is `e`, a combining accent or a soft hyphen nothing."""
    if unicodedata.category(sign) in {"Mn", "Cf"}:
        return ""
    parts = unicodedata.normalize("NFKD", sign).casefold()
    kept = "".join(part for part in parts if unicodedata.category(part) not in {"Mn", "Cf"})
    return "".join(JOINED.get(part, part) for part in kept)
