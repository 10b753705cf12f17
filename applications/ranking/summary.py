"""What the ranking says at a glance, kept with the calculation: bands, curve, specialities, the share of women."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from applications.models import EqualityData, Standing
from applications.ranking.finished import Finished

POINTS = 120  # drawn on the curve, whatever the number of files


def summary_of(finished: Finished, standings: Sequence[Standing]) -> dict[str, Any]:
    """Counts and points, so that a page of fifty rows draws the whole ranking without reading it."""
    compared = sorted(
        (one for one in standings if one.adjusted_rank is not None), key=lambda one: one.adjusted_rank or 0
    )
    places = finished.campaign.places
    return {
        "bands": Counter(str(one.band) for one in compared),
        "curve": [_point(one) for one in _spread_out(compared)],
        "specialities": sorted(Counter(file.speciality for file in finished.files if file.speciality).items()),
        "followed": {
            "ranked": _women_and_men(finished.sexes, [file.pk for file in finished.files]),
            "first": _women_and_men(
                finished.sexes, [file.pk for file in finished.files[:places] if file.total is not None]
            ),
        },
    }


def _point(one: Standing) -> list[Any]:
    return [one.adjusted_rank, round(float(one.adjusted or 0), 1), one.low, one.high, str(one.band)]


def _spread_out(compared: Sequence[Standing]) -> list[Standing]:
    """All of them, or evenly among them; the first and the last always."""
    last = len(compared) - 1
    if last < POINTS:
        return list(compared)
    return [compared[round(step * last / (POINTS - 1))] for step in range(POINTS)]


def _women_and_men(sexes: Mapping[int, str], files: Sequence[int]) -> list[int]:
    said = Counter(sexes.get(file) for file in files)
    return [said[EqualityData.Sex.WOMAN], said[EqualityData.Sex.MAN]]
