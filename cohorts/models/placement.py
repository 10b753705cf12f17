"""Who goes where, and why: wishes, locks, runs of the amphi, published placements."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts import lifecycle
from cohorts.models.cohort import Cohort, Trainee
from cohorts.models.post import Post
from portal.journal.models import Stateful


class Wish(models.Model):
    """A post the trainee asked for. Position 1 is the first wish."""

    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="wishes")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="wishes")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["trainee", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trainee", "post"], name="a_post_is_wished_once"),
            models.UniqueConstraint(fields=["trainee", "position"], name="one_post_a_position"),
        ]

    def __str__(self) -> str:
        return f"wish {self.position} of {self.trainee_id}"


class Preference(models.Model):
    """A trainee in the order of a post, for the rules where regiments rank too. Position 1 is taken first.

    A post without any row follows the merit list. Whoever a saved order leaves out, having come later, stands after
    those it names, by merit: an order never closes a post to somebody, an `Exclusion` does, with its reason.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="preferences")
    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="preferences")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["post", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "trainee"], name="a_post_ranks_somebody_once"),
            models.UniqueConstraint(fields=["post", "position"], name="one_trainee_a_position"),
        ]

    def __str__(self) -> str:
        return f"preference {self.position} of {self.post_id}"


class Lock(models.Model):
    """A trainee placed by hand before the amphi, with the author and the reason."""

    trainee = models.OneToOneField(Trainee, on_delete=models.CASCADE, related_name="lock")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="locks")
    reason = models.CharField(_("motif"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["trainee"]

    def __str__(self) -> str:
        return f"lock of {self.trainee_id}"


class Run(Stateful):
    """One run of the amphi: its inputs, its rule and its result, stored as they were."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=20, choices=lifecycle.Run, default=lifecycle.Run.DRAFT, editable=False)
    rule = models.CharField(max_length=30, default="amphi")
    version = models.CharField(max_length=20)
    inputs = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    result = models.JSONField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-drafted_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state="published"), name="one_published_run_a_cohort"
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class Placement(models.Model):
    """A published place. The places left are counted from these rows."""

    trainee = models.OneToOneField(Trainee, on_delete=models.PROTECT, related_name="placement")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="placements")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="placements")
    placed_at = models.DateTimeField()
    reason = models.CharField(_("motif"), max_length=300, blank=True)  # of a place given by hand, after the amphi

    class Meta:
        ordering: ClassVar = ["post", "trainee"]

    def __str__(self) -> str:
        return f"placement {self.pk}"
