"""Who is invited, who has an hour, and an hour chosen for somebody by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import book, invite
from applications.actions.campaign import edit
from applications.forms.interview import InviteForm, ReasonForm, SettingsForm
from applications.lifecycle import State
from applications.models import Application, Campaign, Interview, Slot
from applications.views.chosen import AT_THE_INTERVIEWS, chosen
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

ROWS_A_PAGE = 50
BOTH = ("GET", "POST")


@door(Role.MANAGER, data=Data.FILES)
def invited(request: SignedIn) -> HttpResponse:
    """Everybody invited, with their hour; those without one first if asked."""
    permit(request.user, "applications.run_interviews")
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_INTERVIEWS)
    only_waiting = request.GET.get("sans-heure") == "1"
    files = Application.objects.visible_to(request.user).filter(campaign=campaign, invited_at__isnull=False)
    if campaign and only_waiting:
        files = files.filter(pk__in=invite.without_a_slot(campaign).values("pk"))
    agenda = Interview.objects.on_the_agenda().select_related("slot__panel").order_by("-pk")
    rows = files.order_by("last_name", "first_name", "pk").prefetch_related(Prefetch("interviews", agenda, "agenda"))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"campaign": campaign, "campaigns": campaigns, "page": page, "only_waiting": only_waiting}
    return render(request, "applications/interviews/people.html", context | {"eligible": State.ELIGIBLE})


@door(Role.MANAGER, data=Data.FILES, methods=BOTH)
def invite_people(request: SignedIn, pk: int) -> HttpResponse:
    """Choose who is invited: the first of the ranking, or one by one; then a page that says how many letters leave."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.run_interviews")
    if request.method == "POST":
        return _invite(request, campaign)
    form = InviteForm(initial={"first": campaign.places * 2})
    return _choice(request, campaign, form)


@door(Role.MANAGER, data=Data.FILES, methods=("POST",))
def remind_unbooked(request: SignedIn, pk: int) -> HttpResponse:
    """Write again to those without an hour."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.run_interviews")
    try:
        n = invite.remind_unbooked(campaign=campaign, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ngettext("%(n)s rappel part.", "%(n)s rappels partent.", n) % {"n": n})
    return redirect(_agenda(campaign))


@door(Role.MANAGER, data=Data.FILES, methods=BOTH)
def choose_hour(request: SignedIn, pk: int) -> HttpResponse:
    """Book or move for somebody, by hand."""
    files = Application.objects.visible_to(request.user).select_related("campaign")
    application = get_object_or_404(files, pk=pk)
    permit(request.user, "applications.run_interviews")
    booked = Interview.objects.to_hold().filter(application=application).select_related("slot__panel__campaign").first()
    if request.method == "POST":
        return _hour_chosen(request, application, booked)
    at = timezone.now()
    free = Slot.objects.free().for_file(application).filter(ends_at__gt=at).select_related("panel")
    page = Paginator(free.order_by("starts_at", "panel__name", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"application": application, "campaign": application.campaign, "interview": booked, "page": page}
    return render(request, "applications/interviews/choose_hour.html", context | {"form": ReasonForm()})


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def interview_settings(request: SignedIn, pk: int) -> HttpResponse:
    """Until when people change alone, whom they call, how they prepare."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.run_interviews")
    form = SettingsForm(request.POST or None, instance=campaign)
    if request.method == "POST" and form.is_valid():
        edit(campaign=campaign, by=request.user, at=timezone.now(), changes=form.changes())
        messages.success(request, _("C’est enregistré."))
        return redirect(_agenda(campaign))
    page = {"form": form, "heading": _("Réglages des entretiens"), "back": _agenda(campaign)}
    return render(request, "form_page.html", page)


def _invite(request: SignedIn, campaign: Campaign) -> HttpResponse:
    """First the page that says how many, then the letters."""
    form = InviteForm(request.POST)
    asked = [number(key) for key in request.POST.getlist("file")]
    if "first" in request.POST and form.is_valid():
        asked = invite.first_of_the_ranking(campaign, form.cleaned_data["first"])
    elif "first" in request.POST:
        return _choice(request, campaign, form, status=422)
    if request.POST.get("then") == "invite":
        return _invited(request, campaign, asked)
    new = list(Application.objects.filter(pk__in=invite.to_invite(campaign).filter(pk__in=asked).values("pk")).ranked())
    shown = set(Application.objects.visible_to(request.user).filter(pk__in=asked).values_list("pk", flat=True))
    context = {"campaign": campaign, "files": new, "shown": shown, "already": len(asked) - len(new)}
    return render(request, "applications/interviews/invite_confirm.html", context)


def _invited(request: SignedIn, campaign: Campaign, files: list[int]) -> HttpResponse:
    try:
        n = len(invite.invite(campaign=campaign, files=files, by=request.user, at=timezone.now()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext(
            "%(n)s personne est invitée : sa lettre part.", "%(n)s personnes sont invitées : leurs lettres partent.", n
        )
        messages.success(request, words % {"n": n})
    return redirect(_agenda(campaign))


def _choice(request: SignedIn, campaign: Campaign, form: InviteForm, *, status: int = 200) -> HttpResponse:
    files = Application.objects.visible_to(request.user).filter(pk__in=invite.to_invite(campaign).values("pk")).ranked()
    page = Paginator(files, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {"campaign": campaign, "form": form, "page": page}
    return render(request, "applications/interviews/invite.html", context, status=status)


def _hour_chosen(request: SignedIn, application: Application, booked: Interview | None) -> HttpResponse:
    slot = get_object_or_404(
        Slot.objects.filter(panel__campaign=application.campaign_id), pk=number(request.POST.get("slot"))
    )
    form, at = ReasonForm(request.POST), timezone.now()
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        if booked:
            book.move_to(interview=booked, slot=slot, by=request.user, at=at, reason=reason)
        else:
            book.book(application=application, slot=slot, by=request.user, at=at, reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("applications:choose_hour", application.pk)
    messages.success(request, _("C’est réservé. Une lettre part à la personne."))
    return redirect("applications:slot", slot.pk)


def _agenda(campaign: Campaign) -> str:
    return f"{reverse('applications:interviews')}?campaign={campaign.pk}"
