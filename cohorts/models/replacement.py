"""What changes after the publication: each transfer for good, each place freed, and to whom it is offered."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cohorts import lifecycle
from cohorts.models.cohort import Cohort, Trainee
from cohorts.models.post import Post
from portal.journal.models import Stateful
from portal.people.models import Role, User


class Transfer(models.Model):
    """One change of place, never edited: the published run and these rows give back every standing placement."""

    class Kind(models.TextChoices):
        LEFT = "left", _("Départ")
        RETURNED = "returned", _("Retour")
        ACCEPTED = "accepted", _("Place acceptée")
        BY_HAND = "by_hand", _("Place donnée")

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=10, choices=Kind)
    origin = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    def open(self) -> Self:
        return self.filter(state=lifecycle.Vacancy.OPEN)

    def unoffered(self) -> Self:
        """Open, and offered to nobody at present; the first freed first."""
        under_way = VacancyOffer.objects.standing().filter(vacancy=OuterRef("pk"))
        return self.open().filter(~Exists(under_way)).order_by("freed_at", "pk")

    def visible_to(self, user: User) -> Self:
        return self if user.role in (Role.MANAGER, Role.LIAISON) else self.none()


class Vacancy(Stateful):
    """A place that somebody freed after the publication."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="vacancies")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="vacancies")
    freed_by = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="freed")
    freed_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=lifecycle.Vacancy, default=lifecycle.Vacancy.OPEN, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("motif"), max_length=300, blank=True)  # of a place closed without anybody in it

    objects = VacancyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-freed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_vacancy_is_open_until_it_closes",
            )
        ]

    def __str__(self) -> str:
        return f"vacancy {self.pk}"


class VacancyOfferQuerySet(models.QuerySet["VacancyOffer"]):
    def standing(self) -> Self:
        return self.filter(state=lifecycle.VacancyOffer.OFFERED)

    def late(self, at: object) -> Self:
        return self.standing().filter(expires_at__lte=at)

    def visible_to(self, user: User) -> Self:
        return self.filter(trainee__person=user) if user.role == Role.TRAINEE else self.none()


class VacancyOffer(Stateful):
    """A freed place offered to one person until a deadline: one person at a time, one place at a time."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="offers")
    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="vacancy_offers")
    state = models.CharField(
        max_length=20, choices=lifecycle.VacancyOffer, default=lifecycle.VacancyOffer.OFFERED, editable=False
    )
    # A place this person ranked higher was freed meanwhile: the earlier offer gave way to this one.
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = VacancyOfferQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vacancy"], condition=Q(state="offered"), name="one_standing_offer_a_vacancy"
            ),
            models.UniqueConstraint(
                fields=["vacancy"], condition=Q(state="accepted"), name="a_vacancy_is_accepted_once"
            ),
            models.UniqueConstraint(
                fields=["trainee"], condition=Q(state="offered"), name="one_standing_offer_a_trainee"
            ),
        ]

    def __str__(self) -> str:
        return f"vacancy offer {self.pk}"
