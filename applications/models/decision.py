"""What the jury decides, and the place it offers."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.models.application import Application
from portal.journal.models import Stateful
from portal.people.models import Role, User


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> Self:
        """Those who run the selection; the person concerned once it is published."""
        if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
            return self
        return self.filter(application__candidate=user, published_at__isnull=False)


class Decision(models.Model):
    """A draft until the campaign publishes its results, all at once."""

    class Outcome(models.TextChoices):
        ADMITTED = "admitted", _("Liste principale")
        WAITING = "waiting", _("Liste complémentaire")
        REFUSED = "refused", _("Non retenue")

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(_("décision"), max_length=10, choices=Outcome)
    rank = models.PositiveIntegerField(_("rang"))  # in the ranking the jury signed, 1 is best
    waiting_rank = models.PositiveIntegerField(_("rang en liste complémentaire"), null=True)
    reason = models.TextField(_("motif donné à la personne"), max_length=1500, blank=True)
    tie_reason = models.CharField(_("motif de l’ordre entre égaux"), max_length=300, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", waiting_rank__isnull=False)
                | (~Q(outcome="waiting") & Q(waiting_rank__isnull=True)),
                name="only_the_waiting_list_has_waiting_ranks",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["outcome", "waiting_rank"], name="decision_waiting")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> Self:
        if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
            return self
        return self.filter(application__candidate=user)

    def holding_a_place(self) -> Self:
        return self.filter(state__in=lifecycle.HOLDS_A_PLACE)


class Offer(Stateful):
    """A place offered until a date. While it is open or accepted it occupies one of the campaign's places."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="offer")
    state = models.CharField(max_length=20, choices=lifecycle.Offer, default=lifecycle.Offer.OPEN, editable=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    from_waiting_list = models.BooleanField(default=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="offer_open"),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
