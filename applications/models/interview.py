"""Interviews: who meets whom, when and where; and the cells that keep everybody in one place at a time."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.models.application import Application
from applications.models.campaign import Campaign
from applications.models.review import Conflict
from portal.journal.models import Stateful
from portal.people.models import Role, User

CELL = timedelta(minutes=5)
RUN_THE_SELECTION = frozenset({Role.MANAGER, Role.JURY_PRESIDENT})


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, user: User) -> Self:
        """Those who run the selection; a panel's own members."""
        if user.role in RUN_THE_SELECTION:
            return self
        return self.filter(pk__in=PanelMember.objects.filter(person=user).values("panel"))

    def that_may_meet(self, application: Application) -> Self:
        """Of the same campaign, with no member who must not know this file."""
        apart = Conflict.objects.filter(application=application).values("reviewer")
        barred = PanelMember.objects.filter(person__in=apart).values("panel")
        return self.filter(campaign=application.campaign_id).exclude(pk__in=barred)


class Panel(models.Model):
    """The people who meet candidates together."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(_("nom"), max_length=60)
    members: "models.ManyToManyField[User, PanelMember]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="PanelMember", related_name="panels"
    )

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["campaign", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="one_panel_a_name",
                violation_error_message=_("Une commission de cette campagne porte déjà ce nom."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        ordering: ClassVar = ["person__last_name", "person__first_name", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["panel", "person"], name="once_in_a_panel")]

    def __str__(self) -> str:
        return f"member {self.pk}"


class Span(models.Model):
    """From when to when, and where: a room, or a link to join from home."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(_("salle"), max_length=100, blank=True)
    link = models.URLField(_("lien de visioconférence"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Availability(Span):
    """A stretch of time a panel gives, to be cut into slots."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="availabilities")

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="an_availability_lasts")
        ]

    def __str__(self) -> str:
        return f"availability {self.pk}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def visible_to(self, user: User) -> Self:
        """Those who run the selection; the members of its panel."""
        return self.filter(panel__in=Panel.objects.visible_to(user))

    def free(self) -> Self:
        """Open, and nobody's."""
        taken = Interview.objects.filter(slot=OuterRef("pk"), state__in=lifecycle.HOLDS_ITS_SLOT)
        return self.filter(~Exists(taken), state=lifecycle.Slot.OPEN)

    def for_file(self, application: Application) -> Self:
        """Of the panels that may meet it."""
        return self.filter(panel__in=Panel.objects.that_may_meet(application))


class Slot(Stateful, Span):
    """A time at which a panel can meet one person."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="slots")
    state = models.CharField(max_length=20, choices=lifecycle.Slot, default=lifecycle.Slot.OPEN, editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "panel__name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_slot_lasts"),
        ]
        indexes: ClassVar = [models.Index(fields=["panel", "starts_at", "id"], name="slot_of_a_panel")]

    def __str__(self) -> str:
        return f"slot {self.pk}"

    @property
    def is_online(self) -> bool:
        return not self.place


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user: User) -> Self:
        """One's own; those of one's panels; all for those who run the selection; never a file one must not know."""
        apart = Conflict.objects.filter(reviewer=user).values("application")
        if user.role in RUN_THE_SELECTION:
            return self.exclude(application__in=apart)
        return self.taken_part_in_by(user).exclude(application__in=apart)

    def taken_part_in_by(self, user: User) -> Self:
        """As the candidate, or in the panel."""
        mine = PanelMember.objects.filter(person=user).values("panel")
        return self.filter(Q(application__candidate=user) | Q(slot__panel__in=mine))

    def to_hold(self) -> Self:
        return self.filter(state__in=lifecycle.TO_HOLD)

    def holding_their_slot(self) -> Self:
        return self.filter(state__in=lifecycle.HOLDS_ITS_SLOT)

    def to_move(self) -> Self:
        """To be held by a panel one of whose members must not know the file: a conflict declared since."""
        return self.to_hold().filter(application__conflicts__reviewer__memberships__panel=F("slot__panel"))

    def on_the_agenda(self) -> Self:
        """What a day shows: to be held, held or missed; neither moved nor cancelled."""
        return self.filter(state__in=lifecycle.HOLDS_ITS_SLOT | {lifecycle.Interview.NO_SHOW})


class Interview(Stateful):
    """One person in one slot. Moved or cancelled it stays, for the record; the next booking is another row."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interviews")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="interviews")
    state = models.CharField(
        max_length=20, choices=lifecycle.Interview, default=lifecycle.Interview.BOOKED, editable=False
    )
    booked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)  # moved, cancelled, held or missed: when it was said
    reason = models.CharField(_("motif"), max_length=300, blank=True)  # of a move, a cancellation or an absence

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["slot__starts_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(state__in=sorted(lifecycle.HOLDS_ITS_SLOT)), name="one_person_a_slot"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=sorted(lifecycle.TO_HOLD)), name="one_interview_a_file"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["application", "state"], name="interview_of_a_file")]

    def __str__(self) -> str:
        return f"interview {self.pk}"

    def is_to_come(self, at: datetime) -> bool:
        return self.state in lifecycle.TO_HOLD and at < self.slot.ends_at


class Cell(models.Model):
    """Five minutes of a person or a room. The database gives each of them once, on both engines."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="cells")
    # Set for the candidate's own cells, which leave with the booking; the panel's and the room's stay with the slot.
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, null=True, related_name="cells")
    resource = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["resource", "at"], name="one_place_at_a_time")]

    def __str__(self) -> str:
        return f"cell {self.pk}"

    @staticmethod
    def of_person(person: int) -> str:
        """The same name for a member and for a candidate: a person is a person."""
        return f"person:{person}"

    @staticmethod
    def of_room(place: str) -> str:
        """« Salle B12 » and « salle  b12 » are one room."""
        return f"room:{' '.join(place.casefold().split())}"


def cells_between(starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """Each five minutes touched by this stretch of time."""
    at = datetime.fromtimestamp(starts_at.timestamp() // 300 * 300, tz=starts_at.tzinfo)
    while at < ends_at:
        yield at
        at += CELL


def cells_of(slot: Slot, people: Iterable[int], *, interview: Interview | None = None) -> list[Cell]:
    """What a slot takes of these people, and of its room unless it is a booking's own."""
    resources = [Cell.of_person(person) for person in people]
    if slot.place and interview is None:
        resources.append(Cell.of_room(slot.place))
    times = list(cells_between(slot.starts_at, slot.ends_at))
    return [Cell(slot=slot, interview=interview, resource=resource, at=at) for resource in resources for at in times]
