"""What the school verifies on a file, and what it asks to be corrected."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.files.sections import BY_CODE
from applications.models.application import Application
from applications.models.campaign import DocumentType
from portal.journal.models import Stateful


class EligibilityCheck(models.Model):
    """One topic of one file, with its own verdict: who, when, why."""

    class Topic(models.TextChoices):
        AGE = "age", _("Âge")
        NATIONALITY = "nationality", _("Nationalité")
        LEVEL = "level", _("Niveau d’études")
        SCHOOL = "school", _("Inscription à l’école")
        NATIONAL_SERVICE = "national_service", _("Service national (JDC)")
        DOCUMENTS = "documents", _("Pièces")

    class Verdict(models.TextChoices):
        MET = "met", _("Remplie")
        NOT_MET = "not_met", _("Non remplie")
        TO_COMPLETE = "to_complete", _("À compléter")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="checks")
    topic = models.CharField(max_length=20, choices=Topic)
    verdict = models.CharField(max_length=12, choices=Verdict)
    words = models.CharField(_("précision"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["application", "topic"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["application", "topic"], name="one_verdict_a_topic")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.verdict}"


class Correction(Stateful):
    """Something the school asks the candidate to correct: one part of the file, or one document, by a date."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="corrections")
    section = models.CharField(_("partie du dossier"), max_length=20, blank=True)
    document_type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(_("ce qui est demandé"), max_length=1000)
    due_at = models.DateTimeField(_("avant le"))
    state = models.CharField(
        max_length=20, choices=lifecycle.Correction, default=lifecycle.Correction.ASKED, editable=False
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]

    @property
    def what(self) -> str:
        """The name of the part or of the document, in the reader's language."""
        return self.document_type.title if self.document_type else self.part_title

    def __str__(self) -> str:
        return f"correction {self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Asked, and its date has not passed."""
        return self.state == lifecycle.Correction.ASKED and at < self.due_at

    @property
    def part(self) -> str:
        """The part of the file it is about."""
        return "documents" if self.document_type_id else self.section

    @property
    def part_title(self) -> str:
        return str(BY_CODE[self.part].title)

    def concerns(self, section: str) -> bool:
        return section == self.part

    def opens(self, section: str, at: datetime, document_type: DocumentType | None = None) -> bool:
        """Whether it lets the candidate change this part, or this document, once the campaign is closed.

        An answer can be improved until the school has looked at it.
        """
        in_time = self.state != lifecycle.Correction.SETTLED and at < self.due_at
        any_document = self.document_type_id is None or document_type is None
        return in_time and self.concerns(section) and (any_document or self.document_type == document_type)
