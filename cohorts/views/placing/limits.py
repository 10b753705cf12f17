"""Before the amphi: a place reserved for somebody, the limit of each branch."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions import limits as actions
from cohorts.forms.limits import LimitsForm, LockForm
from cohorts.models import Cohort, Lock, Post
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

STAFF = (Role.MANAGER, Role.LIAISON)
BOTH = ("GET", "POST")


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def new_lock(request: SignedIn, pk: int) -> HttpResponse:
    """Reserve a place; a liaison only at home, and by rank."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.set_limits", cohort)
    posts = Post.objects.visible_to(request.user).filter(cohort=cohort)
    form = LockForm(request.POST or None, cohort=cohort, posts=posts, names=request.user.role == Role.MANAGER)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reserve(by=request.user, at=timezone.now(), **form.cleaned_data)
            return redirect(_amphi(cohort))
        except Refusal as refusal:
            form.add_error("post", str(refusal))
    page = {
        "form": form,
        "heading": _("Réserver une place"),
        "lede": _("Cette personne aura cette place quel que soit l’amphi. Le motif et votre nom restent écrits."),
        "words": _("Réserver cette place"),
        "back": _amphi(cohort),
    }
    return render(request, "form_page.html", page)


@door(*STAFF, data=Data.PLACEMENTS, methods=("POST",))
def lift_lock(request: SignedIn, pk: int) -> HttpResponse:
    locks = Lock.objects.filter(post__in=Post.objects.visible_to(request.user)).select_related("trainee__cohort")
    lock = get_object_or_404(locks, pk=pk)
    permit(request.user, "cohorts.set_limits", lock)
    actions.lift(lock=lock, by=request.user, at=timezone.now())
    messages.success(request, _("La réservation est levée."))
    return redirect(_amphi(lock.trainee.cohort))


@door(Role.MANAGER, data=Data.PLACEMENTS, methods=BOTH)
def limits(request: SignedIn, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.set_limits", cohort)
    form = LimitsForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        try:
            actions.limit(cohort=cohort, caps=form.caps(), by=request.user, at=timezone.now())
            return redirect(_amphi(cohort))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lede = _("Une case vide : pas de limite.")
    page = {"form": form, "heading": _("Au plus, par arme"), "lede": lede, "back": _amphi(cohort)}
    return render(request, "form_page.html", page)


def _amphi(cohort: Cohort) -> str:
    return f"{reverse('cohorts:amphi')}?cohort={cohort.pk}"
