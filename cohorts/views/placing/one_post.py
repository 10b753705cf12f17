"""One post changed in its row or on its page, added, taken away."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from cohorts import lifecycle
from cohorts.actions import posts as actions
from cohorts.changes import told, would_change
from cohorts.forms.posts import NewPostForm, PostForm
from cohorts.models import Cohort, Post
from cohorts.post_table import row_of
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

STAFF = (Role.MANAGER, Role.LIAISON)
BOTH = ("GET", "POST")


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def post(request: SignedIn, pk: int) -> HttpResponse:
    """Change one post: in its row with htmx, on a page of its own without."""
    found = _found(request, pk)
    permit(request.user, "cohorts.change_posts", found)
    form = PostForm(
        request.POST or None,
        instance=_found(request, pk),
        cohort=found.cohort,
        by=request.user,
        auto_id=f"id_{pk}_%s",
    )
    page: dict[str, object] = {"form": form, "post": found, "back": _table(found.cohort)}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                post=found,
                changes=form.changes(),
                seen=form.cleaned_data["seen"] or None,
                by=request.user,
                at=timezone.now(),
            )
            return _saved(request, found)
        except actions.ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            form.see_again(fresh := Post.objects.select_related("supervisor").get(pk=pk))
            page["meanwhile"] = _still_to_change(fresh, form)
        except Refusal as refusal:
            form.add_error("capacity" if isinstance(refusal, actions.TooFewPlaces) else None, str(refusal))
    page["is_published"] = found.cohort.state != lifecycle.Cohort.PREPARING
    return render(request, "cohorts/posts/edit_row.html" if request.htmx else "cohorts/posts/edit.html", page)


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def new_post(request: SignedIn, pk: int) -> HttpResponse:
    """Open a post in a regiment that has none for this cohort."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.change_posts", None)
    form = NewPostForm(request.POST or None, cohort=cohort, by=request.user)
    if request.method == "POST" and form.is_valid():
        regiment = form.cleaned_data["regiment"]
        try:
            actions.add(cohort=cohort, regiment=regiment, changes=form.changes(), by=request.user, at=timezone.now())
            messages.success(request, _("Le poste est ouvert."))
            return redirect(_table(cohort))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lede = _("Seuls les régiments qui n’ont pas encore de poste dans cette promotion sont proposés.")
    page = {"form": form, "heading": _("Ouvrir un poste"), "lede": lede, "back": _table(cohort)}
    return render(request, "form_page.html", page | {"words": _("Ouvrir ce poste")})


@door(*STAFF, data=Data.PLACEMENTS, methods=BOTH)
def remove_post(request: SignedIn, pk: int) -> HttpResponse:
    """Take away a post that nobody wishes for or holds, once asked again."""
    found = _found(request, pk)
    permit(request.user, "cohorts.change_posts", found)
    try:
        if request.method == "POST":
            actions.remove(post=found, by=request.user, at=timezone.now())
            messages.success(request, _("Le poste de %(regiment)s est retiré.") % {"regiment": found.regiment})
            return redirect(_table(found.cohort))
        if why := actions.kept_by(found, found.cohort):
            raise actions.CannotRemove(why)
    except actions.CannotRemove as refusal:
        messages.error(request, str(refusal))
        return redirect("cohorts:post", pk)
    page = {
        "form": forms.Form(),
        "heading": _("Retirer le poste de %(regiment)s") % {"regiment": found.regiment},
        "lede": _("Personne ne l’a demandé ni n’y est attendu. Le journal en garde la trace."),
        "words": _("Retirer ce poste"),
        "danger": True,
        "back": reverse("cohorts:post", args=[pk]),
    }
    return render(request, "form_page.html", page)


def _found(request: SignedIn, pk: int) -> Post:
    mine = Post.objects.visible_to(request.user).with_taken()
    return get_object_or_404(mine.select_related("cohort", "regiment", "supervisor"), pk=pk)


def _saved(request: SignedIn, found: Post) -> HttpResponse:
    if not request.htmx:
        messages.success(request, _("C’est enregistré."))
        return redirect(_table(found.cohort))
    fresh = _found(request, found.pk)
    page = {"row": row_of(fresh, fresh.cohort), "is_saved": True, "may_change": True}
    return trigger_client_event(render(request, "cohorts/posts/row.html", page), "post-saved")


def _still_to_change(fresh: Post, form: PostForm) -> list[str]:
    """What saving once more would change of what somebody else has just written."""
    return [told(fresh, name, value) for name, value in form.changes().items() if would_change(fresh, name, value)]


def _table(cohort: Cohort) -> str:
    return f"{reverse('cohorts:posts')}?cohort={cohort.pk}"
