"""What the people who judge a file say to each other about it, each remark within the circle it was written for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.models.application import Application
from applications.models.review import Conflict, Review
from applications.models.sitting import AgendaItem, Member
from applications.phases import SEE_OTHERS_SCORES
from portal.people.models import Role, User

CORRECTABLE = timedelta(minutes=15)

# Somebody who came to a meeting that is under way, and has not left it.
PRESENT = {
    "arrived_at__isnull": False,
    "left_at": None,
    "sitting__state__in": [lifecycle.Sitting.OPEN, lifecycle.Sitting.SUSPENDED],
}


class RemarkQuerySet(models.QuerySet["Remark"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those written for a circle one belongs to; nothing of a file one is in conflict with."""
        match user.role:
            case Role.MANAGER:
                seen = self
            case Role.JURY_PRESIDENT:
                seen = self.filter(Q(author=user) | ~Q(level=Remark.Level.MANAGERS))
            case Role.REVIEWER:
                as_reader = Q(level=Remark.Level.READERS, application__in=_read_by(user))
                as_member = Q(level=Remark.Level.JURY, application__in=_judged_by(user))
                seen = self.filter(Q(author=user) | as_reader | as_member)
            case _:
                seen = self.none()
        return seen.exclude(application__in=user.conflicts.values("application"))

    def of(self, application: Application) -> Self:
        """Everything said of one file, in the order it was said, with who said it."""
        return self.filter(application=application).select_related("author", "about__reviewer").order_by("at", "pk")

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def disagreements(self) -> Self:
        """Somebody does not share a colleague's reading, and still says so."""
        return self.standing().filter(disagrees=True)


class Remark(models.Model):
    """A few words about a file. They are never erased in silence: a correction and a withdrawal show."""

    class Level(models.TextChoices):
        READERS = "readers", _("Les personnes qui ont lu ce dossier, et l’équipe du programme")
        JURY = "jury", _("Le jury et l’équipe du programme")
        MANAGERS = "managers", _("L’équipe du programme seulement")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("qui la lit"), max_length=10, choices=Level)
    words = models.TextField(_("votre remarque"), max_length=2000)
    about = models.ForeignKey(Review, on_delete=models.RESTRICT, null=True, related_name="remarks")
    disagrees = models.BooleanField(default=False)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(disagrees=False) | Q(about__isnull=False), name="a_disagreement_is_about_a_review"
            ),
            models.UniqueConstraint(
                fields=["author", "about"],
                condition=Q(disagrees=True, withdrawn_at=None),
                name="one_disagreement_a_person_and_review",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["application", "at", "id"], name="remark_thread")]

    def __str__(self) -> str:
        return f"remark {self.pk}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def is_correctable(self, at: datetime) -> bool:
        """For a quarter of an hour, before others have built on it."""
        return not self.is_withdrawn and at < self.at + CORRECTABLE


def to_discuss(user: User) -> QuerySet[Application]:
    """The files somebody may talk about: those they know, and those of the meeting they sit in now."""
    known = Application.objects.visible_to(user).values("pk")
    here = Application.objects.filter(Q(pk__in=known) | Q(pk__in=_judged_by(user)))
    return here.exclude(pk__in=user.conflicts.values("application"))


def circle(application: Application, levels: Iterable[str]) -> QuerySet[User]:
    """Everybody who may read what is written about this file at these levels; the same people as `visible_to`."""
    belongs = Q(role=Role.MANAGER)
    if Remark.Level.READERS in levels:
        belongs |= Q(role=Role.JURY_PRESIDENT) | Q(role=Role.REVIEWER, pk__in=_readers_of(application))
    if Remark.Level.JURY in levels:
        belongs |= Q(role=Role.JURY_PRESIDENT) | Q(role=Role.REVIEWER, pk__in=_members_on(application))
    apart = Conflict.objects.filter(application=application).values("reviewer")
    people = User.objects.filter(belongs, is_active=True).exclude(pk__in=apart)
    return people.order_by("last_name", "first_name", "pk")


def levels_of(user: User, application: Application) -> list["Remark.Level"]:
    """For whom this person may write about this file: within their own circles, and always to the managers."""
    me = User.objects.filter(pk=user.pk)
    apart = Exists(Conflict.objects.filter(application=application, reviewer=user))
    reads, sits = (Exists(people.filter(pk=user.pk)) for people in _own_circles(application))
    is_apart, has_read, is_sitting = me.values_list(apart, reads, sits).get()
    if is_apart:
        return []
    if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
        return list(Remark.Level)
    mine = {Remark.Level.READERS: has_read, Remark.Level.JURY: is_sitting, Remark.Level.MANAGERS: True}
    return [level for level, belongs in mine.items() if belongs]


def disagreements_by_review(remarks: Iterable[Remark]) -> dict[int, int]:
    """Of remarks already read: how many people do not share each reading."""
    found: dict[int, int] = {}
    for remark in remarks:
        if remark.disagrees and not remark.is_withdrawn and remark.about_id:
            found[remark.about_id] = found.get(remark.about_id, 0) + 1
    return found


def _own_circles(application: Application) -> tuple[QuerySet[User], QuerySet[User]]:
    people = User.objects.filter(role=Role.REVIEWER)
    return people.filter(pk__in=_readers_of(application)), people.filter(pk__in=_members_on(application))


def _read_by(user: User) -> QuerySet[Review, int]:
    finished = Review.objects.filter(reviewer=user, state=lifecycle.Review.SUBMITTED)
    return finished.filter(application__campaign__phase__in=SEE_OTHERS_SCORES).values_list("application", flat=True)


def _readers_of(application: Application) -> QuerySet[Review, int]:
    finished = Review.objects.filter(application=application, state=lifecycle.Review.SUBMITTED)
    return finished.filter(application__campaign__phase__in=SEE_OTHERS_SCORES).values_list("reviewer", flat=True)


def _judged_by(user: User) -> QuerySet[AgendaItem, int]:
    """The files on the agenda of the meeting this person is in, while it lasts."""
    meetings = Member.objects.filter(person=user, **PRESENT).values("sitting")
    return AgendaItem.objects.filter(sitting__in=meetings).values_list("application", flat=True)


def _members_on(application: Application) -> QuerySet[Member, int]:
    present = Member.objects.filter(sitting__agenda__application=application, **PRESENT)
    return present.values_list("person", flat=True)
