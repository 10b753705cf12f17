"""Instances to place: real wishes, and small random ones for the properties."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

import cohorts

REAL = Path(cohorts.__file__).parent / "demo" / "wishes.json"

bounded = settings(max_examples=150, deadline=None, derandomize=True)


class Instance(NamedTuple):
    merit: list[str]
    wishes: dict[str, list[str]]
    capacity: dict[str, int]


def real() -> tuple[Instance, dict[str, Any]]:
    """Return 35 real preference lists over 61 places, and what the rules must answer."""
    file = json.loads(REAL.read_text())
    capacity = {place["id"]: place["capacity"] for place in file["places"]}
    return Instance(file["merit"], file["preferences"], capacity), file["expected"]


@st.composite
def instances(draw: st.DrawFn, students: int = 7, posts: int = 5, places: int = 3) -> Instance:
    """Draw students with partial wishes over posts of zero to three places."""
    merit = [f"s{n}" for n in range(1, draw(st.integers(1, students)) + 1)]
    names = [f"p{n}" for n in range(1, draw(st.integers(1, posts)) + 1)]
    wishes = {s: draw(st.lists(st.sampled_from(names), unique=True)) for s in merit}
    capacity = {name: draw(st.integers(0, places)) for name in names}
    return Instance(draw(st.permutations(merit)), wishes, capacity)


@st.composite
def nested_groups(draw: st.DrawFn, names: list[str]) -> list[tuple[list[str], int]]:
    """Draw a branch of the first posts, a smaller group inside it, and a group of the rest, each with a cap."""
    cut = draw(st.integers(0, len(names)))
    inner = draw(st.integers(0, cut))
    caps = st.integers(0, 4)
    return [(names[:cut], draw(caps)), (names[:inner], draw(caps)), (names[cut:], draw(caps))]


@st.composite
def locks_for(draw: st.DrawFn, instance: Instance, groups: list[tuple[list[str], int]]) -> dict[str, str]:
    """Draw a few locks that keep inside the capacities and the caps."""
    left, room, locks = dict(instance.capacity), [cap for _, cap in groups], {}
    for student in draw(st.lists(st.sampled_from(instance.merit), unique=True, max_size=3)):
        post = draw(st.sampled_from(sorted(left)))
        inside = [index for index, (posts, _) in enumerate(groups) if post in posts]
        if left[post] and all(room[index] for index in inside):
            locks[student] = post
            left[post] -= 1
            for index in inside:
                room[index] -= 1
    return locks
