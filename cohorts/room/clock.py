"""The time left to choose, as the server knows it."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.models import Amphi


@dataclass(frozen=True, slots=True)
class Clock:
    seconds: int
    runs: bool

    @property
    def running(self) -> str:
        """What a screen counts down from; nothing while the amphi is suspended."""
        return str(self.seconds) if self.runs else ""

    @property
    def face(self) -> str:
        return f"{self.seconds // 60}:{self.seconds % 60:02}"

    @property
    def words(self) -> str:
        return _("%(m)s min %(s)s s") % {"m": self.seconds // 60, "s": self.seconds % 60}


def clock_of(amphi: Amphi, at: datetime) -> Clock:
    if amphi.turn_ends_at is not None:
        return Clock(max(0, math.ceil((amphi.turn_ends_at - at).total_seconds())), runs=True)
    kept = amphi.seconds_left if amphi.state == lifecycle.Amphi.PAUSED else amphi.seconds_a_turn
    return Clock(kept or 0, runs=False)
