"""What is known of a reader as a reader, and the days when somebody else reads for them."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from portal.journal.models import Stateful
from portal.people.models import Role, User

LARGEST_LOAD = 500


class Reader(models.Model):
    """What a reader knows best, and how many files they can hold; used when files are shared out."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reader")
    specialities = models.TextField(
        _("spécialités"),
        max_length=1000,
        blank=True,
        help_text=_("Une par ligne, écrite comme dans les dossiers."),
    )
    cap = models.PositiveSmallIntegerField(
        _("maximum de dossiers"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LARGEST_LOAD)],
        help_text=_("Laissez vide pour la charge habituelle."),
    )

    class Meta:
        ordering: ClassVar = ["person"]

    def __str__(self) -> str:
        return f"reader {self.person_id}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, user: User) -> Self:
        """Those who share the files out; the two people concerned."""
        if user.role == Role.MANAGER:
            return self
        return self.filter(Q(by=user) | Q(to=user))

    def standing(self) -> Self:
        return self.filter(state=lifecycle.Delegation.DECLARED)


class Delegation(Stateful):
    """A reader's files that are not begun go to somebody else, from a day to another, both included."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_received")
    state = models.CharField(
        max_length=20, choices=lifecycle.Delegation, default=lifecycle.Delegation.DECLARED, editable=False
    )
    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"))
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    declared_at = models.DateTimeField()

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_delegation_lasts"),
            models.CheckConstraint(condition=~Q(by=F("to")), name="nobody_delegates_to_themselves"),
        ]

    def __str__(self) -> str:
        return f"delegation {self.pk}"


class DelegatedDay(models.Model):
    """One day of a standing delegation: a person's day is lent once, on every database."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="days")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        ordering: ClassVar = ["person", "day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "day"], name="a_day_is_delegated_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"
