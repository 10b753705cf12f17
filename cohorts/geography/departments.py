"""The departments, each known by its chief town: near enough to count distances, too coarse to find anybody."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cohorts.geography.distance import Point


@dataclass(frozen=True, slots=True)
class Department:
    code: str
    name: str
    chief_town: str
    at: Point


@cache
def departments() -> Mapping[str, Department]:
    """Every department by its code, in the order of the codes."""
    with (Path(__file__).parent / "departments.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _department(row) for row in csv.DictReader(lines)}


def home(code: str) -> Point | None:
    """Where distances are counted from for somebody of this department; None when it is not said."""
    found = departments().get(code)
    return found.at if found else None


def _department(row: Mapping[str, str]) -> Department:
    at = (float(row["latitude"]), float(row["longitude"]))
    return Department(row["code"], row["name"], row["chief_town"], at)
