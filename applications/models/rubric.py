"""The scoring grid: weighted criteria, and for each level the behaviour it names."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models.campaign import Campaign


class Rubric(models.Model):
    """One version of a campaign's grid, for reading files or for interviews. It is frozen at the first score."""

    class Use(models.TextChoices):
        READING = "reading", _("Lecture des dossiers")
        INTERVIEW = "interview", _("Entretiens")

    use = models.CharField(max_length=10, choices=Use, default=Use.READING, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="rubrics")
    version = models.PositiveSmallIntegerField(default=1)
    frozen_at = models.DateTimeField(null=True, editable=False)
    # Of a version that changed the weights after scoring had begun: who, when and why.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("motif"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["campaign", "use", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "use", "version"], name="one_rubric_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.use} rubric {self.campaign_id}.{self.version}"


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
    # The criterion of the first version it was copied from, so that readings of every version can be compared.
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, editable=False, related_name="copies")

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="criterion_levels_in_order"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="criterion_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root(self) -> int:
        """What it is called through every version of its grid."""
        return self.same_as_id or self.pk

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
