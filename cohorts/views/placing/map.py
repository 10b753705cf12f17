"""The map of garrisons, as every page of posts shows it."""

from collections.abc import Iterable

from applications.models import Branch
from cohorts.geography.map import APART, Place, lay_out, outline
from cohorts.models import Regiment


def drawn(places: Iterable[Place], *, told: str, apart: float = APART) -> dict[str, object]:
    """What `cohorts/map.html` needs; `told` says the same in one sentence."""
    return {
        "outline": outline(),
        "signs": lay_out(places, apart=apart),
        "told": told,
        "branches_of_map": Branch.choices,
    }


def garrison(regiment: Regiment, *, is_open: bool = True, is_ringed: bool = False) -> Place:
    label = f"{regiment.short_name}, {regiment.garrison}"
    return Place(regiment.latitude, regiment.longitude, regiment.branch, label, is_open, is_ringed)
