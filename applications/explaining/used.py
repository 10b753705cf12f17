"""The values a rank was made from: as the minutes recorded them, or as they are stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from applications import lifecycle
from applications.models import Application, Criterion, Minutes, Score, Sheet, SheetScore

# Each level given, by whoever gave it: nobody's name is in it.
Given = list[tuple[Criterion, int | None]]


@dataclass(frozen=True)
class Used:
    """One file: the levels of its finished readings and interview sheets, and what they add up to."""

    read: Given
    met: Given
    readings: int
    reading_total: Decimal | None
    interview_total: Decimal | None
    total: Decimal | None
    places: int
    interview_share: int  # in percent
    sheets: tuple[Decimal, ...] = ()  # what each finished sheet adds up to, lowest first: the order names nobody
    minutes: str = ""  # the reference of the minutes they come from


def stored(application: Application) -> Used:
    """What the rows say today."""
    read = Score.objects.filter(review__application=application, review__state=lifecycle.Review.SUBMITTED)
    met = SheetScore.objects.filter(
        sheet__interview__application=application,
        sheet__interview__state=lifecycle.Interview.HELD,
        sheet__state=lifecycle.Sheet.SUBMITTED,
    )
    return Used(
        read=_pairs(read),
        met=_pairs(met) if application.interview_total is not None else [],
        readings=application.reviews_done,
        reading_total=application.reading_total,
        interview_total=application.interview_total,
        total=application.total,
        places=application.campaign.places,
        interview_share=application.campaign.interview_share,
        sheets=_sheets(application) if application.interview_total is not None else (),
    )


def minuted(application: Application) -> Used | None:
    """What the minutes of the published results recorded, whatever changed since; nothing when there are none."""
    kept = Minutes.objects.in_force().filter(campaign=application.campaign_id).order_by("-pk").first()
    if kept is None or not kept.inputs["campaign"]["published_at"]:
        return None
    file = next((row for row in kept.inputs["files"] if row["number"] == application.number), None)
    if file is None:
        return None
    grids = _grids(application)
    readings = [row for row in kept.inputs["readings"] if row["file"] == file["file"]]
    sheets = [row for row in kept.inputs["sheets"] if row["file"] == file["file"]]
    return Used(
        read=_given(readings, grids),
        met=_given(sheets, grids),
        readings=len(readings),
        reading_total=_decimal(file["reading_total"]),
        interview_total=_decimal(file["interview_total"]),
        total=_decimal(file["total"]),
        places=kept.inputs["campaign"]["places"],
        interview_share=kept.inputs["campaign"]["interview_share"],
        sheets=tuple(sorted(Decimal(row["total"]) for row in sheets if row["total"] is not None)),
        minutes=kept.reference,
    )


def _sheets(application: Application) -> tuple[Decimal, ...]:
    held = Sheet.objects.done().filter(interview__application=application, interview__state=lifecycle.Interview.HELD)
    return tuple(total for total in held.order_by("total").values_list("total", flat=True) if total is not None)


def _pairs(scores: QuerySet[Any]) -> Given:
    found = scores.select_related("criterion__rubric").prefetch_related("criterion__anchors")
    return [(score.criterion, score.value) for score in found.order_by("criterion__position", "criterion", "pk")]


def _grids(application: Application) -> dict[str, list[Criterion]]:
    """The criteria of every version of the campaign's grids, by the name the minutes give them, in their order."""
    found: dict[str, list[Criterion]] = {}
    criteria = Criterion.objects.filter(rubric__campaign=application.campaign_id).select_related("rubric")
    for one in criteria.prefetch_related("anchors").order_by("rubric__version", "position", "pk"):
        found.setdefault(f"{one.rubric.use}.{one.rubric.version}", []).append(one)
    return found


def _given(rows: Iterable[dict[str, Any]], grids: dict[str, list[Criterion]]) -> Given:
    return [pair for row in rows for pair in zip(grids.get(row["grid"], []), row["levels"], strict=False)]


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
