"""A reader's desk: the queue, one file beside its grid, and stepping aside."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import read
from applications.actions.phase import NotInThisPhase
from applications.actions.recuse import recuse as step_aside
from applications.actions.reread import acknowledge
from applications.campaigns.allowed import reading_note
from applications.forms.reading import ReadingForm, RecusalForm
from applications.models import Anchor, Campaign, Review
from applications.models.review import ReviewQuerySet
from applications.reading.rereading import since
from applications.reading.seen import Seen, speciality_of
from portal.journal.moves import Refusal
from portal.people.models import READERS
from portal.web.asked import number
from portal.web.doors import Data, SignedIn, door, permit

ROWS = 50


@door(*READERS, data=Data.FILES)
def queue(request: SignedIn) -> HttpResponse:
    """My files: what is left to read, what is under way, what is done."""
    campaign = _campaign(request)
    mine = _mine(request, campaign)
    figures = mine.aggregate(total=Count("pk"), done=Count("pk", filter=Q(state=lifecycle.Review.SUBMITTED)))
    page = _page_of(mine, request, count=figures["total"])
    context = {
        "campaign": campaign,
        "page": page,
        **figures,
        "left": figures["total"] - figures["done"],
        "first": _first_to_read(page),
        "may_score": bool(campaign and campaign.rights.score),
        "note": _note(campaign) if campaign else "",
        "is_late": bool(campaign and campaign.reviews_due_on and campaign.reviews_due_on < localdate(now())),
    }
    return render(request, "applications/reading/queue.html", context)


@door(*READERS, data=Data.SCORES, methods=("GET", "POST"))
def review(request: SignedIn, pk: int) -> HttpResponse:
    """One file at the left, the grid at the right; every change is kept as it is made."""
    reading = _found(request, pk)
    permit(request.user, "applications.read", reading)
    if not _is_on_the_desk(reading):
        return render(request, "applications/reading/closed.html", {"review": reading}, status=410)
    form = _form(request, reading)
    if request.method == "POST":
        return _written(request, reading, form)
    return _screen(request, reading, form)


@door(*READERS, data=Data.FILES, methods=("GET", "POST"))
def recuse(request: SignedIn, pk: int) -> HttpResponse:
    """Give the file back, with a reason: it goes to somebody else."""
    reading = _found(request, pk)
    permit(request.user, "applications.read", reading)
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step_aside(review=reading, by=request.user, at=now(), reason=form.cleaned_data["reason"])
        messages.success(request, _("Vous ne lirez pas ce dossier : il sera confié à quelqu’un d’autre."))
        return redirect("applications:queue")
    return render(request, "applications/reading/recuse.html", {"review": reading, "form": form})


@door(*READERS, data=Data.SCORES, methods=("POST",))
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    """Take a finished reading up again."""
    reading = _found(request, pk)
    permit(request.user, "applications.read", reading)
    read.reopen(review=reading, by=request.user, at=now())
    return redirect("applications:review", pk)


def _campaign(request: HttpRequest) -> Campaign | None:
    chosen = number(request.GET.get("campaign"))
    announced = Campaign.objects.announced()
    return (announced.filter(pk=chosen) if chosen else announced.current()).first()


def _note(campaign: Campaign) -> str:
    return "" if campaign.rights.score else reading_note(campaign, list(campaign.planned_phases.all()))


def _mine(request: SignedIn, campaign: Campaign | None) -> ReviewQuerySet:
    mine = Review.objects.visible_to(request.user).filter(reviewer=request.user)
    return mine.filter(application__campaign=campaign).in_queue()


def _page_of(mine: ReviewQuerySet, request: HttpRequest, *, count: int) -> Page[Review]:
    related = ("application__campaign", "application__candidate")
    pages = Paginator(mine.in_turn().select_related(*related), ROWS)
    pages.count = count  # already counted
    page = pages.get_page(request.GET.get("page"))
    for review in page.object_list:
        review.speciality = speciality_of(review.application)  # type: ignore[attr-defined]  # for the page
    return page


def _first_to_read(page: Page[Review]) -> Review | None:
    rows = list(page.object_list)
    return rows[0] if rows and page.number == 1 and rows[0].state in lifecycle.TO_READ else None


def _found(request: SignedIn, pk: int) -> Review:
    readings = Review.objects.visible_to(request.user)
    return get_object_or_404(
        readings.select_related("application__campaign", "application__candidate", "rubric"), pk=pk
    )


def _is_on_the_desk(reading: Review) -> bool:
    if reading.state in lifecycle.TO_READ:
        return reading.application.state in lifecycle.IN_SELECTION
    return reading.state == lifecycle.Review.SUBMITTED


def _form(request: SignedIn, reading: Review) -> ReadingForm:
    """The grid; a field saved on its own needs neither the anchors nor what was given before."""
    data = request.POST if request.method == "POST" else None
    criteria = list(reading.rubric.criteria.all())
    if data is not None and request.htmx:
        return ReadingForm(data, review=reading, criteria=criteria)
    anchors = Anchor.objects.filter(criterion__rubric=reading.rubric_id)
    return ReadingForm(data, review=reading, criteria=criteria, anchors=anchors, scores=reading.scores.all())


def _written(request: SignedIn, reading: Review, form: ReadingForm) -> HttpResponse:
    if not form.is_valid():
        return _refused(request, reading, form)
    try:
        if form.has_changed():
            reading = _kept(request, reading, form)
    except Refusal as refusal:
        if not request.htmx:
            return _too_late(request, reading, form, refusal)
        return render(request, "applications/reading/saved.html", {"refusal": refusal}, status=409)
    if request.htmx:
        return render(request, "applications/reading/saved.html", {"saved_at": now()})
    return _then(request, reading, form)


def _kept(request: SignedIn, reading: Review, form: ReadingForm) -> Review:
    return read.save(
        review=reading,
        marks=form.marks(),
        comment=form.written(),
        by=request.user,
        at=now(),
        seen=_seen(request),
    )


def _seen(request: HttpRequest) -> int:
    """The version of the file that the sent page shows."""
    return number(request.POST.get("seen"))


def _then(request: SignedIn, reading: Review, form: ReadingForm) -> HttpResponse:
    match request.POST.get("then"):
        case "submit":
            return _handed_in(request, reading, form)
        case "reread":
            acknowledge(review=reading, seen=_seen(request), by=request.user, at=now())
            return redirect("applications:review", reading.pk)
        case "skip":
            return redirect(_next(request, reading))
        case _:
            messages.success(request, _("Votre lecture est enregistrée."))
            return redirect("applications:review", reading.pk)


def _handed_in(request: SignedIn, reading: Review, form: ReadingForm) -> HttpResponse:
    """What was written is kept already, so a refusal here loses nothing."""
    try:
        read.submit(review=reading, by=request.user, at=now(), seen=_seen(request))
    except read.ReadingIncomplete as refusal:
        form.miss(refusal.missing)
        return _refused(request, reading, form)
    except NotInThisPhase as refusal:
        return _too_late(request, reading, form, refusal)
    except read.FileChanged as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, _found(request, reading.pk), form)
    messages.success(request, _("Lecture du dossier %(number)s terminée.") % {"number": reading.application.number})
    return redirect(_next(request, reading))


def _next(request: SignedIn, reading: Review) -> str:
    """The file of my queue with the fewest readings, other than this one; else the queue itself."""
    others = _mine(request, reading.application.campaign).to_read().exclude(pk=reading.pk)
    following = others.fewest_readings_first().first()
    return reverse("applications:review", args=[following.pk]) if following else reverse("applications:queue")


def _refused(request: SignedIn, reading: Review, form: ReadingForm) -> HttpResponse:
    if request.htmx:
        refusal = _("Cette saisie n’a pas pu être enregistrée : rechargez la page.")
        return render(request, "applications/reading/saved.html", {"refusal": refusal}, status=422)
    return _screen(request, reading, form, status=422)


def _too_late(request: SignedIn, reading: Review, form: ReadingForm, refusal: Refusal) -> HttpResponse:
    """The phase closed while they wrote: what they typed stays before their eyes, with the reason."""
    if not isinstance(refusal, NotInThisPhase):
        raise refusal
    form.add_error(None, str(refusal))
    return _screen(request, _found(request, reading.pk), form, status=409)


def _screen(request: SignedIn, reading: Review, form: ReadingForm, *, status: int = 200) -> HttpResponse:
    application = reading.application
    seen = Seen.of(application)
    states = list(_mine(request, application.campaign).values_list("state", flat=True))
    done = states.count(lifecycle.Review.SUBMITTED)
    context = {
        "review": reading,
        "application": application,
        "form": form,
        "levels": list(form.levels()),
        "open": form.current(),
        "seen": seen,
        "piece": next((piece for piece in seen.pieces if str(piece.document.pk) == request.GET.get("piece")), None),
        "is_done": reading.state == lifecycle.Review.SUBMITTED,
        "is_typed": request.method == "POST",
        "may_score": application.campaign.rights.score,
        "note": _note(application.campaign),
        "can_reopen": application.campaign.rights.score
        and reading.state == lifecycle.Review.SUBMITTED
        and application.state in lifecycle.IN_SELECTION,
        "rereading": since(reading.version_read, seen),
        "total": len(states),
        "done": done,
        "left": len(states) - done,
    }
    return render(request, "applications/reading/review.html", context, status=status)
