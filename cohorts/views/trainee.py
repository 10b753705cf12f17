"""The trainee's own pages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cohorts.models import Trainee
from cohorts.stay import stay_of
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door


@door(Role.TRAINEE, data=Data.OWN)
def my_path(request: SignedIn) -> HttpResponse:
    """Week n of 23: where, with whom, what next."""
    trainees = Trainee.objects.visible_to(request.user).select_related(
        "cohort", "person", "placement__post__regiment", "placement__post__supervisor"
    )
    trainee = get_object_or_404(trainees.order_by("-cohort__starts_on")[:1])
    stay = stay_of(trainee, timezone.localdate(timezone.now()))
    return render(request, "cohorts/my_path.html", {"trainee": trainee, "stay": stay})
