"""The dates at which a selection moves on by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.lifecycle import Phase
from applications.models.campaign import Campaign
from applications.phases import BY_DATE


class PlannedPhase(models.Model):
    """A phase the clock enters. Once its date was dealt with, by the clock or by hand before it, it is history."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="planned_phases")
    phase = models.CharField(_("phase"), max_length=12, choices=Phase)
    starts_at = models.DateTimeField(_("commence"))
    dealt_with_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "phase"], name="a_phase_is_planned_once"),
            models.UniqueConstraint(fields=["campaign", "starts_at"], name="one_phase_begins_at_a_time"),
            models.CheckConstraint(
                condition=Q(phase__in=[phase.value for phase in BY_DATE]), name="this_phase_has_a_date_of_its_own"
            ),
        ]

    def __str__(self) -> str:
        return f"planned phase {self.pk}"
