"""Days and hours as people type them, in the time of Paris, turned into instants."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

END_OF_DAY = time(23, 59)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


def instant(day: date, hour: time, *, later: bool = False) -> datetime:
    """The moment this clock shows in Paris; an hour shown twice is the first of the two, unless `later`."""
    local = datetime.combine(day, hour, tzinfo=ZoneInfo(settings.TIME_ZONE)).replace(fold=int(later))
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).time() != hour:
        raise ValidationError(
            _("Cette heure n’existe pas ce jour-là : la nuit du passage à l’heure d’été saute de 2 h à 3 h."),
            code="skipped",
        )
    return moment


def first_refused(day: date, hour: time = END_OF_DAY) -> datetime:
    """The first instant too late: 23 h 59 means until 23:59:59, so midnight; 18 h means 18 h sharp."""
    if hour == END_OF_DAY:
        return instant(day + timedelta(days=1), time(0))
    return instant(day, hour, later=True)


def last_accepted(moment: datetime) -> tuple[date, time]:
    """The day and hour that people read and type for a stored limit."""
    local = timezone.localtime(moment)
    if local.time() == time(0):
        return local.date() - timedelta(days=1), END_OF_DAY
    return local.date(), local.time()
