"""Every letter is read before it leaves, and may be written by hand for one person."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import letters, offers
from applications.forms.jury import LetterForm
from applications.models import Decision
from applications.reading.wording import changes
from portal.journal.moves import Refusal
from portal.outbox.models import Letter
from portal.outbox.post import written
from portal.outbox.words import Words
from portal.outbox.words import render as words_of
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

JURY = (Role.MANAGER, Role.JURY_PRESIDENT)


@door(*JURY, data=Data.LETTERS)
def preview(request: SignedIn, pk: int) -> HttpResponse:
    """One letter as the person will read it, what somebody changed in it, with the next and the previous one."""
    permit(request.user, "applications.draft_decisions")
    decision = _find(request, pk)
    campaign = decision.application.campaign
    around = Decision.objects.visible_to(request.user).filter(application__campaign=campaign)
    page = {
        "decision": decision,
        "words": _as_it_leaves(decision, timezone.now()),
        "changes": _changes(decision),
        "is_stale": not decision.published_at and letters.is_stale(decision),
        "before": around.filter(rank__lt=decision.rank).order_by("-rank").first(),
        "after": around.filter(rank__gt=decision.rank).order_by("rank").first(),
    }
    return render(request, "applications/jury/letter.html", page)


@door(*JURY, data=Data.LETTERS, methods=("GET", "POST"))
def rewrite(request: SignedIn, pk: int) -> HttpResponse:
    """Write one person's letter oneself, from what the template says."""
    decision = _find(request, pk)
    permit(request.user, "applications.draft_decisions")
    template = letters.template_words(decision)
    written_now = {
        "subject": decision.letter_subject or template.subject,
        "body": decision.letter_body or template.body,
    }
    form = LetterForm(request.POST or None, initial=written_now)
    if request.method == "POST" and form.is_valid():
        try:
            letters.rewrite(decision=decision, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("La lettre est écrite : voici ce que la personne lira."))
            return redirect("applications:decision_letter", decision.pk)
    mark = letters.LIMIT.get(decision.application.candidate.language, letters.LIMIT["fr"])
    page = {"decision": decision, "form": form, "mark": mark, "template": template}
    return render(request, "applications/jury/letter_edit.html", page)


@door(*JURY, data=Data.LETTERS, methods=("POST",))
def restore(request: SignedIn, pk: int) -> HttpResponse:
    """Let the template speak again."""
    decision = _find(request, pk)
    permit(request.user, "applications.draft_decisions")
    letters.restore(decision=decision, by=request.user, at=timezone.now())
    messages.success(request, _("La lettre dit de nouveau le texte prévu."))
    return redirect("applications:decision_letter", decision.pk)


def _find(request: SignedIn, pk: int) -> Decision:
    found = Decision.objects.visible_to(request.user).select_related("application__candidate", "application__campaign")
    return get_object_or_404(found, pk=pk)


def _as_it_leaves(decision: Decision, at: datetime) -> Words:
    """The words of the letter itself once it has left; before, those it would say."""
    campaign = decision.application.campaign
    leaves_at = campaign.publishes_at or at
    letter = letters.envelope(decision, expires_at=offers.expiry(campaign, leaves_at))
    gone = Letter.objects.select_related("to").filter(key=letter.key).first()
    return words_of(gone or written(letter, at=leaves_at))


def _changes(decision: Decision) -> list[object]:
    if not decision.letter_body:
        return []
    template = letters.template_words(decision)
    before = f"{template.subject}\n\n{template.body}"
    return list(changes(before, f"{decision.letter_subject}\n\n{decision.letter_body}"))
