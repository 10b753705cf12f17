"""The manager shares the files out: who reads, and what a proposal would change before it does."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import lifecycle
from applications.actions import assign as actions
from applications.actions.proposed import suspected
from applications.actions.sharing_plan import Plan, propose
from applications.forms.assignment import ReadersForm
from applications.lifecycle import State
from applications.models import Application, Campaign, Conflict
from applications.models.application import numbered
from applications.views.chosen import chosen
from portal.journal.moves import Refusal
from portal.people.models import READERS, Role, User
from portal.web.doors import Data, SignedIn, door, permit

ROWS = 50


@dataclass(frozen=True)
class Share:
    """One person's line of a proposal."""

    reader: User
    before: int
    after: int
    given: list[str]
    taken: list[str]


@dataclass(frozen=True)
class Doubt:
    """A reading that would be given although a fact brings the two together."""

    number: str
    reader: User
    words: str


@door(Role.MANAGER, data=Data.SCORES)
def assignment(request: SignedIn) -> HttpResponse:
    """Where reading stands: files, people, incompatibilities; and the way to a proposal."""
    permit(request.user, "applications.assign")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    if campaign is None:
        return render(request, "applications/assignment/none.html")
    figures = _figures(campaign)
    readers = list(_readers(campaign))
    files = Paginator(_files(request.user, campaign), ROWS)
    files.count = figures["files"]  # already counted
    context = {
        "campaign": campaign,
        "campaigns": campaigns,
        **figures,
        "wanted": figures["files"] * campaign.reviews_per_file,
        "form": ReadersForm(readers=readers, usual=_usual_load(campaign, figures["files"], readers)),
        "readers": readers,
        "page": files.get_page(request.GET.get("page")),
        "conflicts": _conflicts(request.user, campaign),
        "is_late": bool(campaign.reviews_due_on and campaign.reviews_due_on < localdate(now())),
    }
    return render(request, "applications/assignment/assignment.html", context)


@door(Role.MANAGER, data=Data.SCORES, methods=("GET", "POST"))
def sharing(request: SignedIn, pk: int) -> HttpResponse:
    """See what a proposal would change and who would be written to; then apply exactly that."""
    permit(request.user, "applications.assign")
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    sent = request.POST if request.method == "POST" else request.GET
    readers = list(_readers(campaign))
    form = ReadersForm(sent, readers=readers, usual=_usual_load(campaign, _figures(campaign)["files"], readers))
    if not form.is_valid():
        messages.error(request, _("Le maximum par personne est un nombre entier, de 0 à 500."))
        return redirect(_home(campaign))
    if request.method == "POST":
        return _apply(request, campaign, form)
    return _preview(request, campaign, form)


def _apply(request: SignedIn, campaign: Campaign, form: ReadersForm) -> HttpResponse:
    expected = request.POST.get("expected", "")
    try:
        plan = actions.assign(campaign=campaign, caps=form.caps(), expected=expected, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_home(campaign))
    messages.success(
        request,
        ngettext("%(n)s lecture affectée.", "%(n)s lectures affectées.", len(plan.given)) % {"n": len(plan.given)},
    )
    return redirect(_home(campaign))


def _preview(request: SignedIn, campaign: Campaign, form: ReadersForm) -> HttpResponse:
    try:
        plan = propose(campaign=campaign, caps=form.caps())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_home(campaign))
    reserved = set(request.user.conflicts.values_list("application", flat=True))
    context = {
        "campaign": campaign,
        "plan": plan,
        "shares": shares_of(plan, form.readers, campaign, reserved),
        "doubts": _doubts(plan, form.readers, campaign, reserved),
        "sent": _chosen(request.GET),
    }
    return render(request, "applications/assignment/sharing.html", context)


def _home(campaign: Campaign) -> str:
    return f"{reverse('applications:assignment')}?campaign={campaign.pk}"


def _figures(campaign: Campaign) -> dict[str, int]:
    """Files to read, files still to be found eligible, readings given and done, files short of readers."""
    eligible = Q(state=State.ELIGIBLE)
    found = campaign.applications.aggregate(
        files=Count("pk", filter=eligible),
        unchecked=Count("pk", filter=Q(state=State.SUBMITTED)),
        short=Count("pk", filter=eligible & Q(reviews_expected__lt=campaign.reviews_per_file)),
        expected=Sum("reviews_expected", filter=eligible, default=0),
        done=Sum("reviews_done", filter=eligible, default=0),
    )
    return {name: int(value) for name, value in found.items()}


def _readers(campaign: Campaign) -> QuerySet[User, Any]:
    """Everybody who may read, with what they hold in this campaign."""
    here = Q(reviews__application__campaign=campaign, reviews__application__state=State.ELIGIBLE)
    to_read, done = Q(reviews__state__in=lifecycle.TO_READ), Q(reviews__state=lifecycle.Review.SUBMITTED)
    people = User.objects.filter(role__in=READERS, is_active=True)
    return people.annotate(
        cap=F("reader__cap"),
        left=Count("reviews", filter=here & to_read),
        done=Count("reviews", filter=here & done),
    ).order_by("last_name", "first_name", "pk")


def _usual_load(campaign: Campaign, files: int, readers: list[Any]) -> int:
    """An even share of all the readings among those whose trade it is, with a little room."""
    usual = sum(reader.role == Role.REVIEWER for reader in readers) or len(readers) or 1
    return ceil(files * campaign.reviews_per_file / usual) + 2


def _files(user: User, campaign: Campaign) -> QuerySet[Application]:
    """The files that lack most come first."""
    files = Application.objects.visible_to(user).filter(campaign=campaign, state=State.ELIGIBLE)
    return files.order_by("reviews_expected", (F("reviews_expected") - F("reviews_done")).desc(), "pk")


def _conflicts(user: User, campaign: Campaign) -> QuerySet[Conflict]:
    pairs = Conflict.objects.visible_to(user).filter(application__campaign=campaign)
    return pairs.select_related("application", "reviewer", "declared_by")[:ROWS]


def shares_of(plan: Plan, readers: list[User], campaign: Campaign, reserved: Collection[int]) -> list[Share]:
    """Each person's line of a plan; a file kept from whoever looks is counted, not named."""

    def named(file: int) -> str:
        return _("un dossier réservé") if file in reserved else numbered(campaign.pk, file)

    return [
        Share(
            reader=reader,
            before=plan.before[reader.pk],
            after=plan.after[reader.pk],
            given=[named(file) for file, one in plan.given if one == reader.pk],
            taken=[named(held.pair[0]) for held in plan.taken if held.pair[1] == reader.pk],
        )
        for reader in readers
        if plan.before[reader.pk] or plan.after[reader.pk]
    ]


def _doubts(plan: Plan, readers: list[User], campaign: Campaign, reserved: Collection[int]) -> list[Doubt]:
    """Pairs of the proposal that a fact brings together and nobody has judged yet."""
    people = {reader.pk: reader for reader in readers}
    return [
        Doubt(numbered(campaign.pk, one.application_id), people[one.reviewer_id], one.words)
        for one in suspected(campaign, plan.given, at=now())
        if one.application_id not in reserved
    ]


def _chosen(sent: QueryDict) -> list[tuple[str, str]]:
    """The choice made on the page before, to be sent again with the decision."""
    return [(name, str(sent[name])) for name in sent if name.startswith(("reads-", "cap-"))]
