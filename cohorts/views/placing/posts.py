"""The posts of a cohort: the table, the map, one post, the export."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions import posts as actions
from cohorts.forms.posts import PostForm
from cohorts.models import Cohort, Post
from cohorts.models.post import PostQuerySet
from cohorts.places import by_branch
from cohorts.posts_file.columns import HEADERS
from cohorts.posts_file.writing import lines
from cohorts.views.placing.chosen import chosen
from cohorts.views.placing.map import drawn, garrison
from portal.people.models import Role, User
from portal.web.csv_export import stream
from portal.web.doors import Data, SignedIn, door, permit
from portal.web.xlsx_export import workbook

STAFF = (Role.MANAGER, Role.LIAISON)


@door(*STAFF, data=Data.PLACEMENTS)
def posts(request: SignedIn) -> HttpResponse:
    """Every post one may change, with the places taken and left."""
    cohorts = list(Cohort.objects.visible_to(request.user))
    cohort = chosen(request, cohorts)
    found = list(_of(request.user, cohort))
    left = {one.pk: max(0, one.capacity - one.taken) for one in found}
    page = {
        "cohort": cohort,
        "cohorts": cohorts,
        "groups": by_branch(found, {one.pk: one.taken for one in found}),
        "number": len(found),
        "places": sum(one.capacity for one in found),
        "left": sum(left.values()),
        "map": drawn((garrison(one.regiment, is_open=left[one.pk] > 0) for one in found), told=_told(found, left)),
    }
    return render(request, "cohorts/posts/posts.html", page)


@door(*STAFF, data=Data.PLACEMENTS)
def export(request: SignedIn, kind: str) -> HttpResponseBase:
    """The posts in the shape that the import reads."""
    cohort = chosen(request, list(Cohort.objects.visible_to(request.user)))
    found = lines(_of(request.user, cohort))
    return workbook("postes.xlsx", HEADERS, found) if kind == "xlsx" else stream("postes.csv", HEADERS, found)


@door(*STAFF, data=Data.PLACEMENTS, methods=("GET", "POST"))
def post(request: SignedIn, pk: int) -> HttpResponse:
    mine = Post.objects.visible_to(request.user).select_related("cohort", "regiment")
    found = get_object_or_404(mine, pk=pk)
    permit(request.user, "cohorts.change_posts", found)
    form = PostForm(request.POST or None, instance=found)
    back = f"{reverse('cohorts:posts')}?cohort={found.cohort_id}"
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(post=found, changes=form.changes(), seen=None, by=request.user, at=timezone.now())
            messages.success(request, _("C’est enregistré."))
            return redirect(back)
        except actions.TooFewPlaces as refusal:
            form.add_error("capacity", str(refusal))
    heading = f"{found.regiment}, {found.regiment.garrison}"
    return render(request, "form_page.html", {"form": form, "heading": heading, "back": back})


def _of(user: User, cohort: Cohort | None) -> PostQuerySet:
    found = Post.objects.visible_to(user).filter(cohort=cohort).with_taken()
    return found.select_related("regiment", "supervisor").order_by("regiment__pk")


def _told(found: Sequence[Post], left: dict[int, int]) -> str:
    facts = {"all": len(found), "open": sum(n > 0 for n in left.values())}
    return _("Carte de France : %(all)s garnisons, dont %(open)s ont encore une place.") % facts
