"""How sure a share is when few people are counted."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion in 0..1, with the interval that holds it 95 times in 100."""

    value: float
    low: float
    high: float


def share(part: int, whole: int) -> Share:
    """Wilson's score interval at 95 %, without continuity correction.

    `part` of `whole` people, 0 <= part <= whole, whole > 0; ValueError otherwise.
    Source: Wilson (1927); reference values in Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    """
    if not 0 <= part <= whole or whole == 0:
        raise ValueError("A share is a part of a whole of at least one.")
    value, z2 = part / whole, Z_95**2
    centre = value + z2 / (2 * whole)
    reach = Z_95 * sqrt(value * (1 - value) / whole + z2 / (4 * whole**2))
    scale = 1 + z2 / whole
    # Rounding must not put the interval beside its own share.
    return Share(value, max(0.0, min(value, (centre - reach) / scale)), min(1.0, max(value, (centre + reach) / scale)))
