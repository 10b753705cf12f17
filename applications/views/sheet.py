"""The sheet of an interview: made for a phone, kept as it is written, colleagues' levels only once it is finished."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import read
from applications.actions import sheet as actions
from applications.forms.reading import SheetForm
from applications.models import Anchor, Interview, Rubric, Sheet
from portal.journal.moves import Refusal
from portal.people.models import READERS
from portal.web.doors import Data, SignedIn, door, permit


@door(*READERS, data=Data.SCORES, methods=("GET", "POST"))
def sheet(request: SignedIn, pk: int) -> HttpResponse:
    """My sheet for one interview of my panel; every change is kept as it is made."""
    interview = _found(request, pk)
    permit(request.user, "applications.fill_sheet", interview)
    own = interview.sheets.filter(author=request.user).select_related("rubric").first()
    try:
        rubric = own.rubric if own else actions.grid(interview)
    except actions.NoInterviewGrid as refusal:
        return render(request, "applications/interviews/no_grid.html", {"interview": interview, "words": str(refusal)})
    form = _form(request, own or Sheet(interview=interview, author=request.user), rubric)
    if request.method == "POST":
        return _written(request, interview, own, form)
    return _screen(request, interview, own, form)


@door(*READERS, data=Data.SCORES, methods=("POST",))
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    """Take a finished sheet up again."""
    interview = _found(request, pk)
    permit(request.user, "applications.fill_sheet", interview)
    own = get_object_or_404(interview.sheets.filter(author=request.user))
    actions.reopen(sheet=own, by=request.user, at=now())
    return redirect("applications:sheet", pk)


def _found(request: SignedIn, pk: int) -> Interview:
    interviews = Interview.objects.visible_to(request.user).filter(slot__panel__members=request.user)
    return get_object_or_404(interviews.select_related("application__campaign", "slot__panel"), pk=pk)


def _form(request: SignedIn, own: Sheet, rubric: Rubric) -> SheetForm:
    data = request.POST if request.method == "POST" else None
    criteria = list(rubric.criteria.all())
    if data is not None and request.htmx:
        return SheetForm(data, review=own, criteria=criteria)
    anchors = Anchor.objects.filter(criterion__rubric=rubric)
    scores = own.scores.all() if own.pk else []
    return SheetForm(data, review=own, criteria=criteria, anchors=anchors, scores=scores)


def _written(request: SignedIn, interview: Interview, own: Sheet | None, form: SheetForm) -> HttpResponse:
    if not form.is_valid():
        return _refused(request, interview, own, form)
    try:
        if own is None or form.has_changed():
            own = actions.save(
                interview=interview, marks=form.marks(), comment=form.written(), by=request.user, at=now()
            )
        if request.POST.get("then") == "submit":
            actions.submit(sheet=own, by=request.user, at=now())
            messages.success(request, _("Votre fiche est terminée. Elle compte dans la note de l’entretien."))
    except read.ReadingIncomplete as refusal:
        form.miss(refusal.missing)
        return _refused(request, interview, own, form)
    except Refusal as refusal:
        if not request.htmx:
            raise
        return render(request, "applications/reading/saved.html", {"refusal": refusal}, status=409)
    if request.htmx:
        return render(request, "applications/reading/saved.html", {"saved_at": now()})
    return redirect("applications:sheet", interview.pk)


def _refused(request: SignedIn, interview: Interview, own: Sheet | None, form: SheetForm) -> HttpResponse:
    if request.htmx:
        refusal = _("Cette saisie n’a pas pu être enregistrée : rechargez la page.")
        return render(request, "applications/reading/saved.html", {"refusal": refusal}, status=422)
    return _screen(request, interview, own, form, status=422)


def _screen(
    request: SignedIn, interview: Interview, own: Sheet | None, form: SheetForm, *, status: int = 200
) -> HttpResponse:
    application = interview.application
    colleagues = (
        Sheet.objects.with_scores_open_to(request.user).filter(interview=interview).exclude(author=request.user)
    )
    context = {
        "interview": interview,
        "application": application,
        "sheet": own,
        "form": form,
        "levels": list(form.levels()),
        "open": form.current(),
        "wishes": application.branch_wishes.all(),
        "is_open": application.campaign.rights.interview and application.state in lifecycle.IN_SELECTION,
        "is_done": own is not None and own.state == lifecycle.Sheet.SUBMITTED,
        "colleagues": colleagues.select_related("author"),
    }
    return render(request, "applications/interviews/sheet.html", context, status=status)
