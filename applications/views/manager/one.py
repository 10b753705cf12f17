"""Everything about one application, for those who run the selection."""

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from rules.permissions import has_perm

from applications import lifecycle
from applications.files.history import history
from applications.jury.beside import beside
from applications.models import Application, Branch, BranchWish, DocumentType, Offer, Remark, Review, Score
from applications.models.application import ApplicationQuerySet
from applications.reading.rereading import Rereading, of_readings
from applications.reading.seen import Seen
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door

WISHES = {f"wish_{position}": position for position in range(1, len(Branch) + 1)}


@door(Role.MANAGER, Role.JURY_PRESIDENT, data=Data.FILES)
def one(request: SignedIn, pk: int) -> HttpResponse:
    """The file, its documents, what was checked, asked, scored and decided, and its history."""
    application = get_object_or_404(_whole(request.user), pk=pk)
    corrections = list(application.corrections.select_related("document_type", "asked_by"))
    scores = Prefetch("scores", Score.objects.select_related("criterion"))
    contested = Exists(Remark.objects.visible_to(request.user).disagreements().filter(about=OuterRef("pk")))
    reviews = list(
        application.reviews.with_scores_open_to(request.user)
        .select_related("reviewer")
        .annotate(contested=contested)
        .prefetch_related(scores)
    )
    page = {
        "application": application,
        "wishes": [Branch(branch).label for branch in map(application.__dict__.get, WISHES) if branch],
        "documents": documents_of(application),
        "checks": list(application.checks.select_related("by")),
        "corrections": corrections,
        "reviews": reviews,
        "rereadings": _rereadings(application, reviews),
        "beside": beside(application, request.user),
        "history": history([application, *_offer(application), *corrections, *reviews]),
        "may_ask_again": application.campaign.rights.score
        and application.state in lifecycle.IN_SELECTION
        and has_perm("applications.assign", request.user),
        "is_ranked": application.state in lifecycle.RANKED,
        "may_note": has_perm("applications.enter_results", request.user, application),
        "may_check": application.state in lifecycle.IN_SELECTION
        and has_perm("applications.check_eligibility", request.user, application),
    }
    return render(request, "applications/manager/one.html", page)


def _rereadings(application: Application, reviews: list[Review]) -> dict[int, Rereading]:
    """For each reading of an earlier version, what readers see differently since; most files never change."""
    earlier = [review for review in reviews if review.version_read not in (None, application.version)]
    return of_readings(earlier, Seen.of(application)) if earlier else {}


def documents_of(application: Application) -> list[DocumentType]:
    """Every document the campaign asks for, with the file given for it, if any, in one query."""
    given = FilteredRelation("documents", condition=Q(documents__application=application))
    return list(
        DocumentType.objects.filter(campaign=application.campaign_id)
        .annotate(given=given)
        .annotate(document_pk=F("given__pk"), file_name=F("given__file__name"), file_size=F("given__file__size"))
    )


def _whole(user: User) -> ApplicationQuerySet:
    wishes = {
        name: Subquery(BranchWish.objects.filter(application=OuterRef("pk"), position=position).values("branch")[:1])
        for name, position in WISHES.items()
    }
    said = Remark.objects.visible_to(user).standing().filter(application=OuterRef("pk")).order_by()
    wishes |= {"remarks_said": Subquery(said.values("application").annotate(n=Count("pk")).values("n"))}
    related = ("campaign", "candidate", "decision", "offer")
    return Application.objects.visible_to(user).select_related(*related).annotate(**wishes)


def _offer(application: Application) -> list[Offer]:
    return [application.offer] if hasattr(application, "offer") else []
