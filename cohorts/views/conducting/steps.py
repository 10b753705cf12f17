"""What an officer does from the desk: each a button or a short form, then back to the desk."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.live import absences, choose, conduct
from cohorts.actions.live.undo import undo
from cohorts.forms.live import PickForm, UndoForm
from cohorts.models import Amphi, Pick, Post, Trainee
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

STAFF = (Role.MANAGER, Role.LIAISON)
BOTH = ("GET", "POST")
STEPS: Mapping[str, Callable[..., object]] = {
    "start": conduct.start,
    "pause": conduct.pause,
    "resume": conduct.resume,
    "more": conduct.add_time,
    "close": conduct.close,
    "names": lambda **act: conduct.show_names(shown=True, **act),
    "ranks": lambda **act: conduct.show_names(shown=False, **act),
}


@door(*STAFF, data=Data.PLACEMENTS, methods=("POST",))
def conduct_amphi(request: SignedIn, pk: int) -> HttpResponse:
    amphi = _amphi(request, pk)
    step = STEPS.get(request.POST.get("step", ""))
    if step:
        _try(request, lambda: step(amphi=amphi, by=request.user, at=timezone.now()))
    return redirect("cohorts:amphi_desk", pk)


@door(*STAFF, data=Data.PLACEMENTS, methods=("POST",))
def mark_absence(request: SignedIn, pk: int) -> HttpResponse:
    """Of somebody in the room, or of somebody who is back."""
    amphi = _amphi(request, pk)
    given = request.POST.get("trainee", "")
    people = Trainee.objects.enrolled().filter(cohort=amphi.cohort)
    trainee = get_object_or_404(people, pk=int(given) if given.isdecimal() else 0)
    mark = absences.mark_present if request.POST.get("absent") == "no" else absences.mark_absent
    _try(request, lambda: mark(amphi=amphi, trainee=trainee, by=request.user, at=timezone.now()))
    back = reverse("cohorts:amphi_desk", args=[pk])
    return redirect(f"{back}?ordre=tout" if "tout" in request.POST else back)


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def pick_for(request: SignedIn, pk: int) -> HttpResponse:
    """A place for the person whose turn it is, at their request."""
    amphi = _amphi(request, pk)
    if amphi.current is None:
        return redirect("cohorts:amphi_desk", pk)
    posts = Post.objects.filter(cohort=amphi.cohort).select_related("regiment").order_by("regiment")
    initial = {"trainee": amphi.current_id, "post": request.GET.get("poste")}
    form = PickForm(request.POST or None, posts=posts, initial=initial)
    if request.method == "POST" and form.is_valid() and _picked(request, amphi, form):
        return redirect("cohorts:amphi_desk", pk)
    facts = {"who": amphi.current.person, "rank": amphi.current.merit_rank}
    page = {
        "form": form,
        "heading": _("Choisir pour %(who)s, rang %(rank)s") % facts,
        "lede": _("Un choix fait à sa demande : il passe son tour, et le journal garde votre nom."),
        "words": _("Retenir ce choix"),
        "back": reverse("cohorts:amphi_desk", args=[pk]),
    }
    return render(request, "form_page.html", page)


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def undo_pick(request: SignedIn, pk: int) -> HttpResponse:
    picks = Pick.objects.filter(amphi__in=Amphi.objects.visible_to(request.user))
    pick = get_object_or_404(picks.select_related("amphi__cohort", "post__regiment", "trainee__person"), pk=pk)
    permit(request.user, "cohorts.conduct_amphi", pick.amphi)
    desk = reverse("cohorts:amphi_desk", args=[pick.amphi_id])
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            undo(pick=pick, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
            return redirect(desk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    facts = {"who": pick.trainee.person, "post": pick.post.regiment if pick.post else _("aucun poste")}
    page = {
        "form": form,
        "heading": _("Annuler le dernier choix"),
        "lede": _("%(who)s : %(post)s. Son tour revient, avec tout son temps.") % facts,
        "words": _("Annuler ce choix"),
        "back": desk,
    }
    return render(request, "form_page.html", page)


def _amphi(request: SignedIn, pk: int) -> Amphi:
    found = Amphi.objects.visible_to(request.user).select_related("cohort", "current__person")
    amphi = get_object_or_404(found, pk=pk)
    permit(request.user, "cohorts.conduct_amphi", amphi)
    return amphi


def _try(request: SignedIn, act: Callable[[], object]) -> None:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))


def _picked(request: SignedIn, amphi: Amphi, form: PickForm) -> bool:
    """For the person whom the page named: if the turn has passed meanwhile, it is refused."""
    trainee = get_object_or_404(Trainee, pk=form.cleaned_data["trainee"], cohort=amphi.cohort)
    wanted = {name: form.cleaned_data[name] for name in ("post", "reason")}
    try:
        choose.pick_for(amphi=amphi, trainee=trainee, by=request.user, at=timezone.now(), **wanted)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
