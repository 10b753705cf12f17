"""What is said of a file by those who judge it, and where a reader and their colleagues differ."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import remark as actions
from applications.forms.talk import RemarkForm, WordsForm
from applications.models import Application, Campaign, Remark, Review, Score
from applications.models.application import numbered
from applications.models.remark import circle, disagreements_by_review, levels_of, to_discuss
from applications.reading.gaps import Difference, Given, Scale, differences
from applications.views.chosen import chosen
from portal.journal.moves import Refusal
from portal.people.models import READERS, Role, User
from portal.web.doors import Data, SignedIn, door, permit

ROWS = 50


@door(*READERS, data=Data.SCORES, methods=("GET", "POST"))
def discussion(request: SignedIn, pk: int) -> HttpResponse:
    """The finished readings of one file that this person may read, what is said of it, and their own words."""
    application = _file(request.user, pk)
    permit(request.user, "applications.discuss", application)
    form = _form(request, application)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(application=application, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Votre remarque est envoyée."))
            return redirect("applications:discussion", pk)
    return render(request, "applications/talk/discussion.html", _thread(request.user, application) | {"form": form})


@door(*READERS, data=Data.SCORES, methods=("GET", "POST"))
def disagree(request: SignedIn, pk: int) -> HttpResponse:
    """Say why one does not share a colleague's reading."""
    open_to_me = Review.objects.done().with_scores_open_to(request.user).exclude(reviewer=request.user)
    review = get_object_or_404(open_to_me.select_related("application__campaign", "reviewer"), pk=pk)
    permit(request.user, "applications.discuss", review.application)
    form = _form(request, review.application, why=True)
    if request.method == "POST" and form.is_valid():
        try:
            actions.disagree(review=review, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Votre désaccord est inscrit."))
            return redirect("applications:discussion", review.application_id)
    return render(request, "applications/talk/disagree.html", {"review": review, "form": form})


@door(*READERS, data=Data.SCORES, methods=("GET", "POST"))
def correct_remark(request: SignedIn, pk: int) -> HttpResponse:
    """Put one's own words right, for a quarter of an hour."""
    remark = get_object_or_404(Remark.objects.visible_to(request.user).select_related("application"), pk=pk)
    permit(request.user, "applications.change_remark", remark)
    form = WordsForm(request.POST or None, initial={"words": remark.words})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(remark=remark, by=request.user, at=timezone.now(), words=form.cleaned_data["words"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Votre remarque est corrigée."))
            return redirect("applications:discussion", remark.application_id)
    return render(request, "applications/talk/correct.html", {"remark": remark, "form": form})


@door(*READERS, data=Data.SCORES, methods=("POST",))
def withdraw_remark(request: SignedIn, pk: int) -> HttpResponse:
    """Take one's own words back."""
    remark = get_object_or_404(Remark.objects.visible_to(request.user), pk=pk)
    permit(request.user, "applications.change_remark", remark)
    actions.withdraw(remark=remark, by=request.user, at=timezone.now())
    messages.success(request, _("Votre remarque est retirée."))
    return redirect("applications:discussion", remark.application_id)


@door(*READERS, data=Data.SCORES)
def differing(request: SignedIn) -> HttpResponse:
    """The files I have read, where my colleagues saw them most differently first."""
    campaigns = list(Campaign.objects.announced().current())
    campaign = chosen(request, campaigns)
    mine = dict(
        Review.objects.done()
        .filter(reviewer=request.user, application__campaign=campaign)
        .values_list("application", "pk")
    )
    page = Paginator(_differences(request.user, mine), ROWS).get_page(request.GET.get("page"))
    rows = [(numbered(campaign.pk, one.file), mine[one.file], one) for one in page] if campaign else []
    context = {"campaign": campaign, "page": page, "rows": rows, "read": len(mine)}
    return render(request, "applications/talk/differences.html", context)


def _file(user: User, pk: int) -> Application:
    return get_object_or_404(to_discuss(user).select_related("campaign"), pk=pk)


def _form(request: SignedIn, application: Application, *, why: bool = False) -> RemarkForm:
    levels = levels_of(request.user, application)
    people = circle(application, levels).exclude(pk=request.user.pk)
    return RemarkForm(request.POST or None, levels=levels, people=people, why=why)


def _thread(user: User, application: Application) -> dict[str, object]:
    scores = Prefetch("scores", Score.objects.select_related("criterion"))
    readings = Review.objects.done().with_scores_open_to(user).filter(application=application)
    remarks = list(Remark.objects.visible_to(user).of(application).prefetch_related("mentioned"))
    at = timezone.now()
    reviews = list(readings.select_related("reviewer").prefetch_related(scores))
    return {
        "application": application,
        "campaign": application.campaign,
        "remarks": remarks,
        "reviews": reviews,
        "mine": next((review for review in reviews if review.reviewer_id == user.pk), None),
        "disagreed": set(disagreements_by_review([remark for remark in remarks if remark.author_id == user.pk])),
        "contested": disagreements_by_review(remarks),
        "correctable": {remark.pk for remark in remarks if remark.author_id == user.pk and remark.is_correctable(at)},
        "knows_names": user.role != Role.REVIEWER,
    }


def _differences(user: User, mine: dict[int, int]) -> list[Difference]:
    readings = Review.objects.done().with_scores_open_to(user).filter(application__in=mine)
    levels: list[Given] = []
    scales: dict[int, Scale] = {}
    scores = Score.objects.filter(review__in=readings).select_related("criterion", "review")
    for score in scores.order_by("criterion__position", "criterion"):
        one, review = score.criterion, score.review
        scales.setdefault(one.pk, Scale(one.pk, one.name, one.lowest, one.highest))
        levels.append(Given(review.application_id, one.pk, review.reviewer_id == user.pk, score.value))
    return differences(levels, list(scales.values()))
