"""Which of the posts one has not asked for are looked at, and in which order."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cohorts.offered import Offered

NEAREST = "near"
WITHIN = (100, 200, 400)  # km
ORDERS = [("", _("Dans l’ordre des régiments")), (NEAREST, _("Du plus proche au plus loin"))]


@dataclass(frozen=True, slots=True)
class Looking:
    words: str = ""
    branch: str = ""
    within: int | None = None
    order: str = ""
    only_open: bool = False

    def found(self, posts: Iterable[Offered]) -> list[Offered]:
        """Those that are looked for; the distance is from home when it is known, else from the school."""
        kept = [one for one in posts if self._keeps(one)]
        return sorted(kept, key=lambda one: one.distance) if self.order == NEAREST else kept

    def _keeps(self, one: Offered) -> bool:
        return (
            self.branch in {"", one.post.regiment.branch}
            and (self.within is None or one.distance <= self.within)
            and not (self.only_open and one.why)
            and _says(one, self.words)
        )


def looking(asked: Mapping[str, str]) -> Looking:
    """What an address asks for; what it does not name well is left out."""
    within = asked.get("within", "")
    return Looking(
        words=asked.get("q", ""),
        branch=asked.get("branch", ""),
        within=int(within) if within in {str(km) for km in WITHIN} else None,
        order=NEAREST if asked.get("order") == NEAREST else "",
        only_open="open" in asked,
    )


def _says(one: Offered, words: str) -> bool:
    regiment = one.post.regiment
    text = _plain(" ".join((regiment.short_name, regiment.name, regiment.garrison, regiment.department)))
    return all(word in text for word in _plain(words).split())


def _plain(text: str) -> str:
    """Without accents nor capitals, as people type when they search."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
