"""Dates and delays in words, in the reader's language and in the time of Paris."""

from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def day(value: date | datetime | None) -> str:
    """`vendredi 11 décembre 2026`"""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    first = local.day == 1 and _is_french()
    return formats.date_format(local, "l j\\e\\r F Y" if first else "l j F Y")


def short_day(value: date | datetime | None) -> str:
    """`11 déc. 2026`, where rows are dense"""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return formats.date_format(local, "j\\e\\r N Y" if local.day == 1 and _is_french() else "j N Y")


def weight(size: int | None) -> str:
    """`1,2 Mo`: the size of a file in the units people read on their own machine."""
    if size is None:
        return ""
    kilo, mega = (_("ko"), _("Mo"))
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0{kilo}"
    return f"{formats.number_format(size / 1_000_000, 1)}\u00a0{mega}"


def hour(value: datetime | None) -> str:
    """`18 h 30`, or `18 h` on the hour"""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if not _is_french():
        return f"{local:%H:%M}"
    return f"{local.hour} h {local:%M}" if local.minute else f"{local.hour} h"


def moment(value: datetime | None) -> str:
    """`vendredi 11 décembre 2026 à 18 h 30`"""
    if value is None:
        return ""
    return _("%(day)s à %(hour)s") % {"day": day(value), "hour": hour(value)}


def deadline(value: datetime | None) -> str:
    """The last minute still accepted: a limit at midnight is said « 23 h 59 » of the day before."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return moment(value - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else value)


def time_left(until: datetime, at: datetime) -> str:
    """`18 jours`, `5 heures`, `12 minutes`; empty once it is over."""
    left = until - at
    if left <= timedelta(0):
        return ""
    if left.days >= 2:
        return ngettext("%(n)s jour", "%(n)s jours", left.days) % {"n": left.days}
    hours = int(left.total_seconds() // 3600)
    if hours >= 1:
        return ngettext("%(n)s heure", "%(n)s heures", hours) % {"n": hours}
    minutes = max(1, int(left.total_seconds() // 60))
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _is_french() -> bool:
    return get_language() == "fr"
