"""What could bring a reader and a candidate together, read from names, addresses and texts. Pure: facts, no verdict."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

# Addresses that say nothing of an organisation.
EVERYBODYS = frozenset(
    f"{name}.{end}"
    for end, names in {
        "com": "gmail googlemail outlook hotmail live msn yahoo icloud me mac protonmail gmx",
        "fr": "outlook hotmail live yahoo orange wanadoo free sfr neuf bbox gmx numericable",
        "me": "proton",
        "net": "laposte",
    }.items()
    for name in names.split()
)
TITLES = ("m", "mr", "mme", "monsieur", "madame", "dr", "pr", "professeur", "professeure", "docteur")
SHORTEST = 4  # letters of a part of a surname that can mean something alone: not "de", "le", "van"

SURNAME, DOMAIN, NAMED = "surname", "domain", "named"


@dataclass(frozen=True)
class Person:
    """Somebody who reads, or the person of a file."""

    pk: int
    first_name: str
    last_name: str
    email: str

    @cached_property
    def surname(self) -> str:
        return folded(self.last_name)

    @cached_property
    def domain(self) -> str:
        return self.email.rpartition("@")[2].casefold()


def folded(text: str) -> str:
    """Write without accents, capitals or punctuation, words one space apart."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", plain.casefold()))


def parts(surname: str) -> set[str]:
    """A folded surname whole, and the parts of a double one that can stand alone."""
    pieces = surname.split()
    return {surname, *(one for one in pieces if len(one) >= SHORTEST)} - {""}


class Readers:
    """The readers, indexed so that each file is compared with the few it could concern."""

    def __init__(self, readers: Iterable[Person], *, own_domains: Collection[str]) -> None:
        self._by_part: dict[str, list[Person]] = defaultdict(list)
        self._by_domain: dict[str, list[Person]] = defaultdict(list)
        self._by_last_word: dict[str, list[Person]] = defaultdict(list)
        self._silent = EVERYBODYS | {domain.casefold() for domain in own_domains}
        for reader in readers:
            for part in parts(reader.surname):
                self._by_part[part].append(reader)
            self._by_domain[reader.domain].append(reader)
            if reader.surname:
                self._by_last_word[reader.surname.split()[-1]].append(reader)

    def facts(self, candidate: Person, texts: str) -> Iterator[tuple[Person, str, str]]:
        """Each reader, fact and detail that this file gives; a reader once a fact."""
        near = {reader.pk: reader for part in parts(candidate.surname) for reader in self._by_part[part]}
        yield from ((reader, SURNAME, "") for reader in near.values())
        if candidate.domain and candidate.domain not in self._silent:
            yield from ((reader, DOMAIN, candidate.domain) for reader in self._by_domain[candidate.domain])
        yield from ((reader, NAMED, "") for reader in self._named(folded(texts)))

    def _named(self, text: str) -> Iterator[Person]:
        words, padded = set(text.split()), f" {text} "
        for word in words & self._by_last_word.keys():
            yield from (reader for reader in self._by_last_word[word] if _is_named(reader, padded))


def _is_named(reader: Person, padded: str) -> bool:
    """First and last name side by side, in either order, or a title before the last name."""
    first, last = folded(reader.first_name), reader.surname
    named = [f"{first} {last}", f"{last} {first}"] if first else []
    return any(f" {name} " in padded for name in [*named, *(f"{title} {last}" for title in TITLES)])
