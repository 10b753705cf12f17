"""The board: trainees down, weeks across, what is late in view."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cohorts.board import Wanted, draw
from cohorts.models import Cohort, Trainee
from cohorts.path import Position
from cohorts.stay import path_of
from cohorts.views.record import RECORD_READERS
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door


@door(Role.MANAGER, Role.LIAISON, Role.JURY_PRESIDENT, data=Data.FOLLOW_UP)
def board(request: SignedIn) -> HttpResponse:
    """One cohort at a time: the school sees everybody, a liaison the people of the regiments in their charge."""
    today = timezone.localdate(timezone.now())
    cohorts = list(Cohort.objects.visible_to(request.user))
    cohort = _chosen(request, cohorts, today)
    if cohort is None:
        return render(request, "cohorts/board.html", {"cohorts": cohorts})
    trainees = Trainee.objects.visible_to(request.user).filter(cohort=cohort)
    people = trainees.select_related("person", "placement__post__regiment").prefetch_related("evaluations")
    drawn = draw(path_of(cohort), people.order_by("person__last_name", "person__first_name", "pk"), today)
    asked = Wanted(request.GET.get("branch", ""), request.GET.get("regiment", ""), "late" in request.GET)
    page = {"cohorts": cohorts, "cohort": cohort, "board": drawn, "wanted": asked, "rows": drawn.narrowed(asked)}
    page["opens_records"] = request.user.role in RECORD_READERS
    return render(request, "cohorts/board.html", page)


def _chosen(request: HttpRequest, cohorts: Sequence[Cohort], today: date) -> Cohort | None:
    """The one in the address, else the one that is away now, else the newest."""
    by_key = {str(cohort.pk): cohort for cohort in cohorts}
    away = (one for one in cohorts if path_of(one).position(today) is Position.DURING)
    return by_key.get(request.GET.get("cohort", "")) or next(away, next(iter(cohorts), None))
