"""Propose a copy of a text that does not say who wrote it: find what names or reaches the person, put a mark there.

Pure: text in, text out, no Django. It errs on the side of hiding; somebody then edits the copy. Every sign outside the
found spans stays exactly as it was.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from applications.reading import traces
from applications.reading.folding import fold

NAME, EMAIL, PHONE = "[nom]", "[adresse électronique]", "[téléphone]"
ADDRESS, NUMBER, LINK, BIRTH = "[adresse]", "[numéro]", "[lien]", "[date de naissance]"
MARKS = (NAME, EMAIL, PHONE, ADDRESS, NUMBER, LINK, BIRTH)
MARK = re.compile("|".join(re.escape(mark) for mark in MARKS))

# Small words of compound names: hiding each of them alone would riddle the text.
PARTICLES = frozenset(
    {
        "de",
        "du",
        "des",
        "da",
        "das",
        "dos",
        "del",
        "di",
        "la",
        "le",
        "les",
        "el",
        "al",
        "bin",
        "von",
        "van",
        "der",
        "den",
    }
)
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
BESIDE = {" ", "-", "\u00a0"}
ALONE = 3  # letters from which a part of a name is hidden by itself, in any case
SHORTEST_PHONE = 6  # figures


@dataclass(frozen=True, slots=True)
class Person:
    """What the file knows of somebody; every part may be empty."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    address: str = ""
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text to hide, from `start` to `end` (excluded)."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class Part:
    words: str
    is_mark: bool


def proposal(text: str, person: Person) -> str:
    """The text with a mark in the place of each found span."""
    kept, place = [], 0
    for span in found(text, person):
        kept += [text[place : span.start], span.mark]
        place = span.end
    return "".join([*kept, text[place:]])


def found(text: str, person: Person) -> list[Span]:
    """What to hide, in the order of the text, never overlapping, never inside a mark already there."""
    taken = [Span(match.start(), match.end(), "") for match in MARK.finditer(text)]
    for span in _candidates(text, person):
        if span.end > span.start and not any(span.start < other.end and other.start < span.end for other in taken):
            taken.append(span)
    return _joined(text, sorted((span for span in taken if span.mark), key=lambda span: span.start))


def parts(text: str) -> Iterator[Part]:
    """A copy cut at its marks, to show them."""
    place = 0
    for match in MARK.finditer(text):
        if match.start() > place:
            yield Part(text[place : match.start()], is_mark=False)
        yield Part(match.group(), is_mark=True)
        place = match.end()
    if place < len(text):
        yield Part(text[place:], is_mark=False)


def _candidates(text: str, person: Person) -> Iterator[Span]:
    """The widest first: an address that holds a name is one span."""
    yield from _known(text, _anywhere(person.emails), EMAIL)
    yield from _matches(text, traces.EMAIL, EMAIL)
    names = list(_names(text, person.names))
    yield from _links_with(text, names)
    yield from _matches(text, traces.NETWORK, LINK)
    own = _known(text, _address(person.address), ADDRESS)
    yield from _merged([*own, *_matches(text, traces.ADDRESS, ADDRESS)])
    yield from _known(text, _digits(person.phones), PHONE)
    yield from _matches(text, traces.PHONE, PHONE)
    yield from _known(text, _birth(person.born), BIRTH)
    for match in traces.NUMBER.finditer(text):
        yield Span(*match.span("announced" if match["announced"] else "ine"), NUMBER)
    yield from names


def _matches(text: str, pattern: re.Pattern[str], mark: str) -> Iterator[Span]:
    return (Span(*match.span(), mark) for match in pattern.finditer(text))


def _known(text: str, patterns: Iterable[str], mark: str) -> Iterator[Span]:
    """Patterns of plain signs, found whatever the case and the accents."""
    folded = fold(text)
    for pattern in patterns:
        for match in re.finditer(rf"(?<![^\W_]){pattern}(?![^\W_])", folded.text):
            yield Span(*folded.place(*match.span()), mark)


def _names(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Whole names, then each of their parts; letters alone make a word, so `besson2003` holds a name."""
    folded = fold(text)
    for pattern, is_short in _name_patterns(names):
        for match in re.finditer(rf"(?<![^\W\d_]){pattern}(?![^\W\d_])", folded.text):
            start, end = folded.place(*match.span())
            if not is_short or text[start].isupper():
                yield Span(start, end, NAME)


def _name_patterns(names: Iterable[str]) -> list[tuple[str, bool]]:
    """Each pattern with "so short that only a capital tells it from a word"; the longest first."""
    whole = [_words(name) for name in names]
    alone = [[word] for words in whole for word in words if len(word) >= ALONE and word not in PARTICLES]
    wanted = {tuple(words) for words in [*whole, *alone] if words}
    longest_first = sorted(wanted, key=lambda words: (-sum(map(len, words)), words))
    return [(r"[\W_]{0,3}".join(map(re.escape, words)), sum(map(len, words)) < ALONE) for words in longest_first]


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", fold(name).text)


def _links_with(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Any address of the web that holds one of the names."""
    names = list(names)
    for link in traces.LINK.finditer(text):
        if any(link.start() <= name.start < link.end() for name in names):
            yield Span(*link.span(), LINK)


def _anywhere(values: Iterable[str]) -> list[str]:
    return [re.escape(fold(value).text) for value in values if value]


def _address(address: str) -> list[str]:
    """The whole address, then each of its lines: what separates their words may differ."""
    lines = re.split(r"[,\n;]+", address)
    return [r"\W+".join(map(re.escape, words)) for part in [address, *lines] if len(words := _words(part)) > 1]


def _digits(phones: Iterable[str]) -> list[str]:
    """The numbers given, whatever separates their figures."""
    all_digits = [re.sub(r"\D", "", phone) for phone in phones]
    return [r"\D{0,3}".join(digits) for digits in all_digits if len(digits) >= SHORTEST_PHONE]


def _birth(born: date | None) -> list[str]:
    if born is None:
        return []
    day, month, year = f"0?{born.day}", f"0?{born.month}", f"(?:{born.year}|{born.year % 100:02d})"
    in_words = rf"{day}(?:er)?\s+{MONTHS[born.month - 1]}(?:\s+{born.year})?"
    return [rf"{day}[/.\- ]{month}[/.\- ]{year}", in_words, rf"{born.year}-{born.month:02d}-{born.day:02d}"]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans of one kind that overlap, made one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end), span.mark)
        else:
            merged.append(span)
    return merged


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """A first name and a family name side by side are one mark."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.mark == joined[-1].mark == NAME and text[joined[-1].end : span.start] in BESIDE:
            joined[-1] = Span(joined[-1].start, span.end, NAME)
        else:
            joined.append(span)
    return joined
