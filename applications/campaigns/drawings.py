"""Where the marks of the funnel stand. Whole numbers in the units of the drawing, 360 wide."""

from dataclasses import dataclass

from django.utils.functional import Promise

from applications.campaigns.figures import Funnel, Stage

WIDTH = 360
ROW = 46


@dataclass(frozen=True, slots=True)
class Bar:
    stage: Stage
    y: int
    width: int

    @property
    def bar_y(self) -> int:
        return self.y + 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A share with its interval, on a scale in percent."""

    words: str | Promise
    percent: int
    low: int
    high: int
    x: int
    x_low: int
    x_high: int
    y: int

    @property
    def mark_y(self) -> int:
        return self.y + 14


@dataclass(frozen=True, slots=True)
class Shares:
    marks: list[Mark]
    too_small: list[str | Promise]
    reference: int
    x_reference: int
    scale: int
    height: int


def bars(funnel: Funnel) -> list[Bar]:
    """One bar a stage, against the files started."""
    whole = max(funnel.started, 1)
    return [
        Bar(stage, 14 + row * ROW, _visible(stage.count, WIDTH * stage.count // whole))
        for row, stage in enumerate(funnel.stages)
    ]


def shares(funnel: Funnel, followed: float) -> Shares:
    """The share of women at each stage that can be shown, against the figure that is followed."""
    shown = [(stage.words, stage.share_of_women) for stage in funnel.stages if stage.share_of_women]
    highest = max([followed, *(found.high for _words, found in shown)])
    scale = 60 if highest <= 0.6 else 100
    marks = [
        Mark(
            words=words,
            percent=round(found.value * 100),
            low=round(found.low * 100),
            high=round(found.high * 100),
            x=_at(found.value, scale),
            x_low=_at(found.low, scale),
            x_high=_at(found.high, scale),
            y=34 + row * ROW,
        )
        for row, (words, found) in enumerate(shown)
    ]
    return Shares(
        marks=marks,
        too_small=[stage.words for stage in funnel.stages if stage.is_too_small],
        reference=round(followed * 100),
        x_reference=_at(followed, scale),
        scale=scale,
        height=28 + len(marks) * ROW,
    )


def _at(value: float, scale: int) -> int:
    return round(value * 100 * WIDTH / scale)


def _visible(count: int, width: int) -> int:
    """One person is a thin bar, nobody is none."""
    return max(width, 2) if count else 0
