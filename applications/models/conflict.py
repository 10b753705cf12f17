"""Incompatibilities the software proposes from facts; only a person makes one of them."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.models.application import Application
from applications.models.review import Conflict
from portal.journal.models import Stateful
from portal.people.models import Role, User


class ProposedConflictQuerySet(models.QuerySet["ProposedConflict"]):
    def visible_to(self, user: User) -> Self:
        """Those who share the files out, except on files they are in conflict with themselves."""
        if user.role != Role.MANAGER:
            return self.none()
        return self.exclude(application__in=user.conflicts.values("application"))

    def open(self) -> Self:
        """Waiting for a word, between two who are not kept apart already."""
        apart = Conflict.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer"))
        return self.filter(~Exists(apart), state=lifecycle.ProposedConflict.PROPOSED)


class ProposedConflict(Stateful):
    """One fact that brings a reader and a file together. A fact set aside is never proposed again."""

    class Fact(models.TextChoices):
        SURNAME = "surname", _("Même nom de famille")
        DOMAIN = "domain", _("Adresses électroniques d’un même organisme")
        NAMED = "named", _("Son nom figure dans le dossier")
        EARLIER = "earlier", _("Incompatibilité déclarée dans une autre campagne")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="proposed_conflicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposed_conflicts")
    fact = models.CharField(max_length=10, choices=Fact)
    detail = models.CharField(max_length=200, blank=True)  # the organisation, or the campaign
    state = models.CharField(
        max_length=20,
        choices=lifecycle.ProposedConflict,
        default=lifecycle.ProposedConflict.PROPOSED,
        editable=False,
    )
    found_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = ProposedConflictQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["application", "reviewer", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "reviewer", "fact"], name="a_fact_is_proposed_once"),
            models.CheckConstraint(
                condition=Q(state=lifecycle.ProposedConflict.PROPOSED) | Q(settled_by__isnull=False),
                name="a_proposal_is_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"proposed conflict {self.pk}"

    @property
    def words(self) -> str:
        """The fact, with what it rests on."""
        return f"{self.get_fact_display()}, {self.detail}" if self.detail else self.get_fact_display()
