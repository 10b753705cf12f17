"""Moving one thing up or down in a list, for pages without script."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def moved(values: Sequence[T], *, up: T | None = None, down: T | None = None) -> list[T]:
    """Return the list with one value one step higher or lower; at an end it stays where it is."""
    result = list(values)
    if up in result and (place := result.index(up)) > 0:
        result[place - 1], result[place] = result[place], result[place - 1]
    if down in result and (place := result.index(down)) < len(result) - 1:
        result[place], result[place + 1] = result[place + 1], result[place]
    return result
