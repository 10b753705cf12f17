"""What an admission still depends on, and a place wanted later: rows of the offer and of the file."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.models.application import Application
from applications.models.campaign import Campaign
from applications.models.decision import Offer
from portal.journal.models import Stateful
from portal.people.models import Role, User


class Condition(models.Model):
    """One thing an admission depends on: a verdict and a date, never a reason. Nothing of a person's health is kept."""

    class Kind(models.TextChoices):
        MEDICAL = "medical", _("Aptitude médicale")
        SECURITY = "security", _("Enquête de sécurité")
        TRANSCRIPT = "transcript", _("Relevé de notes définitif")

    class Verdict(models.TextChoices):
        PENDING = "pending", _("En attente")
        MET = "met", _("Remplie")
        NOT_MET = "not_met", _("Non remplie")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(_("condition"), max_length=10, choices=Kind)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict, default=Verdict.PENDING)
    due_on = models.DateField(_("attendue le"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "kind"], name="one_condition_a_kind"),
            models.CheckConstraint(
                condition=Q(verdict="pending", by__isnull=True, at__isnull=True)
                | (~Q(verdict="pending") & Q(by__isnull=False, at__isnull=False)),
                name="a_verdict_has_its_author_and_date",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_on"], condition=Q(verdict="pending"), name="condition_pending")]

    def __str__(self) -> str:
        return f"condition {self.pk}"


class DeferralQuerySet(models.QuerySet["Deferral"]):
    def visible_to(self, user: User) -> Self:
        if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
            return self.filter(application__in=Application.objects.visible_to(user))
        return self.filter(application__candidate=user)

    def keeping_a_place(self, campaign: Campaign) -> Self:
        return self.filter(to_campaign=campaign, state__in=lifecycle.KEEPS_A_PLACE)

    def unanswered(self, at: datetime) -> Self:
        return self.filter(state=lifecycle.Deferral.CALLED, confirm_before__lte=at)


class Deferral(Stateful):
    """An accepted place wanted in a later session: asked, granted, then confirmed when that session is known."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="deferral")
    state = models.CharField(
        max_length=20, choices=lifecycle.Deferral, default=lifecycle.Deferral.ASKED, editable=False
    )
    words = models.TextField(_("ce que la personne écrit"), max_length=2000, blank=True)
    asked_at = models.DateTimeField()
    reason = models.TextField(_("motif de la réponse"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    to_campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="deferred_here")
    confirm_before = models.DateTimeField(null=True)  # the first instant refused
    answered_at = models.DateTimeField(null=True)

    objects = DeferralQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["called", "confirmed"])
                | Q(to_campaign__isnull=False, confirm_before__isnull=False),
                name="a_place_kept_for_later_has_its_session",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["confirm_before"], condition=Q(state="called"), name="deferral_called")
        ]

    def __str__(self) -> str:
        return f"deferral {self.pk}"
