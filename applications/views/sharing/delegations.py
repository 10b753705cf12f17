"""A reader lends their queue for some days, and takes it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from applications.actions import delegate as actions
from applications.forms.readers import DelegationForm
from applications.models import Delegation
from portal.journal.moves import Refusal
from portal.people.models import READERS, Role
from portal.web.doors import Data, SignedIn, door, permit

ROWS = 50


@door(*READERS, data=Data.FILES, methods=("GET", "POST"))
def delegation(request: SignedIn) -> HttpResponse:
    """The days I lend, the days lent to me, and one more."""
    form = DelegationForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.delegate(by=request.user, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est noté : %(name)s reçoit un message.") % {"name": made.to})
            return redirect("applications:delegation")
    standing = Delegation.objects.standing().filter(ends_on__gte=localdate(now())).select_related("by", "to")
    context = {
        "form": form,
        "lent": list(standing.filter(by=request.user)[:ROWS]),
        "received": list(standing.filter(to=request.user)[:ROWS]),
    }
    return render(request, "applications/reading/delegation.html", context)


@door(*READERS, data=Data.FILES, methods=("POST",))
def cancel_delegation(request: SignedIn, pk: int) -> HttpResponse:
    """Take the queue back."""
    found = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk)
    permit(request.user, "applications.cancel_delegation", found)
    actions.cancel(delegation=found, by=request.user, at=now())
    messages.success(request, _("La délégation est annulée. Les dossiers déjà passés restent où ils sont."))
    is_own = found.by_id == request.user.pk or request.user.role != Role.MANAGER
    return redirect("applications:delegation" if is_own else "applications:progress")
