"""Reading: who reads which file, the scores, and who must not."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.models.application import Application
from applications.models.rubric import Criterion, Rubric
from applications.phases import SEE_OTHERS_SCORES
from portal.journal.models import Stateful
from portal.people.models import READERS, Role, User


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> Self:
        """One's own, or all of them for those who run the selection; never those of a file one is in conflict with."""
        runs_the_selection = user.role in {Role.MANAGER, Role.JURY_PRESIDENT}
        found = self if runs_the_selection else self.filter(reviewer=user)
        return found.exclude(application__in=user.conflicts.values("application"))

    def with_scores_open_to(self, user: User) -> Self:
        """Those whose scores and comment this person may read now; nothing that shows a score goes round it.

        One's own; every one for those who run the selection; for another reader, once they have finished the same
        file and the phase lets them compare. Never, for anybody, those of a file they must not read.
        """
        if user.role not in READERS:
            return self.none()
        own = Q(reviewer=user)
        apart = Q(application__in=Conflict.objects.filter(reviewer=user).values("application"))
        if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
            return self.filter(own | ~apart)
        finished = Review.objects.done().filter(reviewer=user).values("application")
        compared = Q(state=lifecycle.Review.SUBMITTED, application__campaign__phase__in=SEE_OTHERS_SCORES)
        return self.filter(own | (compared & Q(application__in=finished) & ~apart))

    def to_read(self) -> Self:
        return self.filter(state__in=lifecycle.TO_READ)

    def done(self) -> Self:
        return self.filter(state=lifecycle.Review.SUBMITTED)

    def in_queue(self) -> Self:
        """Read or to be read: neither given back, nor of a file that left the selection before it was read."""
        still = Q(state__in=lifecycle.TO_READ, application__state__in=lifecycle.IN_SELECTION)
        return self.filter(Q(state=lifecycle.Review.SUBMITTED) | still)

    def fewest_readings_first(self) -> Self:
        """What is waited for most comes first."""
        return self.order_by("application__reviews_done", "assigned_at", "pk")

    def in_turn(self) -> Self:
        """Under way, then what is waited for most, then what is done."""
        turn = Case(
            When(state=lifecycle.Review.STARTED, then=0), When(state=lifecycle.Review.ASSIGNED, then=1), default=2
        )
        return self.order_by(turn, "application__reviews_done", "assigned_at", "pk")


class Review(Stateful):
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=20, choices=lifecycle.Review, default=lifecycle.Review.ASSIGNED, editable=False)
    assigned_at = models.DateTimeField()
    comment = models.TextField(_("appréciation"), max_length=4000, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=3, null=True, editable=False)  # 0 to 100
    saved_at = models.DateTimeField(null=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    version_read = models.PositiveIntegerField(null=True, editable=False)  # the application's version that was scored
    recusal_reason = models.CharField(_("motif"), max_length=300, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["assigned_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_review_per_reviewer"),
            models.CheckConstraint(
                condition=~Q(state=lifecycle.Review.SUBMITTED) | Q(submitted_at__isnull=False),
                name="a_submitted_review_has_its_hour",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["reviewer", "state", "assigned_at", "id"], name="review_queue")]

    def __str__(self) -> str:
        return f"review {self.pk}"


class Score(models.Model):
    """One criterion's level in one review. No value and `not_applicable` means it does not count, which is not zero."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["review", "criterion__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_a_criterion"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, not_applicable=False) | Q(value__isnull=True, not_applicable=True),
                name="a_score_is_a_level_or_not_applicable",
            ),
        ]

    def __str__(self) -> str:
        return f"score {self.pk}"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, user: User) -> Self:
        """Those who share the files out, except on files they are in conflict with themselves."""
        if user.role != Role.MANAGER:
            return self.none()
        return self.exclude(application__in=user.conflicts.values("application"))


class Conflict(models.Model):
    """This person must not read this file. It is never relaxed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conflicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.CharField(_("motif"), max_length=300)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-declared_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_conflict_per_pair")
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"
