"""How far one place is from another, as the crow flies. Pure: degrees in, kilometres out."""

import math

EARTH = 6371.0  # km, mean radius
Point = tuple[float, float]  # latitude, longitude, in degrees
SCHOOL: Point = (44.13, 4.08)  # Alès


def distance_km(one: Point, other: Point) -> int:
    """The great circle between two points, to the nearest kilometre (haversine)."""
    (lat, lon), (other_lat, other_lon) = _radians(one), _radians(other)
    turn = math.sin((other_lat - lat) / 2) ** 2
    turn += math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(turn)))


def _radians(point: Point) -> Point:
    return math.radians(point[0]), math.radians(point[1])
