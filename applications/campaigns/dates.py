"""The dates of a campaign, in order: what contradicts what, in words. No database here."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

MONDAY = 0
Contradiction = tuple[str, str]  # the field to correct, and the sentence


def contradictions(
    *,
    opens_at: datetime,
    closes_at: datetime,
    reviews_due_on: date | None,
    results_on: date,
    starts_on: date,
) -> list[Contradiction]:
    """Every pair of dates that cannot both be right."""
    last_day = timezone.localdate(closes_at)
    found = [
        (opens_at >= closes_at, "closes_on", _("La clôture vient après l’ouverture.")),
        (results_on < last_day, "results_on", _("Les résultats viennent après la clôture.")),
        (starts_on <= results_on, "starts_on", _("Le départ vient après les résultats.")),
        (starts_on.weekday() != MONDAY, "starts_on", _("Le départ a lieu un lundi : choisissez un lundi.")),
        *_about_readings(reviews_due_on, last_day, results_on),
    ]
    return [(field, sentence) for wrong, field, sentence in found if wrong]


def _about_readings(due: date | None, last_day: date, results_on: date) -> Iterator[tuple[bool, str, str]]:
    if due:
        yield due < last_day, "reviews_due_on", _("Les lectures se terminent après la clôture.")
        yield due > results_on, "reviews_due_on", _("Les lectures se terminent avant les résultats.")
