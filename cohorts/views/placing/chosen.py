"""Which cohort a staff page is about: the one in its address, else the one still to be placed, else the newest."""

from collections.abc import Sequence

from django.http import HttpRequest

from cohorts import lifecycle
from cohorts.models import Cohort


def chosen(request: HttpRequest, cohorts: Sequence[Cohort]) -> Cohort | None:
    """Among cohorts given newest first; an unknown one in the address is the current one."""
    by_key = {str(cohort.pk): cohort for cohort in cohorts}
    to_place = (cohort for cohort in cohorts if cohort.state == lifecycle.Cohort.PREPARING)
    return by_key.get(request.GET.get("cohort", "")) or next(to_place, cohorts[0] if cohorts else None)
