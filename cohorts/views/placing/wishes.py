"""The trainee ranks the regiments, sends the list, and later reads why each wish was granted or not."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions import told
from cohorts.actions import wishes as actions
from cohorts.explained import Explained
from cohorts.forms.told import AboutMeForm
from cohorts.models import Post, Trainee
from cohorts.views.placing.map import drawn, garrison
from cohorts.views.placing.pressed import Pressed
from cohorts.views.placing.wishing import Shelf, page, shelf
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door

BY_BRANCH = "branch"


@door(Role.TRAINEE, data=Data.OWN, methods=("GET", "POST"))
def my_wishes(request: SignedIn) -> HttpResponse:
    """Before the close: the list. After the publication: what came of it, wish by wish."""
    at, trainee = timezone.now(), _own(request)
    if request.method == "POST":
        return _change(request, trainee, at)
    if trainee.cohort.state != lifecycle.Cohort.PREPARING:
        return render(request, "cohorts/wishes/answered.html", _answered(trainee))
    return _show(request, shelf(trainee), at)


@door(Role.TRAINEE, data=Data.OWN, methods=("POST",))
def tell(request: SignedIn) -> HttpResponse:
    """Where home is and whether one drives, for the distances and the conditions."""
    trainee = _own(request)
    form = AboutMeForm(request.POST, trainee=trainee)
    try:
        if form.is_valid():
            told.tell(trainee=trainee, by=request.user, at=timezone.now(), **form.said())
            messages.success(request, _("C’est noté : les distances et les conditions sont à jour."))
        else:
            messages.error(request, _("Choisissez une réponse de la liste."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("cohorts:my_wishes") + "#t-me")


def _change(request: SignedIn, trainee: Trainee, at: datetime) -> HttpResponse:
    stand = shelf(trainee)
    pressed = Pressed(request.POST, stand.branch_of, stand.addable, _is_by_branch(request))
    try:
        changed = _act(request, trainee, pressed, at)
    except actions.ChangedElsewhere as refusal:
        return _conflict(request, trainee, pressed, at, refusal)
    except Refusal as refusal:
        if request.htmx:
            return render(request, "cohorts/wishes/saved.html", {"refusal": refusal})
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    if request.htmx:
        context = {"at": at, "version": changed.wishes_version, "wishes": shelf(changed, pressed.wished).items}
        return render(request, "cohorts/wishes/saved.html", context)
    return redirect(request.get_full_path() + pressed.touched)


def _act(request: SignedIn, trainee: Trainee, pressed: Pressed, at: datetime) -> Trainee:
    if "take_back" in request.POST:
        return actions.take_back(trainee=trainee, by=request.user, at=at)
    if "undo" in request.POST:
        return actions.bring_back(trainee=trainee, by=request.user, at=at)
    verb = actions.send if "send" in request.POST else actions.save
    takes_any = "takes_any" in request.POST
    changed = verb(
        trainee=trainee, posts=pressed.wished, takes_any=takes_any, seen=pressed.seen, by=request.user, at=at
    )
    if "send" in request.POST:
        messages.success(request, _("Vos vœux sont envoyés. Une lettre vous les redit, dans l’ordre."))
    return changed


def _conflict(request: SignedIn, trainee: Trainee, pressed: Pressed, at: datetime, refusal: Refusal) -> HttpResponse:
    """The list of this page stays on it; the person says which of the two lists to keep."""
    if request.htmx:
        return render(request, "cohorts/wishes/saved.html", {"refusal": refusal, "is_conflict": True})
    kept = {"is_conflict": True, "version": pressed.seen, "takes_any": "takes_any" in request.POST}
    return _show(request, shelf(trainee, pressed.wished), at, **kept)


def _show(request: SignedIn, stand: Shelf, at: datetime, **more: object) -> HttpResponse:
    context = {**page(stand, request.GET, at), "by_branch": _is_by_branch(request), **more}
    return render(request, "cohorts/wishes/wishes.html", context, status=409 if "is_conflict" in more else 200)


def _is_by_branch(request: SignedIn) -> bool:
    return request.GET.get("way") == BY_BRANCH


def _own(request: SignedIn) -> Trainee:
    mine = Trainee.objects.visible_to(request.user).select_related("cohort", "placement__post__regiment")
    return get_object_or_404(mine.order_by("-cohort__starts_on")[:1])


def _answered(trainee: Trainee) -> dict[str, object]:
    """What the published run says of one trainee; of the others, only ranks."""
    run = trainee.cohort.runs.filter(state=lifecycle.Run.PUBLISHED).first()
    if run is None or trainee.pk not in run.inputs["merit"]:
        return {"trainee": trainee, "line": None}
    posts = Post.objects.filter(cohort=trainee.cohort).select_related("regiment").in_bulk()
    told = Explained(run, posts, Trainee.objects.filter(cohort=trainee.cohort).in_bulk(), frozenset())
    line = told.line(trainee.pk, own=True)
    return {"trainee": trainee, "run": run, "line": line, "map": _map_of(line.post) if line.post else None}


def _map_of(post: Post) -> dict[str, object]:
    words = _("Carte de France : votre garnison, %(where)s.") % {"where": post.regiment.garrison}
    return drawn([garrison(post.regiment, is_ringed=True)], told=words)
