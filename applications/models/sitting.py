"""A meeting of the jury: who sits, who is in the room, what is discussed now."""

from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.jury.room import Room, Seat
from applications.models.application import Application
from applications.models.campaign import Campaign
from applications.models.review import Conflict
from portal.journal.models import Stateful
from portal.people.models import Role, User


class SittingQuerySet(models.QuerySet["Sitting"]):
    def visible_to(self, user: User) -> Self:
        """Every sitting for those who run the selection; for others, those they sit in."""
        if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
            return self
        return self.filter(pk__in=Member.objects.filter(person=user).values("sitting"))

    def under_way(self) -> Self:
        return self.filter(state__in=[lifecycle.Sitting.OPEN, lifecycle.Sitting.SUSPENDED])

    def not_over(self) -> Self:
        return self.exclude(state=lifecycle.Sitting.CLOSED)


class Sitting(Stateful):
    """One meeting. Decisions taken in it stay drafts until the campaign publishes."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="sittings")
    state = models.CharField(
        _("état"), max_length=20, choices=lifecycle.Sitting, default=lifecycle.Sitting.PREPARED, editable=False
    )
    held_on = models.DateField(_("date de la séance"))
    president = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("présidence")
    )
    quorum = models.PositiveSmallIntegerField(_("quorum"))
    shows_names = models.BooleanField(_("montrer les noms à l’écran de la salle"), default=False)
    current = models.ForeignKey(Application, on_delete=models.SET_NULL, null=True, related_name="+")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state__in=["open", "suspended"]), name="one_sitting_at_a_time"
            ),
            models.CheckConstraint(condition=Q(quorum__gt=0), name="a_quorum_is_somebody"),
            models.CheckConstraint(
                condition=Q(state="prepared") | Q(opened_at__isnull=False), name="a_sitting_held_was_opened"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="a_closed_sitting_has_its_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"sitting {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == lifecycle.Sitting.OPEN

    @property
    def is_over(self) -> bool:
        return self.state == lifecycle.Sitting.CLOSED

    @cached_property
    def room(self) -> Room:
        """Who is in it for the current file, as it was when this sitting was read; two queries."""
        members = self.members.select_related("person").order_by(F("arrived_at").asc(nulls_last=True), "pk")
        pairs = Conflict.objects.filter(
            Q(application__agenda_items__sitting=self) | Q(application=self.current_id)
        ).values_list("application", "reviewer")
        return Room(
            seats=tuple(Seat(one.person, one.arrived_at, one.left_at, one.out_for_id) for one in members),
            president=self.president_id,
            quorum=self.quorum,
            current=self.current_id,
            conflicts=frozenset(pairs),
        )


class Member(models.Model):
    """A person who sits, and whether they are there. Every coming and going is in the journal."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    # The file for which whoever leads has seen this person leave the room.
    out_for = models.ForeignKey(Application, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["sitting", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "person"], name="one_seat_a_person"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(arrived_at__isnull=False), name="who_leaves_had_arrived"
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"


class AgendaItem(models.Model):
    """One file to discuss, in its place; once decided, with how many were in the room."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="agenda")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="agenda_items")
    position = models.PositiveIntegerField()
    called_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    in_the_room = models.PositiveSmallIntegerField(null=True)
    out_of_the_room = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["sitting", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "application"], name="a_file_is_once_on_the_agenda"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(in_the_room__isnull=False, out_of_the_room__isnull=False),
                name="a_decision_says_who_was_there",
            ),
        ]

    def __str__(self) -> str:
        return f"agenda item {self.pk}"
