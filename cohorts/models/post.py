"""Where trainees serve: regiments, their posts, and how many each branch may take."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models import Branch
from cohorts.models.cohort import Cohort
from portal.people.models import Role, User


class RegimentQuerySet(models.QuerySet["Regiment"]):
    def visible_to(self, user: User) -> Self:
        match user.role:
            case Role.MANAGER | Role.TRAINEE:
                return self
            case Role.LIAISON:
                return self.filter(liaisons=user)
            case _:
                return self.none()


class Regiment(models.Model):
    """A real unit in a real garrison. Its short name is how everybody names it."""

    short_name = models.CharField(_("nom court"), max_length=30, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    branch = models.CharField(_("arme"), max_length=12, choices=Branch)
    branch_school = models.CharField(_("école d’arme"), max_length=120)
    garrison = models.CharField(_("garnison"), max_length=80)
    department = models.CharField(_("département"), max_length=3)
    latitude = models.FloatField()
    longitude = models.FloatField()
    liaisons = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="regiments", blank=True, limit_choices_to={"role": Role.LIAISON}
    )

    objects = RegimentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.short_name


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: User) -> Self:
        match user.role:
            case Role.MANAGER:
                return self
            case Role.LIAISON:
                return self.filter(regiment__liaisons=user)
            case Role.TRAINEE:
                return self.filter(cohort__trainees__person=user)
            case _:
                return self.none()

    def with_taken(self) -> Self:
        """Counts the placements; a place left is never typed."""
        return self.annotate(taken=models.Count("placements"))


class Post(models.Model):
    """The places one regiment opens for one cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="posts")
    regiment = models.ForeignKey(Regiment, on_delete=models.PROTECT, related_name="posts")
    capacity = models.PositiveSmallIntegerField(_("places"), default=1)
    section = models.CharField(_("section"), max_length=80, blank=True)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="supervised_posts"
    )

    taken: int  # counted by `with_taken()`

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["cohort", "regiment", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cohort", "regiment"], name="one_post_a_regiment")]

    def __str__(self) -> str:
        return f"post {self.pk}"


class BranchQuota(models.Model):
    """At most so many trainees of a cohort in one branch."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="quotas")
    branch = models.CharField(max_length=12, choices=Branch)
    cap = models.PositiveSmallIntegerField(_("au plus"))

    class Meta:
        ordering: ClassVar = ["cohort", "branch"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cohort", "branch"], name="one_quota_a_branch")]

    def __str__(self) -> str:
        return f"{self.branch} ≤ {self.cap}"
