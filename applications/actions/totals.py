"""What the readings of a file add up to, kept true by whoever changes one of them."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from math import isnan, nan
from typing import Any

from django.db.models import Avg, Case, Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast, Coalesce, Round

from applications import lifecycle
from applications.models import Application, Campaign, Criterion, Review, Score, Sheet, SheetScore
from applications.scoring import weighted_total

THOUSANDTH = Decimal("0.001")
_TOTAL: "DecimalField[Any, Any]" = DecimalField(max_digits=9, decimal_places=3)


def review_total(*, criteria: Iterable[Criterion], scores: Iterable[Score | SheetScore]) -> Decimal | None:
    """Say what one reading or one sheet is worth, from 0 to 100; nothing when no counted criterion could be judged."""
    counted = [criterion for criterion in criteria if criterion.counted]
    values = {score.criterion_id: score.value for score in scores}
    total = weighted_total(
        [_number(values.get(criterion.pk)) for criterion in counted],
        [float(criterion.weight) for criterion in counted],
        [criterion.lowest for criterion in counted],
        [criterion.highest for criterion in counted],
    )
    return None if isnan(total) else Decimal(str(total * 100)).quantize(THOUSANDTH)


def refresh(*, application: Application) -> Application:
    """Keep the figures stored on one file true, in the transaction that changes one of its readings."""
    refresh_many(applications=[application.pk])
    application.refresh_from_db(fields=["reviews_expected", "reviews_done", "total"])
    return application


def refresh_many(*, applications: Collection[int]) -> None:
    """Keep the figures of many files true, in three queries.

    The files are locked before anything is counted: two readings handed in at the same time are then both in the mean.
    """
    files = Application.objects.filter(pk__in=applications)
    list(files.select_for_update().order_by("pk").values_list("pk"))
    files.update(
        reviews_expected=_figure(Count("pk", filter=~Q(state=lifecycle.Review.RECUSED)), default=0),
        reviews_done=_figure(Count("pk", filter=Q(state=lifecycle.Review.SUBMITTED)), default=0),
        reading_total=Subquery(_figures(Round(Avg("total", filter=Q(state=lifecycle.Review.SUBMITTED)), precision=3))),
        interview_total=Subquery(_sheets()),
    )
    weigh(files)


def weigh(files: QuerySet[Application]) -> None:
    """Put readings and interview together, by the campaign's share; readings alone as long as nobody was met."""
    share = Subquery(Campaign.objects.filter(pk=OuterRef("campaign")).values("interview_share"))
    met = F("reading_total") + (F("interview_total") - F("reading_total")) * Cast(share, _TOTAL) / 100
    files.update(total=Case(When(interview_total=None, then=F("reading_total")), default=Round(met, precision=3)))


def _figure(count: Count, *, default: int) -> Coalesce:
    return Coalesce(Subquery(_figures(count)), default)


def _figures(figure: Count | Round) -> QuerySet[Review, Any]:
    readings = Review.objects.filter(application=OuterRef("pk")).order_by().values("application")
    return readings.annotate(figure=figure).values("figure")


def _sheets() -> QuerySet[Sheet, Any]:
    """The mean of the finished sheets of the interviews that took place."""
    held = Sheet.objects.done().filter(interview__application=OuterRef("pk"), interview__state=lifecycle.Interview.HELD)
    means = held.order_by().values("interview__application").annotate(mean=Round(Avg("total"), precision=3))
    return means.values("mean")


def _number(value: int | None) -> float:
    return nan if value is None else float(value)
