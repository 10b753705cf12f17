"""The panels' time as people look at it: free hours by day for who chooses, a drawn day for who runs it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Interview, Slot
from portal.web.words import hour


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour somebody may choose; when several panels are free, one of them."""

    slot: Slot
    is_online: bool


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    hours: list[Hour]


def may_choose(application: Application, booked: Interview | None, at: datetime) -> bool:
    """Invited, still in the selection, and neither met nor absent."""
    invited = application.invited_at is not None and application.state == State.ELIGIBLE
    is_running = application.campaign.state == lifecycle.Campaign.OPEN
    return invited and is_running and (booked is None or booked.is_to_come(at))


def days_to_choose(application: Application, at: datetime) -> list[Day]:
    """The free hours from tomorrow on, each once: people who look together are spread over the panels."""
    alike: dict[tuple[datetime, datetime, bool], list[Slot]] = defaultdict(list)
    free = Slot.objects.free().for_file(application).filter(starts_at__gte=_midnight(at))
    for slot in free.order_by("starts_at", "ends_at", "pk"):
        alike[slot.starts_at, slot.ends_at, slot.is_online].append(slot)
    days: dict[date, list[Hour]] = defaultdict(list)
    for (starts_at, _ends_at, is_online), slots in alike.items():
        chosen = slots[application.pk % len(slots)]
        days[timezone.localdate(starts_at)].append(Hour(chosen, is_online))
    return [Day(day, hours) for day, hours in days.items()]


def _midnight(at: datetime) -> datetime:
    """When tomorrow begins in Paris."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=timezone.get_default_timezone())


# The drawn day: an hour is so high, hours stand in the margin, panels share the width.
WIDTH, MARGIN, HEAD, MINUTE = 1120, 64, 36, 2
LETTER = 7.2  # how wide a letter is


@dataclass(frozen=True, slots=True)
class Box:
    """One slot in the drawing."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    words: str

    @property
    def words_at(self) -> tuple[int, int]:
        return self.x + 8, self.y + min(self.height // 2 + 5, 20)


@dataclass(frozen=True, slots=True)
class Line:
    y: int
    words: str

    @property
    def baseline(self) -> int:
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Column:
    x: int
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    height: int
    lines: list[Line]
    columns: list[Column]
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Row:
    """One slot with what its reader may know of who comes."""

    slot: Slot
    interview: Interview | None
    kind: str
    words: str
    is_to_move: bool = False


def row_of(slot: Slot, interview: Interview | None, *, is_taken: bool, is_to_move: bool) -> Row:
    """A slot taken by somebody its reader must not know says only that it is taken."""
    if interview is not None:
        return Row(slot, interview, interview.state, interview.application.full_name, is_to_move)
    if is_taken:
        return Row(slot, None, "reserved", _("Dossier réservé : incompatibilité déclarée"), is_to_move)
    if slot.state == lifecycle.Slot.CLOSED:
        return Row(slot, None, "closed", _("Fermé"))
    return Row(slot, None, "free", _("Libre"))


def drawn(rows: list[Row]) -> Drawing | None:
    """A day: time goes down, panels stand side by side."""
    if not rows:
        return None
    panels = {row.slot.panel_id: row.slot.panel.name for row in sorted(rows, key=lambda row: row.slot.panel.name)}
    first = min(timezone.localtime(row.slot.starts_at) for row in rows).replace(minute=0)
    last = max(row.slot.ends_at for row in rows)
    width = (WIDTH - MARGIN) // len(panels)
    xs = {panel: MARGIN + n * width for n, panel in enumerate(panels)}
    hours = -(-int((last - first).total_seconds()) // 3600)
    fits = int((width - 24) / LETTER)
    return Drawing(
        height=HEAD + hours * 60 * MINUTE + 12,
        lines=[Line(HEAD + n * 60 * MINUTE, hour(first + timedelta(hours=n))) for n in range(hours + 1)],
        columns=[Column(xs[panel] + 8, shortened(name, fits)) for panel, name in panels.items()],
        boxes=[_box(row, xs[row.slot.panel_id], width, first, fits) for row in rows],
    )


def shortened(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: max(1, letters - 1)].rstrip() + "…"


def _box(row: Row, x: int, width: int, first: datetime, fits: int) -> Box:
    minutes = int((row.slot.starts_at - first).total_seconds()) // 60
    length = int((row.slot.ends_at - row.slot.starts_at).total_seconds()) // 60
    words = f"{hour(row.slot.starts_at)}  {row.words}"
    return Box(x + 3, HEAD + minutes * MINUTE + 1, width - 6, length * MINUTE - 2, row.kind, shortened(words, fits))
