"""A live amphi: whose turn it is, until when, and what each took."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts import lifecycle
from cohorts.models.cohort import Cohort, Trainee
from cohorts.models.placement import Run
from cohorts.models.post import Post
from portal.journal.models import Stateful
from portal.people.models import Role, User


class AmphiQuerySet(models.QuerySet["Amphi"]):
    def visible_to(self, user: User) -> Self:
        """Those who run it know every amphi; a trainee, that of their own cohort."""
        match user.role:
            case Role.MANAGER | Role.LIAISON:
                return self
            case Role.TRAINEE:
                return self.filter(cohort__trainees__person=user, cohort__trainees__state=lifecycle.Trainee.ENROLLED)
            case _:
                return self.none()

    def not_over(self) -> Self:
        return self.exclude(state=lifecycle.Amphi.CLOSED)

    def under_way(self) -> Self:
        """Started and not closed: what it is made of no longer changes."""
        return self.filter(state__in=[lifecycle.Amphi.RUNNING, lifecycle.Amphi.PAUSED])

    def running(self) -> Self:
        return self.filter(state=lifecycle.Amphi.RUNNING)


class Amphi(Stateful):
    """One session where each chooses in turn. Its inputs are kept as they were when it started."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="amphis")
    state = models.CharField(
        _("état"), max_length=20, choices=lifecycle.Amphi, default=lifecycle.Amphi.READY, editable=False
    )
    held_on = models.DateField(_("date de l’amphi"))
    seconds_a_turn = models.PositiveSmallIntegerField(_("secondes par tour"), default=120)
    shows_names = models.BooleanField(_("montrer les noms à l’écran de la salle"), default=False)
    inputs = models.JSONField(default=dict, editable=False)
    # Nobody once everybody has had their turn.
    current = models.ForeignKey(Trainee, on_delete=models.PROTECT, null=True, related_name="+")
    turn_ends_at = models.DateTimeField(null=True, editable=False)
    seconds_left = models.PositiveIntegerField(null=True, editable=False)
    # What the person choosing is looking at, as their screen tells.
    watched = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    # Raised by every change: screens compare it to know whether they are late.
    version = models.PositiveIntegerField(default=0, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, editable=False)
    run = models.OneToOneField(Run, on_delete=models.PROTECT, null=True, related_name="live_amphi")

    objects = AmphiQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort"], condition=~Q(state="closed"), name="one_amphi_at_a_time_in_a_cohort"
            ),
            models.CheckConstraint(condition=Q(seconds_a_turn__gt=0), name="a_turn_lasts"),
            models.CheckConstraint(
                condition=Q(turn_ends_at=None) | Q(state="running", current__isnull=False),
                name="a_clock_runs_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(seconds_left=None) | Q(state="paused"), name="seconds_are_kept_by_a_pause"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False, current=None),
                name="a_closed_amphi_has_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"amphi {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state == lifecycle.Amphi.RUNNING

    @property
    def is_paused(self) -> bool:
        return self.state == lifecycle.Amphi.PAUSED

    @property
    def is_closed(self) -> bool:
        return self.state == lifecycle.Amphi.CLOSED

    @property
    def has_started(self) -> bool:
        """Whether its inputs are fixed."""
        return bool(self.inputs)


class How(models.TextChoices):
    """How a place came to somebody."""

    OWN = "own", _("choisi")
    PROXY = "proxy", _("d’après ses vœux")
    OFFICER = "officer", _("choisi pour la personne, à sa demande")
    LOCKED = "locked", _("réservé d’avance")


class PickQuerySet(models.QuerySet["Pick"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)


class Pick(models.Model):
    """What one person took when their turn came; without a post, the turn passed and no place was taken."""

    amphi = models.ForeignKey(Amphi, on_delete=models.PROTECT, related_name="picks")
    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="picks")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="picks")
    # Which of the places of the post, from 1: two people never hold the same one.
    seat = models.PositiveSmallIntegerField(null=True)
    how = models.CharField(max_length=10, choices=How)
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undo_reason = models.CharField(_("motif"), max_length=300, blank=True)

    objects = PickQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["amphi", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["amphi", "post", "seat"],
                condition=Q(undone_at=None, post__isnull=False),
                name="one_person_a_seat",
            ),
            models.UniqueConstraint(
                fields=["amphi", "trainee"], condition=Q(undone_at=None), name="one_standing_pick_a_person"
            ),
            models.CheckConstraint(
                condition=Q(post=None, seat=None) | Q(post__isnull=False, seat__gt=0), name="a_post_taken_is_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason=""),
                name="an_undone_pick_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"pick {self.pk}"


class Absence(models.Model):
    """Somebody who will not be there: their wishes speak as soon as their turn comes."""

    amphi = models.ForeignKey(Amphi, on_delete=models.CASCADE, related_name="absences")
    trainee = models.ForeignKey(Trainee, on_delete=models.CASCADE, related_name="absences")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["amphi", "trainee"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["amphi", "trainee"], name="absent_once")]

    def __str__(self) -> str:
        return f"absence of {self.trainee_id}"
