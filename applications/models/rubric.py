"""The scoring grid: weighted criteria, and for each level the behaviour it names."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models.campaign import Campaign


class Rubric(models.Model):
    """One version of a campaign's grid. It is frozen when the first score is written."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="rubrics")
    version = models.PositiveSmallIntegerField(default=1)
    frozen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["campaign", "-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "version"], name="one_rubric_per_version")]

    def __str__(self) -> str:
        return f"rubric {self.campaign_id}.{self.version}"


class Criterion(models.Model):
    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(_("critère"), max_length=80)
    help = models.CharField(_("ce que l’on regarde"), max_length=300, blank=True)
    weight = models.DecimalField(
        _("poids"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    lowest = models.PositiveSmallIntegerField(_("note la plus basse"), default=1)
    highest = models.PositiveSmallIntegerField(_("note la plus haute"), default=5)
    counted = models.BooleanField(_("compte dans le total"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="criterion_levels_in_order"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="criterion_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def levels(self) -> range:
        return range(self.lowest, self.highest + 1)


class Anchor(models.Model):
    """What a level looks like, in observable behaviour."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="anchors")
    level = models.PositiveSmallIntegerField()
    words = models.CharField(_("ce que l’on observe"), max_length=300)

    class Meta:
        ordering: ClassVar = ["criterion", "level"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["criterion", "level"], name="one_anchor_per_level")]

    def __str__(self) -> str:
        return f"{self.level}: {self.words}"
