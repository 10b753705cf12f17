"""A file changed after it was read: the reader says that they looked again, or is asked to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import reread as actions
from applications.models import Review
from portal.people.models import READERS, Role
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit


@door(*READERS, data=Data.SCORES, methods=("POST",))
def reread(request: SignedIn, pk: int) -> HttpResponse:
    """« J’ai relu »: what was given still stands for the new version."""
    review = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    permit(request.user, "applications.read", review)
    seen = number(request.POST.get("seen")) or 0
    actions.acknowledge(review=review, seen=seen, by=request.user, at=timezone.now())
    messages.success(request, _("C’est noté : votre lecture porte sur la version actuelle du dossier."))
    return redirect("applications:review", pk)


@door(Role.MANAGER, data=Data.SCORES, methods=("POST",))
def ask_again(request: SignedIn, pk: int) -> HttpResponse:
    """Ask, by letter, the reader of an earlier version to look at what changed."""
    review = get_object_or_404(Review.objects.visible_to(request.user).select_related("reviewer"), pk=pk)
    permit(request.user, "applications.assign", review)
    actions.ask_again(review=review, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s reçoit une lettre.") % {"name": review.reviewer})
    return redirect("applications:one", review.application_id)
