"""Before the amphi, for one person: a place reserved, a post closed."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions import exclusions, limits
from cohorts.forms.limits import ByHandForm, ExclusionForm, LockForm
from cohorts.models import Cohort, Exclusion, Lock, Post
from cohorts.views.placing.asked import BOTH, STAFF, ask, undo
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def new_lock(request: SignedIn, pk: int) -> HttpResponse:
    """Reserve a place; a liaison only at home, and by rank."""
    cohort = _cohort(request, pk)
    form = _by_hand(LockForm, request, cohort)
    return ask(
        request,
        form,
        lambda: limits.reserve(by=request.user, at=timezone.now(), **form.cleaned_data),
        cohort=cohort,
        fields={limits.CannotLimit: "post"},
        heading=_("Réserver une place"),
        lede=_("Cette personne aura cette place quel que soit l’amphi. Le motif et votre nom restent écrits."),
        words=_("Réserver cette place"),
    )


@door(*STAFF, data=Data.PLACEMENTS, methods=("POST",))
def lift_lock(request: SignedIn, pk: int) -> HttpResponse:
    locks = Lock.objects.filter(post__in=Post.objects.visible_to(request.user)).select_related("trainee__cohort")
    lock = get_object_or_404(locks, pk=pk)
    permit(request.user, "cohorts.set_limits", lock)
    act = partial(limits.lift, lock=lock, by=request.user, at=timezone.now())
    return undo(request, act, cohort=lock.trainee.cohort, done=_("La réservation est levée."))


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def new_exclusion(request: SignedIn, pk: int) -> HttpResponse:
    """Close a post to somebody; a liaison only at home, and by rank."""
    cohort = _cohort(request, pk)
    form = _by_hand(ExclusionForm, request, cohort)
    return ask(
        request,
        form,
        lambda: exclusions.exclude(by=request.user, at=timezone.now(), **form.cleaned_data),
        cohort=cohort,
        fields={limits.CannotLimit: "post"},
        heading=_("Fermer un poste à une personne"),
        lede=_("Cette personne n’aura pas ce poste, même en premier vœu. Le motif et votre nom restent écrits."),
        words=_("Fermer ce poste à cette personne"),
    )


@door(*STAFF, data=Data.PLACEMENTS, methods=("POST",))
def lift_exclusion(request: SignedIn, pk: int) -> HttpResponse:
    closed = Exclusion.objects.filter(post__in=Post.objects.visible_to(request.user))
    exclusion = get_object_or_404(closed.select_related("trainee__cohort"), pk=pk)
    permit(request.user, "cohorts.set_limits", exclusion)
    act = partial(exclusions.readmit, exclusion=exclusion, by=request.user, at=timezone.now())
    return undo(
        request, act, cohort=exclusion.trainee.cohort, done=_("Le poste est de nouveau ouvert à cette personne.")
    )


def _cohort(request: SignedIn, pk: int) -> Cohort:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.set_limits", cohort)
    return cohort


def _by_hand(form: type[ByHandForm], request: SignedIn, cohort: Cohort) -> ByHandForm:
    posts = Post.objects.visible_to(request.user).filter(cohort=cohort)
    return form(request.POST or None, cohort=cohort, posts=posts, names=request.user.role == Role.MANAGER)
