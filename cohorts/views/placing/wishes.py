"""The trainee ranks the regiments, sends the list, and later reads why each wish was granted or not."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Branch
from cohorts import lifecycle
from cohorts.actions import wishes as actions
from cohorts.explained import Explained
from cohorts.models import Post, Trainee
from cohorts.views.placing.map import drawn, garrison
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.journal.record import label
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door
from portal.web.order import moved

SENT, TAKEN_BACK = "cohorts.trainee.send_wishes", "cohorts.trainee.take_wishes_back"

BUTTONS = ("up", "down", "add", "remove")


@door(Role.TRAINEE, data=Data.OWN, methods=("GET", "POST"))
def my_wishes(request: SignedIn) -> HttpResponse:
    """Before the close: the list. After the publication: what came of it, wish by wish."""
    at, trainee = timezone.now(), _own(request)
    if request.method == "POST":
        return _change(request, trainee, at)
    if trainee.cohort.state != lifecycle.Cohort.PREPARING:
        return render(request, "cohorts/wishes/answered.html", _answered(trainee))
    return render(request, "cohorts/wishes/wishes.html", _page(request, trainee, at))


def _change(request: SignedIn, trainee: Trainee, at: datetime) -> HttpResponse:
    wished = _arranged(request.POST)
    try:
        if "take_back" in request.POST:
            actions.take_back(trainee=trainee, by=request.user, at=at)
        elif "send" in request.POST:
            actions.send(trainee=trainee, posts=wished, by=request.user, at=at)
            messages.success(request, _("Vos vœux sont envoyés."))
        else:
            actions.save(trainee=trainee, posts=wished, by=request.user, at=at)
    except Refusal as refusal:
        if request.htmx:
            return render(request, "cohorts/wishes/saved.html", {"refusal": refusal})
        messages.error(request, str(refusal))
    if request.htmx:
        return render(request, "cohorts/wishes/saved.html", {"at": at})
    return redirect(request.get_full_path())


def _arranged(data: QueryDict) -> list[int]:
    """The list of the page, after the button that was pressed."""
    wished = [int(value) for value in data.getlist("wishes") if value.isdecimal()]
    pressed = {name: int(str(value)) for name, value in data.items() if name in BUTTONS and str(value).isdecimal()}
    wished = moved(wished, up=pressed.get("up"), down=pressed.get("down"))
    if "add" in pressed and pressed["add"] not in wished:
        wished.append(pressed["add"])
    return [post for post in wished if post != pressed.get("remove")]


def _own(request: SignedIn) -> Trainee:
    mine = Trainee.objects.visible_to(request.user).select_related("cohort", "placement__post__regiment")
    return get_object_or_404(mine.order_by("-cohort__starts_on")[:1])


def _page(request: SignedIn, trainee: Trainee, at: datetime) -> dict[str, object]:
    posts = {post.pk: post for post in Post.objects.filter(cohort=trainee.cohort).select_related("regiment")}
    wished = list(trainee.wishes.values_list("post", flat=True))
    is_open = actions.are_open(trainee.cohort, at)
    return {
        "trainee": trainee,
        "cohort": trainee.cohort,
        "at": at,
        "is_open": is_open,
        "may_change": is_open and trainee.wishes_sent_at is None,
        "wishes": [_item(posts[pk]) for pk in wished],
        "found": _found(request, [post for pk, post in posts.items() if pk not in wished]),
        "branches": Branch.choices,
        "map": drawn(
            [garrison(post.regiment, is_ringed=post.pk in wished) for post in posts.values()],
            told=_told(wished, posts),
        ),
        "history": Entry.objects.filter(subject=label(trainee), event__in=(SENT, TAKEN_BACK)),
    }


def _item(post: Post) -> dict[str, object]:
    """One line of the ordered list."""
    where = f"{post.regiment.garrison} ({post.regiment.department})"
    return {"value": post.pk, "label": post.regiment.short_name, "note": where, "branch": post.regiment.branch}


def _found(request: HttpRequest, posts: Sequence[Post]) -> list[Post]:
    words, branch = _plain(request.GET.get("q", "")).split(), request.GET.get("branch", "")
    return [post for post in posts if branch in ("", post.regiment.branch) and _says(post, words)]


def _says(post: Post, words: Sequence[str]) -> bool:
    regiment = post.regiment
    text = _plain(" ".join((regiment.short_name, regiment.name, regiment.garrison, regiment.department)))
    return all(word in text for word in words)


def _plain(text: str) -> str:
    """Without accents nor capitals, as people type when they search."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _told(wished: Sequence[int], posts: Mapping[int, Post]) -> str:
    words = ngettext(
        "Carte de France : %(all)s garnisons, dont %(n)s entourée, qui est un de vos vœux.",
        "Carte de France : %(all)s garnisons, dont %(n)s entourées, qui sont vos vœux.",
        len(wished),
    )
    return words % {"all": len(posts), "n": len(wished)}


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
