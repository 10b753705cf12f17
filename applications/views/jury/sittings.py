"""The meetings of the jury: those held, the one to come, a new one."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from applications.actions import sitting as actions
from applications.forms.sitting import SittingForm
from applications.models import Campaign, Sitting
from applications.views.chosen import AT_THE_JURY, chosen
from portal.journal.moves import Refusal
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)
ROWS = 50


@door(*JURY, data=Data.DECISIONS)
def sittings(request: SignedIn) -> HttpResponse:
    """Every meeting of the campaign, newest first, with what each decided."""
    permit(request.user, "applications.prepare_sittings")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_JURY)
    held = Sitting.objects.visible_to(request.user).filter(campaign=campaign).select_related("president")
    counted = held.annotate(
        people=Count("members", distinct=True),
        files=Count("agenda", distinct=True),
        decided=Count("agenda", filter=Q(agenda__decided_at__isnull=False), distinct=True),
    )
    page = Paginator(counted.order_by("-held_on", "-pk"), ROWS).get_page(request.GET.get("page"))
    return render(
        request,
        "applications/jury/sittings.html",
        {"campaign": campaign, "campaigns": campaigns, "page": page},
    )


@door(*JURY, data=Data.DECISIONS, methods=("GET", "POST"))
def new_sitting(request: SignedIn, pk: int) -> HttpResponse:
    """Who sits, who presides, how many it takes."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.prepare_sittings")
    form = SittingForm(request.POST or None, initial=_usual(campaign, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            sitting = actions.prepare(campaign=campaign, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("applications:sitting", sitting.pk)
    return render(request, "applications/jury/new_sitting.html", {"campaign": campaign, "form": form})


def _usual(campaign: Campaign, user: User) -> dict[str, object]:
    """The same people as last time; else whoever presides the jury."""
    last = Sitting.objects.filter(campaign=campaign).order_by("-pk").first()
    if last is None:
        return {"held_on": timezone.localdate(), "president": user if user.role == Role.JURY_PRESIDENT else None}
    people = list(last.members.values_list("person", flat=True))
    return {
        "held_on": timezone.localdate(),
        "president": last.president_id,
        "members": people,
        "quorum": last.quorum,
        "shows_names": last.shows_names,
    }
