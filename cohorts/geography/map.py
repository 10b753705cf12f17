"""Where garrisons stand on a drawing of France. Pure: degrees in, units of the drawing out.

Plane chart around 46.5° north, where one degree of longitude is 0.688 of one of latitude. Outline: Natural Earth,
public domain.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WIDTH, MARGIN = 540.0, 10.0  # units
SQUEEZE = 0.688  # cos 46.5°
APART = 13.0  # units between the middles of two signs
GOLDEN = 2.39996  # radians: steps of this angle never fall on one another


@dataclass(frozen=True, slots=True)
class Place:
    """A garrison to draw. `is_open`: a place is left; `is_ringed`: looked at or wished for; `number`: inside."""

    latitude: float
    longitude: float
    branch: str
    label: str
    is_open: bool = True
    is_ringed: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A place on the drawing. Positions are texts: a number in an SVG is never written with a comma."""

    place: Place
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Outline:
    width: str
    height: str
    path: str


@cache
def outline() -> Outline:
    """The coast and the borders as one SVG path, and the size of the drawing."""
    path = "".join(f"M{'L'.join(_text(*project(lat, lon)) for lon, lat in ring)}z" for ring in _rings())
    south = max(project(lat, lon)[1] for ring in _rings() for lon, lat in ring)
    return Outline(f"{WIDTH:.0f}", f"{south + MARGIN:.0f}", path)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to units, x to the east and y to the south."""
    west, east, north = _edges()
    unit = (WIDTH - 2 * MARGIN) / (east - west)
    return MARGIN + (longitude * SQUEEZE - west) * unit, MARGIN + (north - latitude) * unit


def lay_out(places: Iterable[Place], *, apart: float = APART) -> list[Sign]:
    """Put every garrison where it stands; those too near to be told apart step aside, always in the same way."""
    taken: list[tuple[float, float]] = []
    for place in (placed := list(places)):
        taken.append(_free(project(place.latitude, place.longitude), taken, apart))
    return [Sign(place, f"{x:.1f}", f"{y:.1f}") for place, (x, y) in zip(placed, taken, strict=True)]


def _free(wanted: tuple[float, float], taken: Sequence[tuple[float, float]], apart: float) -> tuple[float, float]:
    """The nearest free point along a spiral that starts where one wants to stand."""
    step, (x, y) = 0, wanted
    while any(math.dist((x, y), other) < apart for other in taken):
        step += 1
        reach = apart * math.sqrt(step) / 2
        x, y = wanted[0] + reach * math.cos(step * GOLDEN), wanted[1] + reach * math.sin(step * GOLDEN)
    return x, y


@cache
def _rings() -> list[list[tuple[float, float]]]:
    outline = json.loads((Path(__file__).parent / "france_outline.json").read_text(encoding="utf-8"))
    return [[(lon, lat) for lon, lat in ring] for ring in outline["rings"]]


@cache
def _edges() -> tuple[float, float, float]:
    """West, east, north."""
    points = [point for ring in _rings() for point in ring]
    xs = [lon * SQUEEZE for lon, _ in points]
    return min(xs), max(xs), max(lat for _, lat in points)


def _text(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"
