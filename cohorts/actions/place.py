"""A place given by hand after publication, to somebody who has none: only what is left and offered to nobody."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts import lifecycle
from cohorts.actions.close_vacancy import fill_by_hand
from cohorts.models import Cohort, Placement, Post, Trainee, Transfer, VacancyOffer
from cohorts.standing import standing_of
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.outbox.models import Category
from portal.outbox.post import post as post_letter
from portal.people.models import User

PROMISED = Q(vacancies__offers__state=lifecycle.VacancyOffer.OFFERED)


class CannotPlaceByHand(Refusal):
    """This place cannot be given now; the text says why."""


@transaction.atomic
def place_by_hand(*, trainee: Trainee, post: Post, reason: str, by: User, at: datetime) -> Placement:
    """Give one of the places left to one trainee without a place, and write to them."""
    cohort = lock_cohort(trainee.cohort_id)
    _refuse_unless_waiting(cohort, trainee)
    if not open_posts(cohort).filter(pk=post.pk).exists():
        raise CannotPlaceByHand(_("Ce poste n’a plus de place, ou son arme est au complet : choisissez-en un autre."))
    run = cohort.runs.get(state=lifecycle.Run.PUBLISHED)
    placement = Placement.objects.create(trainee=trainee, post=post, run=run, placed_at=at, reason=reason)
    Transfer.objects.create(trainee=trainee, kind=Transfer.Kind.BY_HAND, target=post, reason=reason, by=by, at=at)
    fill_by_hand(post=post, by=by, at=at)
    record("cohorts.trainee.place_by_hand", trainee, by=by, at=at, post=post.pk, reason=reason)
    _tell(placement, at)
    return placement


def lock_cohort(pk: int) -> Cohort:
    """Whoever takes a place of a cohort goes first through its row."""
    return Cohort.objects.select_for_update().get(pk=pk)


def open_posts(cohort: Cohort) -> QuerySet[Post]:
    """Posts with a place left and promised to nobody, in groups that are not full."""
    posts = Post.objects.filter(cohort=cohort)
    full = standing_of(cohort).shut()
    return (
        posts.alias(
            taken_places=Count("placements", distinct=True) + Count("vacancies__offers", filter=PROMISED, distinct=True)
        )
        .filter(taken_places__lt=F("capacity"))
        .exclude(pk__in=full)
    )


def _refuse_unless_waiting(cohort: Cohort, trainee: Trainee) -> None:
    if cohort.state != lifecycle.Cohort.PLACED:
        raise CannotPlaceByHand(_("Publiez d’abord l’amphi : les places se donnent une à une après lui seulement."))
    if trainee.state != lifecycle.Trainee.ENROLLED or Placement.objects.filter(trainee=trainee).exists():
        raise CannotPlaceByHand(_("Cette personne a déjà une affectation, ou ne suit plus le parcours."))
    if VacancyOffer.objects.standing().filter(trainee=trainee).exists():
        raise CannotPlaceByHand(_("Une place libérée est proposée à cette personne : attendez sa réponse."))


def _tell(placement: Placement, at: datetime) -> None:
    regiment = placement.post.regiment
    post_letter(
        "cohorts/placed",
        to=placement.trainee.person,
        key=f"trainee-{placement.trainee_id}-placed-by-hand",
        at=at,
        category=Category.CRITICAL,
        regiment=regiment.name,
        garrison=regiment.garrison,
        url=reverse("cohorts:my_path"),
    )
