"""What readers saw of a file, kept as it was when the first of them scored it."""

from typing import ClassVar

from django.db import models

from applications.models.application import Application


class Snapshot(models.Model):
    """One version of one file, as readers saw it: redacted if the reading is anonymous. Written once."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="snapshots")
    version = models.PositiveIntegerField()
    content = models.JSONField()  # see `applications.reading.seen.Seen`
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["application", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "version"], name="one_snapshot_a_version")
        ]

    def __str__(self) -> str:
        return f"snapshot {self.application_id}.{self.version}"
