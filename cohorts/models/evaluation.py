"""What the unit says of a trainee at the end of a phase."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from cohorts import lifecycle
from cohorts.models.cohort import Trainee
from portal.journal.models import Stateful
from portal.people.models import Role, User


class Axis(models.TextChoices):
    """The same axes at each phase, so that growth can be drawn."""

    PHYSICAL = "physical", _("Niveau physique")
    KNOWLEDGE = "knowledge", _("Connaissances militaires")
    QUALITIES = "qualities", _("Qualités humaines")
    COMMAND = "command", _("Aptitude au commandement")
    ADAPTATION = "adaptation", _("Adaptation")
    VALUES = "values", _("Sens du service et valeurs")


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: User) -> Self:
        match user.role:
            case Role.MANAGER:
                return self
            case Role.LIAISON:
                return self.filter(trainee__placement__post__regiment__liaisons=user)
            case Role.SUPERVISOR:
                return self.filter(supervisor=user)
            case Role.TRAINEE:
                return self.filter(trainee__person=user, state=lifecycle.Evaluation.SUBMITTED)
            case _:
                return self.none()

    def to_fill(self) -> Self:
        return self.filter(state__in=lifecycle.TO_FILL, trainee__state=lifecycle.Trainee.ENROLLED)

    def relevant(self) -> Self:
        """Without those nobody expects any more, of a path that stopped."""
        return self.exclude(trainee__state=lifecycle.Trainee.LEFT, state__in=lifecycle.TO_FILL)

    def in_turn(self) -> Self:
        """What is left to fill first, by date; then what is handed in."""
        done = Q(state=lifecycle.Evaluation.SUBMITTED)
        return self.order_by(Case(When(done, then=1), default=0), "due_on", "pk")

    def late(self, today: date) -> Self:
        """Not handed in by the end of the day it was expected."""
        return self.to_fill().filter(due_on__lt=today)


class Evaluation(Stateful):
    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="evaluations")
    phase = models.PositiveSmallIntegerField(_("phase"), validators=[MinValueValidator(1), MaxValueValidator(3)])
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="evaluations"
    )
    state = models.CharField(
        max_length=20, choices=lifecycle.Evaluation, default=lifecycle.Evaluation.ASKED, editable=False
    )
    due_on = models.DateField(_("attendu le"))
    strengths = models.TextField(_("ce qui a bien marché"), max_length=2000, blank=True)
    advice = models.TextField(_("un conseil pour la suite"), max_length=2000, blank=True)
    saved_at = models.DateTimeField(null=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trainee", "phase"], name="one_evaluation_a_phase"),
        ]

    def __str__(self) -> str:
        return f"evaluation {self.pk}"


class Mark(models.Model):
    """One axis of one evaluation, from 1 to 5."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="marks")
    axis = models.CharField(max_length=12, choices=Axis)
    level = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])

    class Meta:
        ordering: ClassVar = ["evaluation", "axis"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["evaluation", "axis"], name="one_mark_an_axis")]

    def __str__(self) -> str:
        return f"{self.axis}: {self.level}"
