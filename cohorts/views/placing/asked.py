"""A page that asks for one limit, sets it, and goes back to all of them."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cohorts.models import Cohort
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import SignedIn

STAFF = (Role.MANAGER, Role.LIAISON)
BOTH = ("GET", "POST")


def ask(
    request: SignedIn,
    form: BaseForm,
    act: Callable[[], object],
    *,
    cohort: Cohort,
    fields: Mapping[type[Refusal], str] | None = None,
    **words: object,
) -> HttpResponse:
    """`fields`: under which field a refusal is said; above the form without one."""
    back = constraints_of(cohort)
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error((fields or {}).get(type(refusal)), str(refusal))
        else:
            return redirect(back)
    return render(request, "form_page.html", {"form": form, "back": back, **words})


def undo(request: SignedIn, act: Callable[[], object], *, cohort: Cohort, done: str) -> HttpResponse:
    """Take one limit back, or say why it stays."""
    try:
        act()
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(constraints_of(cohort))


def constraints_of(cohort: Cohort) -> str:
    return reverse("cohorts:constraints", args=[cohort.pk])
