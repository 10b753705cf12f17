"""Where the readings of a file stand on the scale from 0 to 100, for a small drawing in a row. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 200


@dataclass(frozen=True, slots=True)
class Spread:
    """Positions in whole units of a drawing 200 wide; the figures beside them for those who read."""

    lowest: Decimal
    highest: Decimal
    x_low: int
    x_high: int
    x_total: int

    @property
    def length(self) -> int:
        return max(2, self.x_high - self.x_low)

    @property
    def is_wide(self) -> bool:
        """More than a quarter of the scale between two readings deserves a word."""
        return self.highest - self.lowest > 25


def spread_of(total: Decimal | None, readings: Sequence[Decimal]) -> Spread | None:
    """The span of the readings around their mean; nothing for a file nobody has read."""
    if total is None or not readings:
        return None
    low, high = min(readings), max(readings)
    return Spread(low, high, _at(low), _at(high), _at(total))


def _at(value: Decimal) -> int:
    return round(value * WIDTH / 100)
