"""Before the amphi, for posts: the limit of each branch, named groups, when a post opens and for whom first."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions import caps, limits, openings
from cohorts.forms.groups import CapForm, LimitsForm, OpeningForm
from cohorts.models import Cap, Cohort, Post
from cohorts.views.placing.asked import BOTH, STAFF, ask, undo
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, data=Data.PLACEMENTS, methods=BOTH)
def branch_limits(request: SignedIn, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.set_limits", cohort)
    form = LimitsForm(request.POST or None, cohort=cohort)
    return ask(
        request,
        form,
        lambda: limits.limit(cohort=cohort, caps=form.caps(), by=request.user, at=timezone.now()),
        cohort=cohort,
        heading=_("Au plus, par arme"),
        lede=_("Une case vide : pas de limite."),
    )


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def new_cap(request: SignedIn, pk: int) -> HttpResponse:
    """Name a group of posts; a liaison only with posts of their own regiments."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.set_limits", cohort)
    return _ask_cap(request, Cap(cohort=cohort), _("Nouveau groupe de postes"))


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def cap(request: SignedIn, pk: int) -> HttpResponse:
    found = _own_cap(request, pk)
    return _ask_cap(request, found, found.name)


@door(*STAFF, data=Data.PLACEMENTS, methods=("POST",))
def remove_cap(request: SignedIn, pk: int) -> HttpResponse:
    found = _own_cap(request, pk)
    act = partial(caps.remove_cap, cap=found, by=request.user, at=timezone.now())
    return undo(request, act, cohort=found.cohort, done=_("Le groupe est retiré : ses postes restent."))


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def opening(request: SignedIn, pk: int) -> HttpResponse:
    """From how many people one post opens, and for whom its places are kept first."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("cohort", "regiment"), pk=pk)
    permit(request.user, "cohorts.set_limits", post)
    form = OpeningForm(request.POST or None, instance=post)
    return ask(
        request,
        form,
        lambda: openings.set_opening(post=post, by=request.user, at=timezone.now(), **form.cleaned_data),
        cohort=post.cohort,
        fields={openings.CannotOpen: "minimum", openings.CannotKeep: "reserved"},
        heading=f"{post.regiment}, {post.regiment.garrison}",
        lede=_("Quand ce poste ouvre, et pour qui ses places sont gardées d’abord."),
    )


def _own_cap(request: SignedIn, pk: int) -> Cap:
    found = get_object_or_404(Cap.objects.visible_to(request.user).select_related("cohort"), pk=pk)
    permit(request.user, "cohorts.set_limits", found)
    return found


def _ask_cap(request: SignedIn, found: Cap, heading: str) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).filter(cohort=found.cohort)
    form = CapForm(request.POST or None, instance=found, posts=posts)
    return ask(
        request,
        form,
        lambda: caps.set_cap(cap=form.instance, posts=form.cleaned_data["posts"], by=request.user, at=timezone.now()),
        cohort=found.cohort,
        heading=heading,
        lede=_(
            "Ces postes réunis prennent au plus tant de personnes. Deux groupes s’emboîtent, ou n’ont rien en commun."
        ),
    )
