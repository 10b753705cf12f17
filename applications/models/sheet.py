"""What a member of a panel writes about the person they have just met."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.models.interview import RUN_THE_SELECTION, Interview
from applications.models.review import Conflict
from applications.models.rubric import Criterion, Rubric
from applications.phases import RIGHTS
from portal.journal.models import Stateful
from portal.people.models import User

PHASES_OPEN_TO_COLLEAGUES = [phase for phase, rights in RIGHTS.items() if rights.see_others_scores]


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: User) -> Self:
        """One's own; all of them for those who run the selection; never of a file one must not know."""
        apart = Conflict.objects.filter(reviewer=user).values("application")
        known = self.exclude(interview__application__in=apart)
        return known if user.role in RUN_THE_SELECTION else known.filter(author=user)

    def with_scores_open_to(self, user: User) -> Self:
        """Those whose levels and words this person may read now: colleagues' only once one's own is finished."""
        if user.role in RUN_THE_SELECTION:
            return self.visible_to(user)
        own = Sheet.objects.done().filter(author=user, interview=OuterRef("interview"))
        colleagues = Q(
            Exists(own),
            state=lifecycle.Sheet.SUBMITTED,
            interview__application__campaign__phase__in=PHASES_OPEN_TO_COLLEAGUES,
        )
        apart = Conflict.objects.filter(reviewer=user).values("application")
        return self.filter(Q(author=user) | colleagues).exclude(interview__application__in=apart)

    def done(self) -> Self:
        return self.filter(state=lifecycle.Sheet.SUBMITTED)


class Sheet(Stateful):
    """One member's levels for one interview; the finished sheets make the interview's part of the total."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="sheets")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sheets")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=20, choices=lifecycle.Sheet, default=lifecycle.Sheet.STARTED, editable=False)
    comment = models.TextField(_("appréciation"), max_length=4000, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=3, null=True, editable=False)  # 0 to 100
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["interview", "started_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["interview", "author"], name="one_sheet_a_member"),
            models.CheckConstraint(
                condition=~Q(state=lifecycle.Sheet.SUBMITTED) | Q(submitted_at__isnull=False),
                name="a_finished_sheet_has_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class SheetScore(models.Model):
    """One criterion's level in one sheet. No value and `not_applicable` means it does not count, which is not zero."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="sheet_scores")
    value = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["sheet", "criterion__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="one_level_a_criterion_in_a_sheet"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, not_applicable=False) | Q(value__isnull=True, not_applicable=True),
                name="in_a_sheet_a_level_or_not_applicable",
            ),
        ]

    def __str__(self) -> str:
        return f"score {self.pk} of a sheet"
