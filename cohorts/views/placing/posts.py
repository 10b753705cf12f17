"""The posts of a cohort: the table, the export."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from rules.permissions import has_perm

from applications.models import Branch
from cohorts import lifecycle
from cohorts.models import Cohort, Post
from cohorts.models.post import PostQuerySet
from cohorts.post_table import Asked, figures, groups
from cohorts.posts_file.columns import HEADERS
from cohorts.posts_file.writing import lines
from cohorts.views.placing.chosen import chosen
from portal.people.models import Role, User
from portal.web.csv_export import stream
from portal.web.doors import Data, SignedIn, door
from portal.web.xlsx_export import workbook

STAFF = (Role.MANAGER, Role.LIAISON)


@door(*STAFF, data=Data.PLACEMENTS)
def posts(request: SignedIn) -> HttpResponse:
    """Every post one may change, with the places taken and left."""
    cohorts = list(Cohort.objects.visible_to(request.user))
    cohort = chosen(request, cohorts)
    asked = Asked.of(request.GET.dict())
    found = groups(_of(request.user, cohort), cohort, asked) if cohort else []
    page = {
        "cohort": cohort,
        "cohorts": cohorts,
        "asked": asked,
        "is_filtered": asked != Asked(),
        "branches": Branch.choices,
        "groups": found,
        **figures(found),
        "is_published": bool(cohort and cohort.state != lifecycle.Cohort.PREPARING),
        "may_change": has_perm("cohorts.change_posts", request.user),
    }
    return render(request, "cohorts/posts/posts.html", page)


@door(*STAFF, data=Data.PLACEMENTS)
def export(request: SignedIn, kind: str) -> HttpResponseBase:
    """The posts in the shape that the import reads."""
    cohort = chosen(request, list(Cohort.objects.visible_to(request.user)))
    found = lines(_of(request.user, cohort))
    return workbook("postes.xlsx", HEADERS, found) if kind == "xlsx" else stream("postes.csv", HEADERS, found)


def _of(user: User, cohort: Cohort | None) -> PostQuerySet:
    found = Post.objects.visible_to(user).filter(cohort=cohort).with_taken()
    return found.select_related("regiment", "supervisor").order_by("regiment__pk")
