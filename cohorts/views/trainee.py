"""The trainee's own pages."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cohorts import lifecycle
from cohorts.growth import growth
from cohorts.models import Evaluation, Trainee, VacancyOffer
from cohorts.stay import stay_of
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door


@door(Role.TRAINEE, data=Data.OWN)
def my_path(request: SignedIn) -> HttpResponse:
    """Week n of 23: where, with whom, what next, and what was said of each phase."""
    at = timezone.now()
    trainees = (
        Trainee.objects.visible_to(request.user)
        .with_amphi_open()
        .select_related("cohort__campaign", "person", "placement__post__regiment", "placement__post__supervisor")
    )
    trainee = get_object_or_404(trainees.order_by("-cohort__starts_on")[:1])
    handed_in = Evaluation.objects.visible_to(request.user).filter(trainee=trainee)
    evaluations = list(handed_in.select_related("supervisor").prefetch_related("marks").order_by("phase"))
    is_open = trainee.cohort.state == lifecycle.Cohort.PREPARING
    closes_at = trainee.cohort.wishes_close_at
    is_enrolled = trainee.state == lifecycle.Trainee.ENROLLED
    page = {
        "trainee": trainee,
        "stay": stay_of(trainee, timezone.localdate(at)),
        "handed_in": evaluations,
        "growth": growth(evaluations),
        "liaisons": _liaisons(trainee),
        "amphi_is_open": trainee.amphi_is_open,
        "may_wish": is_enrolled and is_open and closes_at is not None and at < closes_at,
        "at": at,
        "offer": None if is_open else _offer(trainee, at),
        "is_unplaced": is_enrolled and not is_open and not hasattr(trainee, "placement"),
    }
    return render(request, "cohorts/my_path.html", page)


def _offer(trainee: Trainee, at: datetime) -> VacancyOffer | None:
    """The freed place offered to this person now."""
    mine = VacancyOffer.objects.standing().filter(trainee=trainee, expires_at__gt=at)
    return mine.select_related("vacancy__post__regiment").first()


def _liaisons(trainee: Trainee) -> list[User]:
    if not hasattr(trainee, "placement"):
        return []
    return list(trainee.placement.post.regiment.liaisons.filter(is_active=True))
