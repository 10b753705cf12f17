"""What we promised to say. The row is the promise; the broker is only a doorbell."""

import hashlib
import hmac
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.people.models import User


class Delivery(models.TextChoices):
    PENDING = "pending", _("En attente d’envoi")
    LEASED = "leased", _("Envoi en cours")
    ACCEPTED = "accepted", _("Remise au serveur de messagerie")
    UNKNOWN = "unknown", _("Envoi interrompu, à vérifier")
    SUPPRESSED = "suppressed", _("Non envoyée, à la demande de la personne")
    EXPIRED = "expired", _("Périmée avant l’envoi")
    DEAD = "dead", _("Non remise")
    HELD = "held", _("Retenue")


class Category(models.TextChoices):
    CRITICAL = "critical", _("Indispensable")
    TRANSACTIONAL = "transactional", _("Liée à une démarche")
    OPTIONAL = "optional", _("Facultative")


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, at: datetime) -> Self:
        return self.filter(delivery=Delivery.PENDING, not_before__lte=at)

    def visible_to(self, user: User) -> Self:
        return self.filter(to=user)

    def undelivered(self) -> Self:
        """Letters whose mail never left and will not: somebody must resend them or use the telephone."""
        return self.filter(delivery=Delivery.DEAD)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def in_inbox(self) -> Self:
        """What a person finds in the portal: everything but what is still held back."""
        return self.exclude(delivery=Delivery.HELD).filter(in_app=True)


class Letter(models.Model):
    """One message to one person, written with the fact that causes it and delivered after it."""

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=80)
    category = models.CharField(max_length=14, choices=Category, default=Category.TRANSACTIONAL)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="letters")
    address = models.EmailField()
    language = models.CharField(max_length=2, default="fr")
    context = models.JSONField(default=dict)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    in_app = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)

    delivery = models.CharField(max_length=12, choices=Delivery, default=Delivery.PENDING)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], condition=Q(delivery="pending"), name="letter_pending"),
            models.Index(fields=["lease_until"], condition=Q(delivery="leased"), name="letter_leased"),
            models.Index(fields=["not_before"], condition=Q(delivery="unknown"), name="letter_unknown"),
            models.Index(fields=["-created_at", "-id"], condition=Q(delivery="dead"), name="letter_dead"),
            models.Index(fields=["to", "-created_at"], name="letter_inbox"),
            models.Index(fields=["to"], condition=Q(read_at=None, in_app=True), name="letter_unread"),
            models.Index(fields=["-created_at", "-id"], name="letter_outbox"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a receiver who compares them shows one."""
        digest = hmac.new(settings.SECRET_KEY.encode(), self.key.encode(), hashlib.sha256).hexdigest()[:32]
        return f"<{digest}@{settings.MAIL_DOMAIN}>"


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("Remise")
    TEMPORARY = "temporary", _("Refusée pour l’instant")
    BAD_ADDRESS = "bad_address", _("Adresse refusée")
    REFUSED = "refused", _("Message refusé")
    BROKEN = "broken", _("Impossible à écrire")
    UNKNOWN = "unknown", _("Interrompue")
    SHUT = "shut", _("Serveur fermé")


class Attempt(models.Model):
    """One try at delivering a letter, written before the network is touched."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    fence = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["letter", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["letter", "number"], name="one_attempt_a_number")]

    def __str__(self) -> str:
        return f"{self.letter_id} attempt {self.number}"


class RefusedAddress(models.Model):
    """An address that a mail server said does not exist. Nothing more is sent to it."""

    address = models.EmailField(unique=True)
    refused_at = models.DateTimeField()
    detail = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"refused address {self.pk}"


class Relay(models.Model):
    """The mail server as the workers last found it, one row for all of them."""

    swept_at = models.DateTimeField(null=True)
    shut_until = models.DateTimeField(null=True)
    shut_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="one_relay")]

    def __str__(self) -> str:
        return "relay"
