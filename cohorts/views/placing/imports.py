"""A file of regiments and posts: given, shown line by line, then applied as it was shown."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions import import_posts as actions
from cohorts.forms.posts import PostsFileForm
from cohorts.models import Cohort
from cohorts.posts_file.columns import COLUMNS, HEADERS
from cohorts.posts_file.writing import template
from cohorts.views.placing.chosen import chosen
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.csv_export import stream
from portal.web.doors import Data, SignedIn, door, permit
from portal.web.dry_run import opened, sealed
from portal.web.spreadsheet import as_text
from portal.web.xlsx_export import workbook

STAFF = (Role.MANAGER, Role.LIAISON)
OF = "cohorts.import"


@door(*STAFF, data=Data.SETTINGS, methods=("GET", "POST"))
def import_posts(request: SignedIn) -> HttpResponse:
    """Take a file and show what it would do."""
    permit(request.user, "cohorts.import_posts")
    cohort = chosen(request, list(Cohort.objects.visible_to(request.user)))
    form = PostsFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = as_text(form.cleaned_data["file"].read())
            planned = actions.plan(text=text, cohort=cohort, by=request.user)
            return _preview(request, text, cohort, planned)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    page = {"form": form, "cohort": cohort, "columns": COLUMNS, "back": _table(cohort)}
    return render(request, "cohorts/posts/import.html", page)


@door(*STAFF, data=Data.SETTINGS, methods=("POST",))
def apply_import(request: SignedIn) -> HttpResponse:
    """Apply what was shown; if it would no longer do the same, show it again."""
    permit(request.user, "cohorts.import_posts")
    kept = opened(request.POST.get("kept", ""), by=request.user, of=OF)
    if kept is None:
        messages.error(request, _("Cet aperçu a plus d’une heure : donnez de nouveau le fichier."))
        return redirect("cohorts:import_posts")
    text = kept["text"]
    cohort = Cohort.objects.visible_to(request.user).filter(pk=kept["cohort"]).first()
    try:
        actions.apply(text=text, cohort=cohort, by=request.user, at=timezone.now(), shown=kept["shown"])
    except actions.NoLongerTheSame as refusal:
        return _preview(request, text, cohort, refusal.plan, has_changed=True)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("cohorts:import_posts")
    messages.success(request, _("Le fichier est importé."))
    return redirect(_table(cohort))


@door(*STAFF, data=Data.SETTINGS)
def model_file(request: SignedIn, kind: str) -> HttpResponseBase:
    """A file of one line, that shows what to write in each column."""
    permit(request.user, "cohorts.import_posts")
    if kind == "xlsx":
        return workbook("modele-postes.xlsx", HEADERS, template())
    return stream("modele-postes.csv", HEADERS, template())


def _preview(
    request: SignedIn, text: str, cohort: Cohort | None, planned: actions.Plan, *, has_changed: bool = False
) -> HttpResponse:
    kept = {"text": text, "cohort": cohort.pk if cohort else None, "shown": planned.name}
    page = {
        "cohort": cohort,
        "plan": planned,
        "faulty": [row for row in planned.rows if row.errors],
        "counts": [(words, planned.counts[effect]) for effect, words in _words().items()],
        "has_changed": has_changed,
        "kept": sealed(kept, by=request.user, of=OF),
        "back": _table(cohort),
    }
    return render(request, "cohorts/posts/preview.html", page, status=409 if has_changed else 200)


def _words() -> dict[actions.Effect, str]:
    return {
        actions.Effect.NEW: _("Nouveau"),
        actions.Effect.CHANGED: _("Changé"),
        actions.Effect.UNCHANGED: _("Inchangé"),
    }


def _table(cohort: Cohort | None) -> str:
    return f"{reverse('cohorts:posts')}?cohort={cohort.pk}" if cohort else reverse("cohorts:posts")
