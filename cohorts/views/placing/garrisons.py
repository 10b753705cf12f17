"""The map and the table of garrisons: what is open, what is filled, and who serves where once it is known."""

from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from applications.models import Branch
from cohorts import lifecycle
from cohorts.geography.map import Place
from cohorts.models import Cohort, Placement, Post, Trainee
from cohorts.models.post import PostQuerySet
from cohorts.post_table import Asked, Group, figures, groups
from cohorts.views.placing.chosen import chosen
from cohorts.views.placing.map import drawn
from portal.people.models import Role, User
from portal.web.csv_export import Cell, stream
from portal.web.doors import Data, SignedIn, door

STAFF = (Role.MANAGER, Role.LIAISON)
HEADER = ("Garnison", "Département", "Nom court", "Arme", "Places", "Prises", "Libres")
APART = 20.0  # units between two signs that carry a number


@door(*STAFF, data=Data.PLACEMENTS)
def posts_map(request: SignedIn) -> HttpResponse:
    """Every garrison with its places; names of people and details of posts only of one's own regiments."""
    cohorts = list(Cohort.objects.visible_to(request.user))
    cohort = chosen(request, cohorts)
    asked = Asked.of(request.GET.dict())
    found = groups(_of(cohort), cohort, asked) if cohort else []
    page = {
        "cohort": cohort,
        "cohorts": cohorts,
        "asked": asked,
        "is_filtered": asked != Asked(),
        "branches": Branch.choices,
        "groups": found,
        **figures(found),
        "is_published": bool(cohort and cohort.state != lifecycle.Cohort.PREPARING),
        "people": _people(request.user, cohort),
        "own": set(Post.objects.visible_to(request.user).filter(cohort=cohort).values_list("pk", flat=True)),
        "map": drawn(_places(found), told=_told(found), apart=APART),
    }
    return render(request, "cohorts/posts/garrisons.html", page)


@door(*STAFF, data=Data.PLACEMENTS)
def export_map(request: SignedIn) -> HttpResponseBase:
    """The figures of the table, without anybody's name."""
    cohort = chosen(request, list(Cohort.objects.visible_to(request.user)))
    found = groups(_of(cohort), cohort, Asked.of(request.GET.dict())) if cohort else []
    return stream("garnisons.csv", HEADER, _lines(found))


def _of(cohort: Cohort | None) -> PostQuerySet:
    """Of all regiments: how many places are open is no secret between them."""
    return Post.objects.filter(cohort=cohort).with_taken().select_related("regiment").order_by("regiment__pk")


def _people(user: User, cohort: Cohort | None) -> dict[int, list[str]]:
    """The names this reader may know, by post."""
    known = Placement.objects.filter(post__cohort=cohort, trainee__in=Trainee.objects.visible_to(user))
    found: dict[int, list[str]] = {}
    for placement in known.select_related("trainee__person").order_by("trainee__merit_rank"):
        found.setdefault(placement.post_id, []).append(str(placement.trainee.person))
    return found


def _places(found: Sequence[Group]) -> Iterator[Place]:
    for row in (row for group in found for row in group.rows):
        regiment = row.post.regiment
        facts = {"regiment": regiment, "garrison": regiment.garrison, "left": row.left, "all": row.post.capacity}
        label = _("%(regiment)s, %(garrison)s : %(left)s libres sur %(all)s") % facts
        yield Place(regiment.latitude, regiment.longitude, regiment.branch, label, row.left > 0, number=str(row.left))


def _told(found: Sequence[Group]) -> str:
    rows = [row for group in found for row in group.rows]
    facts = {"all": len(rows), "open": sum(row.left > 0 for row in rows)}
    return _("Carte de France : %(all)s garnisons, dont %(open)s ont encore une place.") % facts


def _lines(found: Sequence[Group]) -> Iterator[Sequence[Cell]]:
    for row in (row for group in found for row in group.rows):
        regiment = row.post.regiment
        where = (regiment.garrison, regiment.department, regiment.short_name, regiment.branch)
        yield (*where, row.post.capacity, row.taken, row.left)
