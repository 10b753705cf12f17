"""A freed place accepted, declined or left to pass; whatever is freed in turn goes down the same list."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.amphi import hold
from cohorts.actions.replacement import call_next, open_vacancy
from cohorts.actions.replacement_letters import tell
from cohorts.models import Cohort, Placement, Post, Transfer, VacancyOffer
from portal.journal.moves import Refusal, move, move_many
from portal.journal.record import record
from portal.people.models import User


class AnswerTooLate(Refusal):
    """The time to answer is over."""


class PlaceGone(Refusal):
    """The place offered is not there any more."""


@transaction.atomic
def accept(*, offer: VacancyOffer, by: User, at: datetime) -> VacancyOffer:
    """Take the place and free one's own, in one step; both are true, or neither."""
    cohort, offer = _held(offer, at)
    offer = move(offer, lifecycle.ACCEPT_VACANCY, by=by, at=at, answered_at=at)
    vacancy = move(offer.vacancy, lifecycle.FILL_VACANCY, by=by, at=at, closed_at=at)
    _take(cohort, offer, vacancy.post, by, at)
    tell("place_accepted", [offer], at=at)
    call_next(cohort=cohort, at=at)
    return offer


@transaction.atomic
def decline(*, offer: VacancyOffer, by: User, at: datetime) -> VacancyOffer:
    """Leave the place to the next person, at once, and keep one's own."""
    cohort, offer = _held(offer, at)
    offer = move(offer, lifecycle.DECLINE_VACANCY, by=by, at=at, answered_at=at)
    tell("place_declined", [offer], at=at)
    call_next(cohort=cohort, at=at)
    return offer


@transaction.atomic
def expire_due(*, at: datetime) -> int:
    """Close every offer whose time is over and call the next people; returns how many. Harmless when doubled."""
    late = VacancyOffer.objects.late(at).order_by().values_list("vacancy__cohort", flat=True).distinct()
    return sum(_expire_in(cohort, at) for cohort in Cohort.objects.filter(pk__in=list(late)).order_by("pk"))


def _expire_in(cohort: Cohort, at: datetime) -> int:
    cohort = hold(cohort)
    late = list(VacancyOffer.objects.late(at).filter(vacancy__cohort=cohort))
    move_many(late, lifecycle.EXPIRE_VACANCY, by=None, at=at)
    tell("place_passed", late, at=at)
    call_next(cohort=cohort, at=at)
    return len(late)


def _held(offer: VacancyOffer, at: datetime) -> tuple[Cohort, VacancyOffer]:
    """The offer as it is now, once it is this hand's turn, and still in time."""
    cohort = hold(offer.vacancy.cohort)
    offer = VacancyOffer.objects.select_related("vacancy__post", "trainee__person").get(pk=offer.pk)
    if at >= offer.expires_at:
        raise AnswerTooLate(_("Le délai pour répondre est passé : la place est proposée à la personne suivante."))
    if offer.state == lifecycle.VacancyOffer.WITHDRAWN:
        raise PlaceGone(_("Cette proposition a été retirée ou remplacée : relisez votre page avant de répondre."))
    return cohort, offer


def _take(cohort: Cohort, offer: VacancyOffer, post: Post, by: User, at: datetime) -> None:
    trainee = offer.trainee
    before = Placement.objects.select_related("post").filter(trainee=trainee).first()
    _refuse_full(post)
    run = cohort.runs.get(state=lifecycle.Run.PUBLISHED)
    Placement.objects.update_or_create(
        trainee=trainee, defaults={"post": post, "run": run, "placed_at": at, "reason": ""}
    )
    origin = before.post if before else None
    Transfer.objects.create(trainee=trainee, kind=Transfer.Kind.ACCEPTED, origin=origin, target=post, by=by, at=at)
    record("cohorts.trainee.change_place", trainee, by=by, at=at, origin=origin.pk if origin else None, target=post.pk)
    if origin:
        open_vacancy(post=origin, freed_by=trainee, by=by, at=at)


def _refuse_full(post: Post) -> None:
    if post.placements.count() >= post.capacity:
        raise PlaceGone(_("Ce poste n’a plus de place : l’équipe du programme vous écrit."))
