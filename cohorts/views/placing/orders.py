"""A regiment puts the trainees in its own order, by rank and by the facts its post asks for."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from rules.permissions import has_perm

from cohorts.actions import orders as actions
from cohorts.actions.limits import obstacle
from cohorts.groups import groups_of
from cohorts.models import Post
from cohorts.orders import asked_by, lines_of
from cohorts.views.placing.asked import BOTH, STAFF
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.journal.record import label
from portal.people.models import User
from portal.web.doors import Data, SignedIn, door, permit
from portal.web.order import moved


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def order(request: SignedIn, pk: int) -> HttpResponse:
    """A liaison orders for own regiments; the school reads."""
    posts = Post.objects.visible_to(request.user).select_related("cohort", "regiment")
    post = get_object_or_404(posts, pk=pk)
    if request.method == "POST":
        permit(request.user, "cohorts.rank_trainees", post)
        return _change(request, post, timezone.now())
    return render(request, "cohorts/orders/order.html", _page(request.user, post))


def _change(request: SignedIn, post: Post, at: datetime) -> HttpResponse:
    try:
        if "merit" in request.POST:
            actions.follow_merit(post=post, by=request.user, at=at)
            messages.success(request, _("Ce poste suit l’ordre du classement."))
        else:
            actions.rank(post=post, trainees=_arranged(request.POST), by=request.user, at=at)
            if "save" in request.POST:
                messages.success(request, _("Votre ordre est enregistré."))
    except Refusal as refusal:
        if request.htmx:
            return render(request, "cohorts/wishes/saved.html", {"refusal": refusal})
        messages.error(request, str(refusal))
    if request.htmx:
        return render(request, "cohorts/wishes/saved.html", {"at": at})
    return redirect(request.get_full_path())


def _arranged(data: QueryDict) -> list[int]:
    """The list of the page, after the button that was pressed."""
    order = [int(value) for value in data.getlist("trainees") if value.isdecimal()]
    pressed = {name: int(value) for name in ("up", "down") if (value := data.get(name, "")).isdecimal()}
    return moved(order, up=pressed.get("up"), down=pressed.get("down"))


def _page(user: User, post: Post) -> dict[str, object]:
    lines = lines_of(post)
    refusal = obstacle(post.cohort)
    saved = Entry.objects.filter(subject=label(post), event__in=(actions.RANKED, actions.FOLLOWED_MERIT))
    return {
        "post": post,
        "cohort": post.cohort,
        "lines": lines,
        "is_ranked": any(line.position for line in lines),
        "asked": asked_by(post),
        "shared": [group.name for group in groups_of(post.cohort) if group.binds and {post.pk} < group.posts],
        "refusal": refusal,
        "may_change": not refusal and has_perm("cohorts.rank_trainees", user, post),
        "last": saved.select_related("by").first(),
    }
