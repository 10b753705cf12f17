"""What somebody changed in a text, word by word, so that it reads at a glance."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word with the spaces after it; line ends stand alone, so that a paragraph added is not a word changed.
PIECES = re.compile(r"\n|[^\S\n]+|\S+[^\S\n]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: kept, removed or added."""

    text: str
    kind: str = ""  # "removed" or "added"


def changes(before: str, after: str) -> list[Piece]:
    """Every run of words from one text to the other, in reading order."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("".join(old[a:b])))
            continue
        found += [Piece("".join(old[a:b]), "removed")] if b > a else []
        found += [Piece("".join(new[c:d]), "added")] if d > c else []
    return found
