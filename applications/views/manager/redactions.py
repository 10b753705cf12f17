"""The manager makes sure that files say nothing of who wrote them, one after the other."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions import redact as actions
from applications.forms.redaction import RedactionForm
from applications.models import Application, Campaign, Document, Redaction, Score
from applications.models.application import ApplicationQuerySet
from applications.reading import redact
from applications.reading.seen import Seen, Text, person_of
from applications.views.chosen import chosen
from portal.journal.moves import Refusal
from portal.people.models import Role, User
from portal.vault.gate import receive
from portal.web.doors import Data, SignedIn, door, permit

BOTH = ("GET", "POST")


@door(Role.MANAGER, data=Data.FILES)
def redactions(request: SignedIn) -> HttpResponse:
    """How far the work is, and the files still to look at, the oldest first."""
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    files = _files(request.user).filter(campaign=campaign)
    waiting = _unchecked(files).annotate(is_again=Exists(Redaction.objects.filter(application=OuterRef("pk"))))
    page = Paginator(waiting.order_by("submitted_at", "pk"), 50).get_page(request.GET.get("page"))
    total = files.count()
    context = {
        "campaign": campaign,
        "campaigns": campaigns,
        "page": page,
        "total": total,
        "done": total - page.paginator.count,
        "has_scores": Score.objects.filter(review__application__campaign=campaign).exists(),
    }
    return render(request, "applications/redactions/queue.html", context)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def choose_reading(request: SignedIn, pk: int) -> HttpResponse:
    """Read without names, or with them."""
    campaign = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "applications.set_up_campaign")
    anonymous = request.POST.get("anonymous") == "yes"
    actions.choose(campaign=campaign, anonymous=anonymous, by=request.user, at=timezone.now())
    messages.success(
        request,
        _("Les dossiers se lisent sans nom.") if anonymous else _("Les dossiers se lisent avec le nom de la personne."),
    )
    return redirect(f"{reverse('applications:redactions')}?campaign={pk}")


@door(Role.MANAGER, data=Data.FILES, methods=BOTH)
def redaction(request: SignedIn, pk: int) -> HttpResponse:
    """One file: each original beside the copy readers get, and its documents."""
    application = _found(request, pk)
    seen = Seen.of(application)
    form = RedactionForm(request.POST or None, texts=seen.texts, version=application.version)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["seen"]
        try:
            actions.check(
                application=application, copies=form.copies(), seen=version, by=request.user, at=timezone.now()
            )
            return redirect(_next(request.user, application))
        except actions.OriginalChanged as refusal:
            form = RedactionForm(texts=seen.texts, version=application.version)
            messages.error(request, str(refusal))
    return _page(request, seen, form)


@door(Role.MANAGER, data=Data.FILES, methods=("POST",))
def mask_document(request: SignedIn, pk: int) -> HttpResponse:
    """What readers get of one document: a masked copy, nothing, or the document itself."""
    document = get_object_or_404(
        Document.objects.visible_to(request.user).select_related("application__campaign", "file", "type"), pk=pk
    )
    permit(request.user, "applications.redact", document.application)
    try:
        messages.success(request, _decided(request, document))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('applications:redaction', args=[document.application_id])}#pieces")


def _decided(request: SignedIn, document: Document) -> str:
    at, seen, name = timezone.now(), request.POST.get("seen", ""), document.type.title
    match request.POST.get("do"):
        case "show":
            actions.show(document=document, by=request.user, at=at)
            return _("%(name)s : la pièce est montrée telle quelle.") % {"name": name}
        case "hide":
            actions.hide(document=document, seen=seen, by=request.user, at=at)
            return _("%(name)s : la pièce n’est plus montrée.") % {"name": name}
    upload = request.FILES.get("file")
    if upload is None:
        raise Refusal(_("Choisissez d’abord le fichier de la copie masquée."))
    file = receive(upload=upload, owner=request.user, at=at)
    actions.mask(document=document, file=file, seen=seen, by=request.user, at=at)
    return _("%(name)s : la copie masquée est montrée à la place.") % {"name": name}


def _files(user: User) -> ApplicationQuerySet:
    return Application.objects.visible_to(user).in_selection()


def _unchecked(files: ApplicationQuerySet) -> ApplicationQuerySet:
    return files.exclude(pk__in=Redaction.objects.whole_files())


def _found(request: SignedIn, pk: int) -> Application:
    files = Application.objects.visible_to(request.user).select_related("campaign", "candidate")
    application = get_object_or_404(files, pk=pk)
    permit(request.user, "applications.redact", application)
    return application


def _next(user: User, application: Application) -> str:
    """The next file to look at; after the last one, the first again; then the queue, which says that all is done."""
    others = _unchecked(_files(user).filter(campaign=application.campaign_id)).exclude(pk=application.pk)
    handed_in = application.submitted_at
    is_later = Q(submitted_at__gt=handed_in) | Q(submitted_at=handed_in, pk__gt=application.pk)
    following = others.annotate(is_later=is_later).order_by("-is_later", "submitted_at", "pk").first()
    if following:
        return reverse("applications:redaction", args=[following.pk])
    return f"{reverse('applications:redactions')}?campaign={application.campaign_id}"


def _page(request: SignedIn, seen: Seen, form: RedactionForm) -> HttpResponse:
    application = seen.application
    person = person_of(application)
    others = _unchecked(_files(request.user).filter(campaign=application.campaign_id))
    context = {
        "application": application,
        "form": form,
        "rows": [(text, _shown(text, person), form[name]) for name, text in seen.texts.items() if text.original],
        "empty": [form[name] for name, text in seen.texts.items() if not text.original],
        "pieces": seen.pieces,
        "left": others.exclude(pk=application.pk).count(),
        "is_checked": all(text.is_checked for text in seen.texts.values()),
        "can_check": application.state in lifecycle.IN_SELECTION,
    }
    return render(request, "applications/redactions/one.html", context)


def _shown(text: Text, person: redact.Person) -> list[redact.Part]:
    """The original cut at what the automatic copy hides."""
    parts, place = [], 0
    for span in redact.found(text.original, person):
        parts += [redact.Part(text.original[place : span.start], is_mark=False)]
        parts += [redact.Part(text.original[span.start : span.end], is_mark=True)]
        place = span.end
    return [*parts, redact.Part(text.original[place:], is_mark=False)]
