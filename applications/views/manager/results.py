"""Results from outside: who has what, one person's, and a whole list with its effect shown first."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import results as actions
from applications.forms.results import ListForm, ResultsForm
from applications.models import Application, Campaign, Result
from applications.models.result import VERDICTS, Trial
from applications.views.chosen import AT_THE_INTERVIEWS, chosen
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit
from portal.web.dry_run import digest, opened, sealed
from portal.web.spreadsheet import as_text

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)
ROWS, OF = 50, "applications.results"


@door(*JURY, data=Data.FILES)
def results(request: SignedIn) -> HttpResponse:
    """Every file of the selection with its verdicts, by number."""
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns, AT_THE_INTERVIEWS)
    files = Application.objects.visible_to(request.user).filter(campaign=campaign, state__in=lifecycle.RANKED)
    page = Paginator(files.order_by("pk"), ROWS).get_page(request.GET.get("page"))
    context = {"campaign": campaign, "campaigns": campaigns, "page": page, "rows": _rows(page, request)}
    return render(request, "applications/results/results.html", context | {"trials": Trial.labels})


@door(Role.MANAGER, data=Data.FILES, methods=("GET", "POST"))
def enter(request: SignedIn, pk: int) -> HttpResponse:
    """What is known of one person."""
    application = get_object_or_404(Application.objects.visible_to(request.user).select_related("campaign"), pk=pk)
    permit(request.user, "applications.enter_results", application)
    form = ResultsForm(
        request.POST or None, results=application.results.all(), today=timezone.localdate(timezone.now())
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter(application=application, verdicts=form.verdicts(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Les résultats du dossier %(n)s sont notés.") % {"n": application.number})
            return redirect(_page(application.campaign))
    return render(request, "applications/results/enter.html", {"application": application, "form": form})


@door(Role.MANAGER, data=Data.FILES, methods=("GET", "POST"))
def import_list(request: SignedIn, pk: int) -> HttpResponse:
    """Take a list and show what it would do."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.enter_results")
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = as_text(form.cleaned_data["file"].read())
            return _preview(request, text, campaign)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    page = {"campaign": campaign, "form": form, "columns": actions.COLUMNS, "trials": _answers()}
    return render(request, "applications/results/import.html", page)


@door(Role.MANAGER, data=Data.FILES, methods=("POST",))
def apply_list(request: SignedIn, pk: int) -> HttpResponse:
    """Apply what was shown; if it would no longer do the same, show it again."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.enter_results")
    kept = opened(request.POST.get("kept", ""), by=request.user, of=f"{OF}:{pk}")
    if kept is None:
        messages.error(request, _("Cet aperçu a plus d’une heure : donnez de nouveau la liste."))
        return redirect("applications:import_results", pk)
    planned = actions.plan(text=kept["text"], campaign=campaign, by=request.user, at=timezone.now())
    if planned.has_errors or digest(planned.told) != kept["told"]:
        return _preview(request, kept["text"], campaign, has_changed=True)
    actions.apply(text=kept["text"], campaign=campaign, by=request.user, at=timezone.now())
    messages.success(request, _("La liste est importée."))
    return redirect(_page(campaign))


def _rows(page: object, request: SignedIn) -> list[tuple[Application, list[Result | None]]]:
    files = list(page)  # type: ignore[call-overload]  # a page is read like a list
    found = Result.objects.visible_to(request.user).filter(application__in=files)
    known = {(result.application_id, result.trial): result for result in found}
    return [(file, [known.get((file.pk, trial)) for trial in Trial]) for file in files]


def _preview(request: SignedIn, text: str, campaign: Campaign, *, has_changed: bool = False) -> HttpResponse:
    planned = actions.plan(text=text, campaign=campaign, by=request.user, at=timezone.now())
    kept = {"text": text, "told": digest(planned.told)}
    page = {
        "campaign": campaign,
        "plan": planned,
        "faulty": [row for row in planned.rows if row.errors],
        "effects": [(words, planned.counts[effect]) for effect, words in _words()],
        "has_changed": has_changed,
        "kept": sealed(kept, by=request.user, of=f"{OF}:{campaign.pk}"),
    }
    return render(request, "applications/results/preview.html", page, status=409 if has_changed else 200)


def _words() -> list[tuple[actions.Effect, str]]:
    Effect = actions.Effect
    return [(Effect.NEW, _("Nouveau")), (Effect.CHANGED, _("Changé")), (Effect.UNCHANGED, _("Inchangé"))]


def _answers() -> list[tuple[str, str]]:
    return [(str(trial.label), ", ".join(str(verdict.label) for verdict in VERDICTS[trial])) for trial in Trial]


def _page(campaign: Campaign) -> str:
    return f"{reverse('applications:results')}?campaign={campaign.pk}"
