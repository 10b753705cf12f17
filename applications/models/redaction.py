"""What readers see in the place of what says who wrote a file."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application, Document
from portal.people.models import Role, User
from portal.vault.models import StoredFile


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def visible_to(self, user: User) -> Self:
        """Those who prepare the files: a copy stands beside the original."""
        return self if user.role == Role.MANAGER else self.none()

    def up_to_date(self) -> Self:
        """Copies of what the person writes today, under today's name."""
        same_text = Q()
        for name in Redaction.Field.values:
            same_text |= Q(field=name, original=F(f"application__{name}"))
        known_as = Concat("application__first_name", Value(" "), "application__last_name")
        return self.filter(same_text, known_as=known_as)

    def whole_files(self) -> "models.QuerySet[Redaction, int]":
        """The files whose every text staff has looked at since it last changed, by key."""
        by_file = self.up_to_date().order_by().values("application").annotate(texts=Count("pk"))
        return by_file.filter(texts=len(Redaction.Field.values)).values_list("application", flat=True)


class Redaction(models.Model):
    """The copy of one text that staff has looked at. Without one, or if the text changed since, readers get an
    automatic copy: never the original."""

    class Field(models.TextChoices):
        MOTIVATION = "motivation", _("Lettre de motivation")
        EXPERIENCE = "experience", _("Expériences et stages")
        ENGAGEMENTS = "engagements", _("Engagements")
        BRANCH_REASONS = "branch_reasons", _("Raisons des vœux d’armes")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="redactions")
    field = models.CharField(max_length=20, choices=Field)
    text = models.TextField(_("copie montrée"), blank=True)
    original = models.TextField(blank=True, editable=False)  # what staff had before their eyes
    known_as = models.CharField(max_length=170, blank=True, editable=False)  # the name that was looked for
    version = models.PositiveIntegerField(editable=False)  # of the file
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["application", "field"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "field"], name="one_redacted_copy_a_text")
        ]

    def __str__(self) -> str:
        return f"redaction {self.pk}"

    def is_of(self, application: Application) -> bool:
        """Whether the file still says what staff looked at."""
        return (self.original, self.known_as) == (getattr(application, self.field), known_as(application))


class MaskedDocument(models.Model):
    """What readers get in the place of one document: a copy masked by staff, or nothing."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="masked")
    original = models.CharField(max_length=64, editable=False)  # the fingerprint of the document staff looked at
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, related_name="masked_document")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"masked document {self.pk}"


def known_as(application: Application) -> str:
    """The name to look for, kept as it is written."""
    return f"{application.first_name} {application.last_name}"
