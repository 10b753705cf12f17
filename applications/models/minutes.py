"""The signed record of what a jury decided and from what: stored whole, never overwritten."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.campaign import Campaign
from portal.people.models import Role, User
from portal.vault.models import StoredFile


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, user: User) -> Self:
        """Those who run the selection."""
        return self if user.role in {Role.MANAGER, Role.JURY_PRESIDENT} else self.none()

    def open_to(self, user: User) -> Self:
        """They speak of every file: until the results are public, closed to whoever must not see one of them."""
        apart = user.conflicts.values("application__campaign")
        return self.visible_to(user).exclude(campaign__in=apart, campaign__published_at=None)

    def in_force(self) -> Self:
        return self.filter(superseded_by=None)


class Minutes(models.Model):
    """One record with everything needed to compute it again. A later one replaces it and says so."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField(_("numéro"))
    inputs = models.JSONField()
    inputs_hash = models.CharField(max_length=64)  # SHA-256 of the inputs in canonical JSON
    version = models.CharField(max_length=20)  # of the arithmetic
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="minutes")
    sha256 = models.CharField(max_length=64)  # of the PDF
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    superseded_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="supersedes")

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_minutes_a_number"),
        ]

    def __str__(self) -> str:
        return f"minutes {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Minutes are written once; a new one replaces them.")
        super().save(*args, **kwargs)

    @property
    def reference(self) -> str:
        """What they are called on paper, e.g. `PV-05-001`."""
        return reference(self.campaign_id, self.number)


def reference(campaign: int, number: int) -> str:
    return f"PV-{campaign:02d}-{number:03d}"
