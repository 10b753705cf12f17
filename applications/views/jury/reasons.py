"""The library of reasons, kept by the school."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import reason as actions
from applications.forms.jury import ReasonForm
from applications.models import Reason
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, data=Data.SETTINGS, methods=("GET", "POST"))
def reasons(request: SignedIn) -> HttpResponse:
    """Every reason at hand, and a form for one more."""
    permit(request.user, "applications.keep_reasons")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Le motif est ajouté."))
        return redirect("applications:reasons")
    context = {"reasons": Reason.objects.all()[:200], "form": form}
    return render(request, "applications/jury/reasons.html", context)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("GET", "POST"))
def reason(request: SignedIn, pk: int) -> HttpResponse:
    """Change one."""
    kept = get_object_or_404(Reason, pk=pk)
    permit(request.user, "applications.keep_reasons")
    form = ReasonForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        actions.edit(reason=kept, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Le motif est changé. Les décisions déjà écrites gardent leurs mots."))
        return redirect("applications:reasons")
    return render(request, "applications/jury/reason.html", {"reason": kept, "form": form})


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def remove_reason(request: SignedIn, pk: int) -> HttpResponse:
    """Offer one no more."""
    kept = get_object_or_404(Reason, pk=pk)
    permit(request.user, "applications.keep_reasons")
    actions.remove(reason=kept, by=request.user, at=timezone.now())
    messages.success(request, _("Le motif n’est plus proposé."))
    return redirect("applications:reasons")
