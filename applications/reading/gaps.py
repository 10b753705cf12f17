"""Where a reader and their colleagues saw the same file differently, criterion by criterion. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, EDGE = 200, 8


@dataclass(frozen=True, slots=True)
class Given:
    """One level in one reading; none where the file does not allow a judgement."""

    file: int
    criterion: int
    mine: bool
    level: int | None


@dataclass(frozen=True, slots=True)
class Scale:
    """One criterion of the grid."""

    pk: int
    name: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of one file: my level, the others', lowest first, and where they stand in a small drawing."""

    scale: Scale
    mine: int | None
    others: tuple[int, ...]

    @property
    def gap(self) -> float:
        """The widest distance between me and a colleague, as a share of the scale, from 0 to 1."""
        if self.mine is None:
            return 0.0
        widest = max((abs(other - self.mine) for other in self.others), default=0)
        return widest / (self.scale.highest - self.scale.lowest)

    @property
    def is_wide(self) -> bool:
        """Half of the scale between two people who read the same pages deserves a word."""
        return self.gap >= 0.5

    @property
    def x_mine(self) -> int | None:
        return None if self.mine is None else self._at(self.mine)

    @property
    def x_others(self) -> list[int]:
        return [self._at(level) for level in sorted(set(self.others))]

    @property
    def ticks(self) -> list[int]:
        return [self._at(level) for level in range(self.scale.lowest, self.scale.highest + 1)]

    def _at(self, level: int) -> int:
        along = (level - self.scale.lowest) / (self.scale.highest - self.scale.lowest)
        return round(EDGE + along * (WIDTH - 2 * EDGE))


@dataclass(frozen=True, slots=True)
class Difference:
    """One file, the widest lines first."""

    file: int
    lines: tuple[Line, ...]

    @property
    def gap(self) -> float:
        return max((line.gap for line in self.lines), default=0.0)

    @property
    def apart(self) -> list[Line]:
        return [line for line in self.lines if line.gap]

    @property
    def alike(self) -> list[Line]:
        """Where everybody gave the same level, or where there is nothing to compare."""
        return [line for line in self.lines if not line.gap]


def differences(given: Iterable[Given], scales: Sequence[Scale]) -> list[Difference]:
    """Every file that somebody else has read too, the widest difference first, then the sum of them, then its number.

    Shapes: one `Given` a level, of any files; `scales` in the order of the grid, criteria of none are passed over.
    """
    levels: dict[int, dict[int, tuple[list[int | None], list[int | None]]]] = {}
    for one in given:
        mine, others = levels.setdefault(one.file, {}).setdefault(one.criterion, ([], []))
        (mine if one.mine else others).append(one.level)
    found = [Difference(file, _lines(scales, criteria)) for file, criteria in levels.items()]
    shared = [one for one in found if any(line.others for line in one.lines)]
    return sorted(shared, key=lambda one: (-one.gap, -sum(line.gap for line in one.lines), one.file))


def _lines(scales: Sequence[Scale], criteria: dict[int, tuple[list[int | None], list[int | None]]]) -> tuple[Line, ...]:
    lines = []
    for scale in scales:
        if scale.pk in criteria:
            mine, others = criteria[scale.pk]
            known = sorted(level for level in others if level is not None)
            lines.append(Line(scale, next(iter(mine), None), tuple(known)))
    return tuple(sorted(lines, key=lambda line: -line.gap))
