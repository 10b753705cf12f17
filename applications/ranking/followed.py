"""The share of women where it can be shown: a figure the jury follows, which enters no score."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.campaigns.figures import FEWEST
from applications.models import Calculation
from applications.scoring.share import Share, share

WIDTH = 340
WORDS = {"ranked": _("Dossiers classés"), "first": _("Dans les premières places")}


@dataclass(frozen=True, slots=True)
class Followed:
    words: Promise
    share: Share

    @property
    def percent(self) -> float:
        return self.share.value * 100

    @property
    def low(self) -> int:
        return round(self.share.low * 100)

    @property
    def high(self) -> int:
        return round(self.share.high * 100)

    @property
    def width(self) -> int:
        return round(self.share.value * WIDTH)


def followed_in(calculation: Calculation | None) -> list[Followed]:
    """Only where five women and five men at least said so."""
    counted = calculation.summary.get("followed", {}) if calculation else {}
    shown = [(words, counted[code]) for code, words in WORDS.items() if min(counted.get(code, [0])) >= FEWEST]
    return [Followed(words, share(women, women + men)) for words, (women, men) in shown]
