"""A cohort and the people in it."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Campaign
from cohorts import lifecycle
from portal.journal.models import Stateful
from portal.people.models import Role, User


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: User) -> Self:
        match user.role:
            case Role.MANAGER | Role.LIAISON | Role.DIRECTION | Role.JURY_PRESIDENT:
                return self
            case Role.TRAINEE:
                return self.filter(trainees__person=user)
            case _:
                return self.none()


class Cohort(Stateful):
    """Those admitted by one campaign. Every date follows from one Monday and three lengths."""

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="cohort")
    name = models.CharField(_("nom"), max_length=80)
    state = models.CharField(
        max_length=20, choices=lifecycle.Cohort, default=lifecycle.Cohort.PREPARING, editable=False
    )
    starts_on = models.DateField(_("lundi du départ"))
    weeks_introduction = models.PositiveSmallIntegerField(
        _("semaines de découverte"), default=3, validators=[MinValueValidator(1)]
    )
    weeks_branch = models.PositiveSmallIntegerField(
        _("semaines en école d’arme"), default=2, validators=[MinValueValidator(1)]
    )
    weeks_regiment = models.PositiveSmallIntegerField(
        _("semaines en régiment"), default=18, validators=[MinValueValidator(1)]
    )
    wishes_close_at = models.DateTimeField(_("clôture des vœux"), null=True, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts_on__iso_week_day=1), name="cohort_starts_on_a_monday"),
            models.CheckConstraint(
                condition=Q(weeks_introduction__gt=0, weeks_branch__gt=0, weeks_regiment__gt=0),
                name="cohort_phases_last",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.starts_on and self.starts_on.isoweekday() != 1:
            raise ValidationError({"starts_on": _("Le départ est un lundi : choisissez un lundi.")})

    @property
    def weeks(self) -> tuple[int, int, int]:
        return (self.weeks_introduction, self.weeks_branch, self.weeks_regiment)


class TraineeQuerySet(models.QuerySet["Trainee"]):
    def visible_to(self, user: User) -> Self:
        """The school: everyone. A liaison: own regiments' people once published. A supervisor: own trainees."""
        match user.role:
            case Role.MANAGER | Role.JURY_PRESIDENT:
                return self
            case Role.LIAISON:
                return self.filter(placement__post__regiment__liaisons=user)
            case Role.SUPERVISOR:
                return self.filter(placement__post__supervisor=user)
            case Role.TRAINEE:
                return self.filter(person=user)
            case _:
                return self.none()

    def enrolled(self) -> Self:
        return self.filter(state=lifecycle.Trainee.ENROLLED)

    def with_amphi_open(self) -> Self:
        """Says whether the amphi of their cohort is under way, paused included."""
        under_way = (lifecycle.Amphi.RUNNING, lifecycle.Amphi.PAUSED)
        cohorts = Cohort.objects.filter(pk=models.OuterRef("cohort"), amphis__state__in=under_way)
        return self.annotate(amphi_is_open=models.Exists(cohorts))


class Trainee(Stateful):
    """One admitted person in one cohort, with the rank that orders the amphi."""

    class Outcome(models.TextChoices):
        CIVIL = "civil", _("Retour à la vie civile")
        RESERVE = "reserve", _("Réserve opérationnelle")
        CONTRACT = "contract", _("Contrat")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="trainees")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="trainee")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="traineeships")
    state = models.CharField(
        max_length=20, choices=lifecycle.Trainee, default=lifecycle.Trainee.ENROLLED, editable=False
    )
    merit_rank = models.PositiveSmallIntegerField(_("rang au classement"))
    wishes_sent_at = models.DateTimeField(null=True, editable=False)
    # Counts the changes of the list, so that a second window is told.
    wishes_version = models.PositiveIntegerField(default=0, editable=False)
    # "No preference beyond this line": any place left suits rather than none.
    takes_any = models.BooleanField(_("sans préférence au-delà"), default=False)
    # Told by the trainee, for the posts that ask: a driving licence, and where distances are counted from.
    has_licence = models.BooleanField(_("permis de conduire"), null=True, blank=True)
    department = models.CharField(_("département de résidence"), max_length=3, blank=True)
    outcome = models.CharField(_("suite choisie"), max_length=10, choices=Outcome, blank=True)
    outcome_at = models.DateTimeField(null=True, editable=False)

    amphi_is_open: bool  # asked by `with_amphi_open()`

    objects = TraineeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["cohort", "merit_rank", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "merit_rank"], name="one_trainee_a_rank"),
            models.UniqueConstraint(fields=["cohort", "person"], name="one_traineeship_a_cohort"),
            models.CheckConstraint(
                condition=~Q(state="finished") | ~Q(outcome=""), name="a_finished_path_has_its_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"trainee {self.pk}"
