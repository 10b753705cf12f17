"""What was calculated from the readings, when, from what, by which rule: read by every screen, recomputed by none."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.campaign import Campaign
from applications.models.rubric import Criterion
from applications.scoring.certainty import CERTAIN, UNLIKELY

GOOD, FAIR, HARDLY = 0.8, 0.667, 0.2  # of α: the first two are Krippendorff's (2004)


class CalculationQuerySet(models.QuerySet["Calculation"]):
    def newest_of(self, campaign: Campaign | None) -> Self:
        """The one the screens show, without the values of every reading."""
        return self.filter(campaign=campaign).defer("matrix").order_by("-pk")[:1]


class Calculation(models.Model):
    """One calculation over the finished readings of a campaign, with the figures of the model it rests on.

    Scores and effects go from 0 to 100, variances in its square. The newest one of a campaign holds its standings.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="calculations")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    inputs_hash = models.CharField(max_length=64)
    glance = models.CharField(max_length=200)  # what a cheap look at the inputs gave; another one means stale
    version = models.CharField(max_length=20)  # of the rule
    places = models.PositiveSmallIntegerField()
    readings = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    parts = models.PositiveSmallIntegerField()  # groups of files that no reader links; one when all compare
    mean = models.FloatField(null=True)
    var_candidate = models.FloatField()
    var_reviewer = models.FloatField()
    var_residual = models.FloatField()
    summary = models.JSONField(default=dict)  # bands, curve, specialities, followed figures (`applications.summary`)
    matrix = models.JSONField(null=True)  # the values of every reading, for « Et si… »; of the newest only

    objects = CalculationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"calculation {self.pk}"


class Standing(models.Model):
    """Where a file stands in the newest calculation. Advice: no decision is ordered by it."""

    class Guard(models.TextChoices):
        """Why no adjusted figure is given."""

        NONE = "", _("Comparable")
        UNREAD = "unread", _("Aucune lecture terminée")
        ONE_READING = "one_reading", _("Une seule lecture")
        APART = "apart", _("Lu à part")

    class Band(models.TextChoices):
        CERTAIN = "certain", _("Sûre")
        JURY = "jury", _("À débattre")
        UNLIKELY = "unlikely", _("Peu probable")

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="standings")
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="standing")
    rank = models.PositiveIntegerField()  # official, by the raw total, at the time of the calculation
    part = models.PositiveSmallIntegerField(default=0)  # 0 is the largest
    guard = models.CharField(max_length=12, choices=Guard, default=Guard.NONE, blank=True)
    # Once the readers' severity is taken out, among the files that can be compared:
    adjusted = models.DecimalField(max_digits=6, decimal_places=3, null=True)  # 0 to 100
    adjusted_rank = models.PositiveIntegerField(null=True)
    moves = models.IntegerField(null=True)  # places gained, or lost when negative
    low = models.PositiveIntegerField(null=True)  # the better end of the 80 % interval of the rank
    high = models.PositiveIntegerField(null=True)
    probability = models.FloatField(null=True)  # of one of the campaign's places

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(guard="", adjusted__isnull=False, adjusted_rank__isnull=False, low__isnull=False)
                | (~Q(guard="") & Q(adjusted=None, adjusted_rank=None, low=None, high=None, probability=None)),
                name="a_guarded_standing_has_no_adjusted_figure",
            ),
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__gte=0, probability__lte=1), name="a_chance_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"standing {self.pk}"

    @property
    def band(self) -> "Band | None":
        """In, out, or for the jury to settle; nothing where there is no figure."""
        if self.probability is None:
            return None
        if self.probability >= CERTAIN:
            return self.Band.CERTAIN
        return self.Band.UNLIKELY if self.probability <= UNLIKELY else self.Band.JURY


class ReaderFigure(models.Model):
    """How much higher or lower one person scores than the others who read the same files."""

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="readers")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    files = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    effect = models.FloatField(null=True)  # unknown under five files, or when read apart
    low = models.FloatField(null=True)  # 80 % interval
    high = models.FloatField(null=True)

    class Meta:
        ordering: ClassVar = ["part", "-effect", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calculation", "reviewer"], name="one_figure_per_reader")
        ]

    def __str__(self) -> str:
        return f"reader figure {self.pk}"


class CriterionFigure(models.Model):
    """How far the readings agree on one criterion: Krippendorff's α with its interval."""

    class Strength(models.TextChoices):
        """In words; 1 is complete agreement, 0 no better than chance."""

        GOOD = "good", _("Les lectures s’accordent bien")
        FAIR = "fair", _("Les lectures s’accordent à peu près")
        LITTLE = "little", _("Les lectures s’accordent peu")
        NONE = "none", _("Les lectures ne s’accordent guère mieux que par hasard")

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    pairs = models.PositiveIntegerField()
    alpha = models.FloatField(null=True)  # nothing under twenty pairs, or when every level given is the same
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)

    class Meta:
        ordering: ClassVar = ["criterion__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calculation", "criterion"], name="one_figure_per_criterion")
        ]

    def __str__(self) -> str:
        return f"criterion figure {self.pk}"

    @property
    def strength(self) -> "Strength | None":
        if self.alpha is None:
            return None
        if self.alpha >= GOOD:
            return self.Strength.GOOD
        if self.alpha >= FAIR:
            return self.Strength.FAIR
        return self.Strength.LITTLE if self.alpha >= HARDLY else self.Strength.NONE
