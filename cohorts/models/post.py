"""Where trainees serve: regiments, their posts, and how many each branch may take."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models import Branch
from applications.models.result import VERDICTS, Trial
from cohorts.models.cohort import Cohort, Trainee
from portal.people.models import Role, User

ENGLISH = [(level.value, level.label) for level in VERDICTS[Trial.ENGLISH]]


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


class Lodging(models.TextChoices):
    ON_BASE = "on_base", _("Chambre au quartier")
    NEARBY = "nearby", _("Chambre en ville, trouvée par le régiment")
    OWN = "own", _("À trouver soi-même")


class Fact(models.TextChoices):
    """What may be known of a trainee, and asked for by a post. Never a diagnosis, never a mark."""

    FITNESS = "fitness", _("Apte sans restriction")
    LICENCE = "licence", _("Permis de conduire")
    ENGLISH = "english", _("Anglais")
    NEAR = "near", _("À proximité")


class Post(models.Model):
    """The places one regiment opens for one cohort, and what they ask of those who come."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="posts")
    regiment = models.ForeignKey(Regiment, on_delete=models.PROTECT, related_name="posts")
    capacity = models.PositiveSmallIntegerField(_("places"), default=1)
    # A post opens from so many trainees on; below, none comes. 0 and 1: always.
    minimum = models.PositiveSmallIntegerField(_("ouvre à partir de"), default=0)
    section = models.CharField(_("section"), max_length=80, blank=True)
    starts_on = models.DateField(_("arrivée"), null=True, blank=True)  # empty: as the cohort's calendar says
    ends_on = models.DateField(_("départ"), null=True, blank=True)
    lodging = models.CharField(_("logement"), max_length=8, choices=Lodging, blank=True)
    needs_fitness = models.BooleanField(_("apte sans restriction"), default=False)
    needs_licence = models.BooleanField(_("permis de conduire"), default=False)
    needs_english = models.CharField(_("anglais à partir de"), max_length=2, choices=ENGLISH, blank=True)
    within_km = models.PositiveSmallIntegerField(_("à moins de (km)"), null=True, blank=True)
    conditions = models.CharField(_("autres conditions"), max_length=300, blank=True)
    # Places kept first for those of whom a fact is true; whoever else wants one takes it when they do not.
    reserved = models.PositiveSmallIntegerField(_("places gardées"), default=0)
    reserved_for = models.CharField(_("gardées pour"), max_length=8, choices=Fact, blank=True)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="supervised_posts"
    )

    taken: int  # counted by `with_taken()`

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["cohort", "regiment", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "regiment"], name="one_post_a_regiment"),
            models.CheckConstraint(condition=Q(minimum__lte=F("capacity")), name="a_post_can_open"),
            models.CheckConstraint(condition=Q(reserved__lte=F("capacity")), name="no_more_reserved_than_places"),
            models.CheckConstraint(
                condition=Q(reserved=0, reserved_for="") | Q(reserved__gt=0) & ~Q(reserved_for=""),
                name="places_are_kept_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="a_post_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class Exclusion(models.Model):
    """A post closed to one trainee by hand, for a fact no field knows: family in the unit, dates that clash."""

    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="exclusions")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="exclusions")
    reason = models.CharField(_("motif"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["trainee", "post"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["trainee", "post"], name="excluded_once")]

    def __str__(self) -> str:
        return f"exclusion of {self.trainee_id} from {self.post_id}"


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


class CapQuerySet(models.QuerySet["Cap"]):
    def visible_to(self, user: User) -> Self:
        """The groups one may change: all by the school; by a liaison, those made of posts of own regiments only."""
        match user.role:
            case Role.MANAGER:
                return self
            case Role.LIAISON:
                elsewhere = Post.objects.exclude(regiment__liaisons=user)
                return self.filter(posts__regiment__liaisons=user).exclude(posts__in=elsewhere).distinct()
            case _:
                return self.none()


class Cap(models.Model):
    """At most so many trainees in a group of posts: a garrison, a branch school, the marine infantry.

    Two groups, branch quotas included, stand one inside the other or share nothing: the amphi cannot read any other.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="caps")
    name = models.CharField(_("nom du groupe"), max_length=80)
    posts = models.ManyToManyField(Post, related_name="caps", verbose_name=_("postes du groupe"))
    cap = models.PositiveSmallIntegerField(_("au plus"))

    objects = CapQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["cohort", "name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cohort", "name"], name="one_cap_a_name")]

    def __str__(self) -> str:
        return self.name
