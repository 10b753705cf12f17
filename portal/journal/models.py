"""What happened: one line a fact, never edited."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One fact that happened. Never edited; names its subject by text, so it outlives it."""

    event = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["subject", "at"]), models.Index(fields=["event", "at"])]

    def __str__(self) -> str:
        return f"{self.event} {self.subject} #{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("The journal is written once and never corrected.")
        super().save(*args, **kwargs)


class Stateful(models.Model):
    """A thing with a life. Its state changes only through `journal.moves.move`."""

    state = models.CharField(max_length=20, editable=False)

    class Meta:
        abstract = True
