"""How a rank came about, for the person concerned and for those who run the selection."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from applications.explaining import explained
from applications.explaining.explained_paper import paper_of
from applications.explaining.explanation import Explanation, explain
from applications.models import Application
from applications.views.candidate.own import application_or_404
from portal.people.models import STUDENTS, Role
from portal.web.doors import Data, SignedIn, door

RUN_THE_SELECTION = (Role.MANAGER, Role.JURY_PRESIDENT)


@door(*STUDENTS, data=Data.OWN)
def own(request: SignedIn) -> HttpResponse:
    """My own scores and how my rank follows from them, once the results are published."""
    return render(request, "applications/explanation/own.html", _said(_published(request)))


@door(*STUDENTS, data=Data.OWN)
def own_pdf(request: SignedIn) -> HttpResponse:
    """The same on paper."""
    return _pdf(_published(request))


@door(*RUN_THE_SELECTION, data=Data.SCORES)
def one(request: SignedIn, pk: int) -> HttpResponse:
    """What the person will read, before they do."""
    return render(request, "applications/explanation/one.html", _said(_known(request, pk)))


@door(*RUN_THE_SELECTION, data=Data.SCORES)
def one_pdf(request: SignedIn, pk: int) -> HttpResponse:
    """The same on paper."""
    return _pdf(_known(request, pk))


def _published(request: SignedIn) -> Explanation:
    explanation = explain(application_or_404(request.user))
    if explanation.is_draft:
        raise Http404
    return explanation


def _known(request: SignedIn, pk: int) -> Explanation:
    known = Application.objects.visible_to(request.user).select_related("campaign")
    return explain(get_object_or_404(known, pk=pk), drafts=True)


def _said(explanation: Explanation) -> dict[str, object]:
    return {
        "explanation": explanation,
        "facts": explained.facts(explanation),
        "rule": explained.rule(explanation),
        "right": explained.right(),
    }


def _pdf(explanation: Explanation) -> HttpResponse:
    name = f"galon-explication-{explanation.application.number}.pdf"
    return HttpResponse(
        paper_of(explanation, at=timezone.now()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
