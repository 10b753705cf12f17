"""Everything that limits an amphi, on one page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from cohorts.actions.limits import obstacle
from cohorts.constraints import Constraints
from cohorts.models import Cohort
from cohorts.views.placing.asked import STAFF
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(*STAFF, data=Data.PLACEMENTS)
def constraints(request: SignedIn, pk: int) -> HttpResponse:
    """Read by all who prepare the amphi; each changes what is theirs, until it begins."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.set_limits", cohort)
    refusal = obstacle(cohort)
    page = {
        "cohort": cohort,
        "found": Constraints(cohort, request.user),
        "refusal": refusal,
        "may_change": not refusal,
        "is_school": request.user.role == Role.MANAGER,
    }
    return render(request, "cohorts/constraints/constraints.html", page)
