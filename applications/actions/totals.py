"""What the readings of a file add up to, kept true by whoever changes one of them."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from math import isnan, nan
from typing import Any

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Round

from applications import lifecycle
from applications.models import Application, Criterion, Review, Score
from applications.scoring import weighted_total

THOUSANDTH = Decimal("0.001")


def review_total(*, criteria: Iterable[Criterion], scores: Iterable[Score]) -> Decimal | None:
    """Say what one reading is worth, from 0 to 100; nothing when no counted criterion could be judged."""
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
    """Keep the figures of many files true, in two queries.

    The files are locked before anything is counted: two readings handed in at the same time are then both in the mean.
    """
    files = Application.objects.filter(pk__in=applications)
    list(files.select_for_update().order_by("pk").values_list("pk"))
    files.update(
        reviews_expected=_figure(Count("pk", filter=~Q(state=lifecycle.Review.RECUSED)), default=0),
        reviews_done=_figure(Count("pk", filter=Q(state=lifecycle.Review.SUBMITTED)), default=0),
        total=Subquery(_figures(Round(Avg("total", filter=Q(state=lifecycle.Review.SUBMITTED)), precision=3))),
    )


def _figure(count: Count, *, default: int) -> Coalesce:
    return Coalesce(Subquery(_figures(count)), default)


def _figures(figure: Count | Round) -> QuerySet[Review, Any]:
    readings = Review.objects.filter(application=OuterRef("pk")).order_by().values("application")
    return readings.annotate(figure=figure).values("figure")


def _number(value: int | None) -> float:
    return nan if value is None else float(value)
