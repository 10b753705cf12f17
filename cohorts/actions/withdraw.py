"""Somebody leaves the cohort, with a reason; and comes back if it was written by mistake."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.lifecycle import State
from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.actions.replacement import are_offered, call_next, open_vacancy, withdraw_offer
from cohorts.actions.replacement_letters import tell
from cohorts.models import Cohort, Placement, Post, Trainee, Transfer, Vacancy, VacancyOffer
from portal.journal.moves import Refusal, move
from portal.outbox.post import post as post_letter
from portal.people.models import User


class CannotComeBack(Refusal):
    """This departure cannot be undone any more; the text says why."""


@transaction.atomic
def leave(*, trainee: Trainee, reason: str, by: User | None, at: datetime) -> Trainee:
    """Stop the path of one trainee. After the publication the place is freed and goes down the list.

    Once people have joined their regiments the place stays theirs on paper: nobody else can be sent to it.
    """
    cohort = hold(trainee.cohort)
    trainee = move(trainee, lifecycle.LEAVE, by=by, at=at)
    for offer in VacancyOffer.objects.standing().filter(trainee=trainee):
        withdraw_offer(offer=offer, by=by, at=at)
    origin = _free(trainee, by, at) if are_offered(cohort, at) else None
    Transfer.objects.create(trainee=trainee, kind=Transfer.Kind.LEFT, origin=origin, reason=reason, by=by, at=at)
    call_next(cohort=cohort, at=at)
    return trainee


@transaction.atomic
def come_back(*, trainee: Trainee, by: User, at: datetime) -> Trainee:
    """Undo a departure, with the place, as long as nobody else has accepted it; an offer under way is withdrawn."""
    cohort = hold(trainee.cohort)
    if trainee.application.state == State.WITHDRAWN:
        raise CannotComeBack(_("Cette personne s’est désistée de sa candidature : son retour ne se décide pas ici."))
    trainee = move(trainee, lifecycle.COME_BACK, by=by, at=at)
    origin = _left_from(trainee)
    if origin:
        _give_back(cohort, trainee, origin, by, at)
    Transfer.objects.create(trainee=trainee, kind=Transfer.Kind.RETURNED, target=origin, by=by, at=at)
    _welcome_back(trainee, origin, at)
    call_next(cohort=cohort, at=at)
    return trainee


def _free(trainee: Trainee, by: User | None, at: datetime) -> Post | None:
    placement = Placement.objects.select_related("post").filter(trainee=trainee).first()
    if placement is None:
        return None
    placement.delete()
    open_vacancy(post=placement.post, freed_by=trainee, by=by, at=at)
    return placement.post


def _left_from(trainee: Trainee) -> Post | None:
    last = Transfer.objects.filter(trainee=trainee, kind=Transfer.Kind.LEFT).select_related("origin__regiment").last()
    return last.origin if last else None


def _give_back(cohort: Cohort, trainee: Trainee, post: Post, by: User, at: datetime) -> None:
    vacancy = Vacancy.objects.filter(freed_by=trainee, post=post).order_by("-pk").first()
    if vacancy is None or vacancy.state == lifecycle.Vacancy.FILLED:
        raise CannotComeBack(_("La place a été acceptée par quelqu’un d’autre : ce départ ne se reprend plus."))
    if post.placements.count() >= post.capacity:
        raise CannotComeBack(_("Ce poste n’a plus de place : augmentez d’abord le nombre de ses places."))
    _take_offer_back(vacancy, by, at)
    move(vacancy, lifecycle.RETURN_VACANCY, by=by, at=at, closed_at=at)
    run = cohort.runs.get(state=lifecycle.Run.PUBLISHED)
    Placement.objects.create(trainee=trainee, post=post, run=run, placed_at=at)


def _take_offer_back(vacancy: Vacancy, by: User, at: datetime) -> None:
    offers = [withdraw_offer(offer=offer, by=by, at=at) for offer in vacancy.offers.standing()]
    tell("place_withdrawn", offers, at=at)


def _welcome_back(trainee: Trainee, post: Post | None, at: datetime) -> None:
    post_letter(
        "cohorts/back",
        to=trainee.person,
        key=f"trainee-{trainee.pk}-back-{at:%Y%m%d%H%M%S%f}",
        at=at,
        regiment=post.regiment.name if post else "",
        url=reverse("cohorts:my_path"),
    )
