"""Before the publication: each letter as it will leave, in the person's language, one after the other."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cohorts import lifecycle
from cohorts.actions.placement_letters import envelope, told_by
from cohorts.explained import Explained, Line, names_shown
from cohorts.models import Cohort, Post, Run
from portal.outbox.post import written
from portal.outbox.words import readable
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, Role.LIAISON, data=Data.PLACEMENTS)
def placement_letter(request: SignedIn, pk: int, trainee: int) -> HttpResponse:
    """One letter of a draft, and the one before and after it."""
    runs = Run.objects.filter(cohort__in=Cohort.objects.visible_to(request.user), state=lifecycle.Run.DRAFT)
    run = get_object_or_404(runs.select_related("cohort"), pk=pk)
    permit(request.user, "cohorts.publish_placements", run.cohort)
    lines = readable_lines(explained(request.user, run))
    order = [line.trainee.pk for line in lines]
    if trainee not in order:
        raise Http404
    n = order.index(trainee)
    letter = written(envelope(lines[n]), at=timezone.now())
    page = {
        "run": run,
        "line": lines[n],
        "letter": letter,
        "words": readable(letter),
        "n": n + 1,
        "total": len(lines),
        "before": order[n - 1] if n else None,
        "after": order[n + 1] if n + 1 < len(order) else None,
    }
    return render(request, "cohorts/amphi/letter.html", page)


def explained(user: User, run: Run) -> Explained:
    """The run as this person may read it: a liaison reads the names proposed at home, ranks for the others."""
    told = told_by(run)
    own = set(Post.objects.filter(cohort=run.cohort_id, regiment__liaisons=user).values_list("pk", flat=True))
    return Explained(run, told.posts, told.trainees, names_shown(user, run, told.trainees, own))


def readable_lines(told: Explained) -> list[Line]:
    """Those whose letter may be read: a letter names its reader."""
    return [line for line in told.lines if line.is_named]
