"""Who: a person, what they do here, and how they were invited."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CANDIDATE = "candidate", _("Candidat ou candidate")
    TRAINEE = "trainee", _("Élève-officier")
    REVIEWER = "reviewer", _("Relecteur ou relectrice")
    MANAGER = "manager", _("Responsable du programme")
    JURY_PRESIDENT = "jury_president", _("Présidence du jury")
    LIAISON = "liaison", _("Liaison de l’armée de Terre")
    SUPERVISOR = "supervisor", _("Encadrement en régiment")
    DIRECTION = "direction", _("Direction")
    ADMINISTRATOR = "administrator", _("Administration")


STUDENTS = frozenset({Role.CANDIDATE, Role.TRAINEE})
# Who may be given files to read: the people whose trade it is, and those who run the selection.
READERS = frozenset({Role.REVIEWER, Role.MANAGER, Role.JURY_PRESIDENT})
STAFF = frozenset(Role) - STUDENTS
# Which roles somebody may give, take back, and look after.
GRANTS: dict[Role, frozenset[Role]] = {
    Role.MANAGER: frozenset({Role.REVIEWER, Role.LIAISON, Role.SUPERVISOR}),
    Role.ADMINISTRATOR: frozenset(Role),
}


class PersonManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True, **fields)

    def visible_to(self, user: "User") -> models.QuerySet["User"]:
        """Those who run the programme know everybody in it; others find nobody here."""
        return self.all() if user.grants else self.none()


class User(AbstractUser):
    """A person. The e-mail address is the name they sign in with."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("Comme mon appareil")
        LIGHT = "light", _("Clair")
        DARK = "dark", _("Sombre")

    username = None  # type: ignore[assignment]  # people sign in with their address
    email = models.EmailField(_("adresse électronique"), unique=True)
    role = models.CharField(_("rôle"), max_length=20, choices=Role, default=Role.CANDIDATE)
    language = models.CharField(_("langue"), max_length=2, choices=settings.LANGUAGES, default="fr")
    theme = models.CharField(_("apparence"), max_length=5, choices=Theme, default=Theme.AUTO)
    reminders_by_mail = models.BooleanField(_("rappels facultatifs par courriel"), default=True)
    phone = models.CharField(_("téléphone"), max_length=24, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()  # type: ignore[assignment]  # addresses instead of usernames

    class Meta:
        ordering: ClassVar = ["last_name", "first_name", "pk"]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.email[:2].upper()

    @property
    def is_student(self) -> bool:
        return self.role in STUDENTS

    @property
    def grants(self) -> frozenset[Role]:
        """The roles this person may give to others."""
        return GRANTS.get(Role(self.role), frozenset())


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)

    def visible_to(self, user: User) -> Self:
        return self.filter(role__in=user.grants)


class Invitation(models.Model):
    """A door opened for one address, in one role, until a date. Only the fingerprint of its key is kept."""

    email = models.EmailField(_("adresse électronique"))
    role = models.CharField(_("rôle"), max_length=20, choices=Role)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @staticmethod
    def new_key() -> str:
        return secrets.token_urlsafe(32)

    @staticmethod
    def fingerprint_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()
